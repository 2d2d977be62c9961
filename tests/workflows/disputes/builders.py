"""People, contents and walks of disputes for tests. Names are invented; nothing here decides anything by itself."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256

from tests.workflows.builders import (
    BOARD,
    CWG_CHAIR,
    EDITOR,
    LABORATORY,
    OFFICE,
    OTHER_LABORATORY,
    OTHER_VENDOR,
    SECOND_BOARD,
    TWG_CHAIR,
    VENDOR,
)
from workflows.case_state import Entry
from workflows.disputes import actions as act
from workflows.disputes import events as ev
from workflows.disputes.arrows import DisputeCircumstances
from workflows.disputes.seeing import Seen, seen
from workflows.disputes.state import DisputeState, apply, begin, fold
from workflows.disputes.table import decide, possible_actions
from workflows.disputes.vocabulary import Adviser, DisputeStage, Owner, Side
from workflows.events.base import Event
from workflows.frozen_calendar import shipped_calendar
from workflows.roles import Actor, Role
from workflows.working_days import WorkingCalendar

THIRD_BOARD = Actor(14, "Bram Board", frozenset({Role.BOARD}))
BOARDS = (BOARD, SECOND_BOARD, THIRD_BOARD)
ADVISERS = (TWG_CHAIR, CWG_CHAIR, EDITOR)
STRANGERS = (OTHER_LABORATORY, OTHER_VENDOR)
PEOPLE = (LABORATORY, VENDOR, *BOARDS, OFFICE, *ADVISERS, *STRANGERS)
REPORTED_AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)  # a Monday, weeks from any holiday
ARGUMENT = act.Argument("The blocked status must win.", "Only when it arrives before the decision to charge.")
DIGEST = "ab" * 32


def corrective(owner: Owner = Owner.LABORATORY) -> act.Corrective:
    """One thing to be done after the decision."""
    return act.Corrective("Repeat TC_C_34_CS.", owner, date(2026, 6, 1))


def decision(*owners: Owner) -> act.ProposeDecision:
    """A decision with a corrective action for each owner."""
    return act.ProposeDecision("The test is repeated.", (ARGUMENT,), tuple(corrective(owner) for owner in owners))


@dataclass
class Walk:
    """One dispute on its way: a history that only grows. The laboratory reports it unless said otherwise."""

    reporter: Side = Side.LABORATORY
    approvals: int = 1
    at: datetime = REPORTED_AT
    board: dict[int, str] = field(default_factory=lambda: {who.person_id: who.name for who in BOARDS if who.person_id})
    calendar: WorkingCalendar = field(default_factory=shipped_calendar)
    history: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        reported = ev.DisputeReported(
            self.reporter, 1, 1, self.at, "Result of TC_C_34_CS", DIGEST, "A call.", "OCA-2026-0001", ("OCA.1",)
        )
        self.state: DisputeState = begin(reported)
        who = self.party(self.reporter)
        self.history = [Entry(1, self.at, who.person_id, who.name, "P-71", self.calendar.version, reported)]

    def party(self, side: Side) -> Actor:
        """The person who acts for a side."""
        return LABORATORY if side is Side.LABORATORY else VENDOR

    def do(self, action: act.Action, actor: Actor) -> tuple[Event, ...]:
        """Decide, append, fold; the events that followed. Refusals pass through and change nothing."""
        arrow, events = decide(self.state, action, actor, self.around())
        for event in events:
            self.record(event, actor, arrow.rule)
        assert self.state.stage in arrow.to, (arrow.name, self.state.stage)
        assert fold(self.history) == self.state
        return events

    def record(self, event: Event, actor: Actor, rule: str = "") -> None:
        """Append one event, as a file that is attached."""
        self.state = apply(self.state, event, actor.person_id)
        entry = Entry(self.state.seq, self.at, actor.person_id, actor.name, rule, self.calendar.version, event)
        self.history.append(entry)

    def attach(self, side: Side, file_id: int) -> "Walk":
        """A file of one side."""
        self.record(ev.EvidenceAttached(file_id, side, f"{file_id}.log", 10, DIGEST), self.party(side), "P-73")
        return self

    def around(self) -> DisputeCircumstances:
        """What is so around the dispute."""
        return DisputeCircumstances(self.at, self.calendar, self.approvals, self.board)

    def offered(self, actor: Actor) -> set[str]:
        """Names of the actions that this person is offered now."""
        return {arrow.name for arrow in possible_actions(self.state, actor)}

    def sees(self, actor: Actor) -> Seen:
        """The dispute as this person sees it."""
        return seen(self.state, self.history, actor)

    def admitted(self) -> "Walk":
        """Admissible."""
        self.do(act.DecideAdmissibility(True, "It is about the test case."), BOARD)
        return self

    def stated(self, side: Side, body: str = "So it was.", *files: int) -> "Walk":
        """A statement of one side."""
        for file_id in files:
            self.attach(side, file_id)
        self.do(act.GiveStatement(body, files), self.party(side))
        return self

    def asked(self, adviser: Adviser = Adviser.TWG, *statements: int) -> "Walk":
        """The Board asks for advice."""
        self.do(act.AskAdvice(adviser, "Is the wait in the plan?", statements), BOARD)
        return self

    def proposed(self, *owners: Owner) -> "Walk":
        """A decision lies before the Board."""
        self.do(decision(*owners), BOARD)
        return self

    def decided(self, *owners: Owner) -> "Walk":
        """Proposed by one of the Board and approved by the next."""
        self.proposed(*owners).do(self.approval(), SECOND_BOARD)
        return self

    def approval(self) -> act.ApproveDecision:
        """Approval of the text as it stands."""
        assert self.state.proposal is not None
        return act.ApproveDecision(self.state.proposal.text_sha256)

    def agreement(self) -> act.AgreeToSettlement:
        """Agreement to the offer as it stands."""
        assert self.state.offer is not None
        return act.AgreeToSettlement(self.state.offer.text_sha256)


def digest(text: str) -> str:
    """The digest of a text, as events have it."""
    return sha256(text.encode()).hexdigest()


def a_state(stage: DisputeStage, **given: object) -> DisputeState:
    """A dispute that stands at a stage, with what is given besides."""
    return replace(Walk().state, stage=stage, **given)  # type: ignore[arg-type]
