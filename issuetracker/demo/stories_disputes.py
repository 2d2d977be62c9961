"""Disputes (D.3): one just reported, one with both sides heard, one decided whose corrective action is still open."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.demo.stage import Backstage, Stage, Step
from issuetracker.models import Dispute
from issuetracker.services import files
from issuetracker.services.disputes.evidence import attach
from issuetracker.services.disputes.handling import Docket, load, perform
from issuetracker.services.disputes.reporting import report_dispute
from workflows.actions import Action
from workflows.disputes import actions as act
from workflows.disputes.vocabulary import Adviser, Owner, Side

Make = Callable[[Docket], Action]


@dataclass
class DisputeStory:
    """One dispute from its report on. Every method adds a step and returns the story."""

    stage: Stage
    steps: list[Step] = field(default_factory=list)
    number: str = ""

    def reported(self, at: datetime, who: str, told: act.ReportDispute) -> Self:
        """By a laboratory or a vendor."""

        def run(session: Session, behind: Backstage) -> None:
            docket = report_dispute(session, behind.desk, told, (), self.stage.cast.actors[who], at)
            self.number = docket.dispute.number

        self.steps.append(Step(at, run))
        return self

    def do(self, at: datetime, who: str, action: Action | Make) -> Self:
        """Any action; one that depends on the dispute is made when its moment comes."""

        def run(session: Session, behind: Backstage) -> None:
            docket = self._locked(session)
            made = action if isinstance(action, Action) else action(docket)
            perform(session, behind.desk, docket, made, self.stage.cast.actors[who], at)

        self.steps.append(Step(at, run))
        return self

    def states(self, at: datetime, who: str, body: str, evidence: tuple[str, str] | None = None) -> Self:
        """A statement, with one file as evidence."""

        def run(session: Session, behind: Backstage) -> None:
            docket, actor = self._locked(session), self.stage.cast.actors[who]
            ids: tuple[int, ...] = ()
            if evidence:
                name, text = evidence
                stored = files.store_all(behind.files, [files.Given(name, "text/plain", BytesIO(text.encode()))])
                docket, rows = attach(session, behind.desk, docket, stored, actor, at)
                ids = tuple(row.id for row in rows)
            perform(session, behind.desk, docket, act.GiveStatement(body, ids), actor, at)

        self.steps.append(Step(at, run))
        return self

    def _locked(self, session: Session) -> Docket:
        row = session.scalars(select(Dispute).where(Dispute.number == self.number).with_for_update()).one()
        return load(session, row)


def disputes(stage: Stage) -> list[DisputeStory]:
    """Three, at different stages."""
    return [_decided(stage), _heard(stage), _reported(stage)]


def _reported(stage: Stage) -> DisputeStory:
    told = act.ReportDispute(
        "KTC",
        "Third run of the offline tests: who pays for it?",
        "The second run failed because the laboratory's network was down for an hour. We are asked to pay for a third.",
        "Two mails to the laboratory, without an answer so far.",
    )
    return DisputeStory(stage).reported(stage.moments.ago(1, "15:10"), "hanbit", told)


def _heard(stage: Stage) -> DisputeStory:
    m = stage.moments
    told = act.ReportDispute(
        "Voltwerk B.V.",
        "Result of TC_C_34_CS: does the cache or the block win?",
        "The station accepts an idToken from its cache after the CSMS has blocked it. Step 4 of the test case requires "
        "the blocked status to win. The result is failed; a second run gave the same.",
        "A call with the vendor, and a second run with both present.",
    )
    return (
        DisputeStory(stage)
        .reported(m.ago(12, "11:00"), "dekra", told)
        .do(m.ago(10, "16:00"), "board", act.DecideAdmissibility(True, "It is about how a test case is read."))
        .do(m.ago(10, "16:05"), "board", act.AppointHandlers(_handlers(stage)))
        .do(m.ago(9, "09:30"), "board", act.OpenRound((Side.VENDOR,), "Which wait did your station see in step 3?", 5))
        .states(
            m.ago(5, "14:20"),
            "voltwerk",
            "Our cache lifetime is declared (C-37). The block arrived 2 s after the tap; C10.FR.03 lets the station "
            "use a valid cache entry. The wait of 1 s in step 3 is not in the test plan.",
            ("timing-table.txt", "tap        10:31:07.120\nauthorised 10:31:07.410\nblocked    10:31:09.150\n"),
        )
        .do(m.ago(4, "10:00"), "board", act.ShareStatements((1,)))
        .do(m.ago(3, "10:30"), "board", act.AskAdvice(Adviser.TECHNICAL_EDITORS, "Is that wait in the plan?", (2,)))
        .do(m.ago(3, "10:40"), "board_too", act.SetDate(20))
    )


def _handlers(stage: Stage) -> tuple[int, ...]:
    person_id = stage.cast.actors["board"].person_id
    return (person_id,) if person_id is not None else ()


def _decided(stage: Stage) -> DisputeStory:
    m = stage.moments
    told = act.ReportDispute(
        "DNV",
        "Certificate of the second product line held back",
        "The laboratory withholds the report of the second line until the first is certified. Nothing in the procedure "
        "ties the two together.",
        "A meeting at the laboratory; both sides kept to their view.",
    )
    decision = act.ProposeDecision(
        "The report of each product line is handed over when its own tests are done.",
        (
            act.Argument("The lines share a firmware.", "They are tested on their own; chapter 7 knows no such tie."),
            act.Argument("A fault in one is likely in the other.", "That is for an issue, not for a report."),
        ),
        (act.Corrective("Hand over the report of the second line.", Owner.LABORATORY, m.ahead(4).date()),),
    )
    return (
        DisputeStory(stage)
        .reported(m.ago(20, "09:00"), "voltwerk", told)
        .do(m.ago(18, "15:00"), "board_too", act.DecideAdmissibility(True, "It is about the certification program."))
        .states(m.ago(15, "10:00"), "dnv", "Both lines share a firmware; a fault in one is likely in the other.")
        .do(m.ago(14, "11:00"), "board_too", act.ShareStatements((1, 2)))
        .do(m.ago(7, "16:00"), "board_too", decision)
        .do(m.ago(6, "09:15"), "board", _approval)
    )


def _approval(docket: Docket) -> Action:
    assert docket.state.proposal is not None, "a decision was proposed"
    return act.ApproveDecision(docket.state.proposal.text_sha256)
