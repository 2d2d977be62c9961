"""How a story is told: a report and then steps, each at its moment, each through the services."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.demo.stage import Backstage, Stage, Step
from issuetracker.models import Case, Letter, NoticeLink, Obligation, StoredFile, Telling, Vendor
from issuetracker.queries.concerned import Reach
from issuetracker.services import casework, files, obligations
from issuetracker.services.filing import raise_issue
from issuetracker.services.notice_answers import acknowledge
from issuetracker.services.notice_links import Holder
from issuetracker.services.notices import condition_of
from issuetracker.services.resolution_drafts import resolution_draft
from workflows import actions as act
from workflows.report import Origin, Report
from workflows.roles import Group
from workflows.vocabulary import Decision, Level, Outcome, Scope, Subject, Visibility

Make = Callable[[Session, Case], act.Action]


@dataclass
class Story:
    """One case from its filing on. Every method adds a step and returns the story."""

    stage: Stage
    steps: list[Step] = field(default_factory=list)
    number: str = ""

    def raised(
        self,
        at: datetime,
        who: str,
        told: Report,
        origin: Origin = Origin.CERTIFICATION,
        *,
        subject: Subject | None = None,
    ) -> Self:
        """Steps 1a, 1b, 1c; with a subject, a question."""
        contacts, actor = self.stage.cast.contacts, self.stage.cast.actors[who]
        if told.vendor_name:
            told = replace(told, vendor_contact=contacts[told.vendor_name])
        if origin is Origin.CERTIFICATION and who in contacts:
            told = replace(told, laboratory_contact=contacts[who])

        def run(session: Session, behind: Backstage) -> None:
            filed = raise_issue(session, behind.desk, told, origin, actor, received_at=at, at=at, subject=subject)
            self.number = filed.case.number

        return self._step(at, run)

    def do(self, at: datetime, who: str, action: act.Action | Make) -> Self:
        """Any action; one that depends on the case is made when its moment comes."""

        def run(session: Session, behind: Backstage) -> None:
            case = self._locked(session)
            made = action if isinstance(action, act.Action) else action(session, case)
            casework.perform(session, behind.desk, case, made, self.stage.cast.actors[who], at)

        return self._step(at, run)

    def log(self, at: datetime, who: str, name: str, text: str, *, visibility: Visibility = Visibility.PARTIES) -> Self:
        """A file on the case."""

        def run(session: Session, behind: Backstage) -> None:
            given = files.Given(name, "text/plain", BytesIO(text.encode()))
            stored = files.store_all(behind.files, [given])
            actor = self.stage.cast.actors[who]
            files.attach(session, behind.desk, self._locked(session), stored, actor, at, visibility=visibility)

        return self._step(at, run)

    def say(self, at: datetime, who: str, body: str, visibility: Visibility = Visibility.PARTIES) -> Self:
        """An entry of the conversation."""
        return self.do(at, who, act.AddMessage(body, visibility))

    def assigned(self, at: datetime, who: str, to: str) -> Self:
        """Somebody takes the case up, or hands it to a colleague."""
        return self.do(at, who, act.AssignCase(self.stage.cast.actors[to].person_id))

    def analysed(self, at: datetime, outcome: Outcome, issue: str, cause: str, argumentation: str = "") -> Self:
        """Step 2, by the Technical Editor."""
        return self.do(at, "editor", act.RecordAnalysis(outcome, issue, cause, argumentation))

    def decided(self, at: datetime, group: Group, decision: Decision, argumentation: str) -> Self:
        """Steps 3a and 5a, by the group's chair."""
        return self.do(at, group.value, act.DecideInGroup(group, decision, argumentation))

    def proposed(
        self, at: datetime, group: Group, level: Level, criteria: tuple[str, str, str], notice: str = ""
    ) -> Self:
        """Step 4a, the chair's part; the criteria in the order of D.2.2.4."""
        return self.do(at, group.value, act.ProposeSeverity(group, level, *criteria, notice=notice))

    def approved(self, at: datetime, level: Level, reason: str = "", who: str = "board") -> Self:
        """Step 4a, the Board's part, of exactly the text that was proposed."""

        def make(session: Session, case: Case) -> act.Action:
            proposal = casework.load(session, case).state.proposal
            assert proposal is not None, "the story proposes before it approves"
            return act.ApproveSeverity(proposal.text_sha256, level, reason)

        return self.do(at, who, make)

    def vendors_contacted(self, at: datetime, reason_for_last: str) -> Self:
        """Step 6a: the whole list but its last certificate, which the office takes from it for a reason."""

        def make(session: Session, case: Case) -> act.Action:
            *kept, left = Reach(session, condition_of(casework.load(session, case).state)).every()
            return act.ContactCertifiedVendors(
                tuple(item.number for item in kept), (act.Exclusion(left.number, reason_for_last),)
            )

        return self.do(at, "office", make)

    def notices_acknowledged(self, at: datetime, first: int) -> Self:
        """Every second certified vendor, from the first or second on, acknowledges the notice on its own page."""

        def run(session: Session, behind: Backstage) -> None:
            rows = session.execute(
                select(NoticeLink, Telling, Vendor, Letter.recipient_name)
                .join(Telling, Telling.id == NoticeLink.telling_id)
                .join(Vendor, Vendor.id == NoticeLink.vendor_id)
                .join(Case, Case.id == Telling.case_id)
                .join(Obligation, (Obligation.vendor_id == Vendor.id) & (Obligation.case_id == Case.id))
                .join(Letter, Letter.obligation_id == Obligation.id)
                .where(Case.number == self.number, Obligation.letter == "notice", Letter.state == "accepted")
                .order_by(Vendor.id)
            ).all()
            for link, telling, vendor, name in rows[first::2]:
                acknowledge(session, Holder(link, telling, vendor, expired=False), name, at)

        return self._step(at, run)

    def distributed(self, at: datetime, title: str, text: str, *, final: bool = True, with_file: str = "") -> Self:
        """Step 6c: available that day, active two weeks later."""
        available = self.stage.moments.calendar.local_date(at)
        active = self.stage.moments.calendar.nth_working_day_after(available, 10)

        def make(session: Session, case: Case) -> act.Action:
            ids = (file_id(session, case, with_file),) if with_file else ()
            return act.DistributeUpdate(title, text, available, active, final=final, file_ids=ids)

        return self.do(at, "office", make)

    def acknowledged(self, at: datetime, who: str, letter: str) -> Self:
        """A laboratory acknowledges what it was sent: the letter `update` or `script`."""

        def run(session: Session, behind: Backstage) -> None:
            actor = self.stage.cast.actors[who]
            owed = session.scalars(
                select(Obligation.id)
                .join(Case, Case.id == Obligation.case_id)
                .where(Case.number == self.number, Obligation.letter == letter)
                .where(Obligation.laboratory_id == actor.laboratory_id, Obligation.acknowledged_at.is_(None))
                .order_by(Obligation.id)
            ).first()
            assert owed is not None, f"{letter} was sent to {who}"
            obligations.acknowledge(session, behind.desk, owed, actor, at)

        return self._step(at, run)

    def closed(self, at: datetime, resolution: str, scope: Scope = Scope.GENERAL, *, question: str = "") -> Self:
        """Closed by the Technical Editor with its resolution; about what, the draft says."""

        def make(session: Session, case: Case) -> act.Action:
            draft = resolution_draft(session, casework.load(session, case))
            return act.CloseCase(
                resolution, scope, question, draft.subject, draft.test_references, draft.octt_version, draft.supersedes
            )

        return self.do(at, "editor", make)

    def arranged(self, at: datetime, what: Callable[[Session, Stage], None]) -> Self:
        """Something beside the case that its story needs, such as an extra call."""
        return self._step(at, lambda session, _: what(session, self.stage))

    def _step(self, at: datetime, run: Callable[[Session, Backstage], None]) -> Self:
        self.steps.append(Step(at, run))
        return self

    def _locked(self, session: Session) -> Case:
        return session.scalars(select(Case).where(Case.number == self.number).with_for_update()).one()


def file_id(session: Session, case: Case, name: str) -> int:
    """A file of a case by its name."""
    query = select(StoredFile.id).where(StoredFile.case_id == case.id, StoredFile.name == name)
    return session.scalars(query).one()
