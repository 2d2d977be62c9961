"""Releases that no case gave rise to: an erratum that laboratories have, and a document that OCA has still to send."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Self

from sqlalchemy.orm import Session

from issuetracker.demo.stage import Backstage, Stage, Step
from issuetracker.services import obligations
from issuetracker.services.files import Given, store_all
from issuetracker.services.releases import enclosures, receiving, sending, versions
from workflows.releases import Content, Document, Erratum, ErratumClass, ReleaseKind

_SHEET = (
    b"Erratum 2026-11-02\n\nDocument: OCPP 2.0.1, Edition 3, Part 2\nPage: 187\nRequirement: C07.FR.04\nClass: minor\n"
)


@dataclass
class ReleaseStory:
    """One release from its first version on. Every method adds a step and returns the story."""

    stage: Stage
    steps: list[Step] = field(default_factory=list)
    number: str = ""

    def recorded(self, at: datetime, who: str, kind: ReleaseKind, content: Content, *files: tuple[str, bytes]) -> Self:
        """The first version, with its files."""

        def run(session: Session, behind: Backstage) -> None:
            row = versions.record(session, kind, content, self.stage.cast.actors[who], at)
            self.number = row.number
            given = [Given(name, "text/plain", BytesIO(said)) for name, said in files]
            enclosures.add_files(session, row, store_all(behind.files, given))

        return self._step(at, run)

    def sent(self, at: datetime, who: str) -> Self:
        """To every active laboratory."""

        def run(session: Session, behind: Backstage) -> None:
            row = versions.newest(session, self.number, lock=True)
            sending.send(session, behind.desk, row, self.stage.cast.actors[who], at)

        return self._step(at, run)

    def received(self, at: datetime, who: str, vendors: int, whom: str) -> Self:
        """A laboratory acknowledges it, and notes to whom it has passed it on."""

        def run(session: Session, behind: Backstage) -> None:
            actor = self.stage.cast.actors[who]
            row = receiving.find(session, actor, self.number)
            owed = obligations.of_release(session, row.id, actor)
            obligations.acknowledge(session, behind.desk, owed.id, actor, at)
            receiving.forward(session, self.number, vendors, whom, actor, at)

        return self._step(at, run)

    def _step(self, at: datetime, run: Callable[[Session, Backstage], None]) -> Self:
        self.steps.append(Step(at, run))
        return self


def releases(stage: Stage) -> list[ReleaseStory]:
    """Two of them."""
    return [_erratum(stage), _document(stage)]


def _erratum(stage: Stage) -> ReleaseStory:
    m = stage.moments
    said = Erratum(
        title="C07.FR.04: which certificate status ends the transaction",
        text="The requirement named a status that the enumeration does not have. Test cases and the OCTT are not "
        "concerned; a station that follows the enumeration is right.",
        available_on=m.day(-21), active_on=m.day(-7), document="Part 2", document_version="OCPP 2.0.1",
        edition="Edition 3", page="187", touches=("C07.FR.04",),
        old_text="… with status CertificateRevoked or Expired.",
        new_text="… with status CertificateRevoked or CertificateExpired.",
        tracker_number="#1187", erratum_class=ErratumClass.MINOR,
    )  # fmt: skip
    return (
        ReleaseStory(stage)
        .recorded(m.ago(17, "10:20"), "editor", ReleaseKind.ERRATUM, said, ("erratum-2026-11-02.txt", _SHEET))
        .sent(m.ago(16, "09:10"), "office")
        .received(m.ago(15, "13:45"), "dekra", 3, "Everybody in process with Advanced Security")
        .received(m.ago(13, "08:30"), "ktc", 1, "")
    )


def _document(stage: Stage) -> ReleaseStory:
    m = stage.moments
    said = Document(
        title="Test plan for OCPP 2.0.1, version 1.4", item="Test plan for OCPP 2.0.1", document_version="1.4",
        text="Chapter 5 says how long a station may take to reconnect. Nothing else differs from 1.3.",
        available_on=m.day(5), active_on=m.day(33), final=False,
    )  # fmt: skip
    return ReleaseStory(stage).recorded(m.ago(1, "11:35"), "editor", ReleaseKind.DOCUMENT, said)
