"""People, reports, circumstances and walks for tests. Names are invented; nothing here decides anything by itself."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from workflows import actions as act
from workflows import events as ev
from workflows.arrows import Circumstances, Handler, SentRelease
from workflows.case_state import Call, CaseState, Entry
from workflows.clocks import Clock, ClockState, clocks
from workflows.folding import apply, begin, fold
from workflows.frozen_calendar import shipped_calendar
from workflows.procedure import decide, possible_actions
from workflows.questions import route
from workflows.report import Contact, DeviceType, OcppVersion, Origin, Report, TestType
from workflows.roles import Actor, Group, Role
from workflows.severity import text_digest
from workflows.stages import Track
from workflows.versions import CURRENT, ClockKind, procedure
from workflows.vocabulary import Change, CwgStep, Decision, ErratumKind, Level, Outcome, Subject
from workflows.working_days import WorkingCalendar

RELEASE = SentRelease("Errata 2026-03", Change.ERRATUM, date(2026, 3, 2), date(2026, 3, 2), final=True)
LABORATORY = Actor(1, "Lena Lab", frozenset({Role.TEST_LABORATORY}), laboratory_id=1)
VENDOR = Actor(2, "Vera Vendor", frozenset({Role.VENDOR}), vendor_id=1)
EDITOR = Actor(3, "Eddy Editor", frozenset({Role.TECHNICAL_EDITOR}))
TWG_CHAIR = Actor(4, "Tine Chair", frozenset({Role.TWG_CHAIR}))
CWG_CHAIR = Actor(5, "Coen Chair", frozenset({Role.CWG_CHAIR}))
TWG_MEMBER = Actor(6, "Tom Member", frozenset({Role.TWG_MEMBER}))
CWG_MEMBER = Actor(7, "Carla Member", frozenset({Role.CWG_MEMBER}))
BOARD = Actor(8, "Bea Board", frozenset({Role.BOARD}))
OFFICE = Actor(9, "Otto Office", frozenset({Role.OCA_OFFICE}))
PROVIDER = Actor(10, "Piet Provider", frozenset({Role.TOOL_PROVIDER}))
OTHER_LABORATORY = Actor(11, "Olga Lab", frozenset({Role.TEST_LABORATORY}), laboratory_id=2)
OTHER_VENDOR = Actor(12, "Ove Vendor", frozenset({Role.VENDOR}), vendor_id=2)
SECOND_BOARD = Actor(13, "Bo Board", frozenset({Role.BOARD}))

# One person for each role, those of the parties on their own case.
ACTORS: dict[Role, Actor] = {
    next(iter(actor.roles)): actor
    for actor in (
        LABORATORY,
        VENDOR,
        EDITOR,
        TWG_CHAIR,
        CWG_CHAIR,
        TWG_MEMBER,
        CWG_MEMBER,
        BOARD,
        OFFICE,
        PROVIDER,
    )
}
CHAIR = {Group.TWG: TWG_CHAIR, Group.CWG: CWG_CHAIR}
TRACK = {Group.TWG: Track.TWG, Group.CWG: Track.CWG}

FILED_AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)  # a Monday, weeks from any holiday
SCRIPT_FILE = 7
CHAIRS = Handler("Marcus Lindqvist", frozenset({Role.TWG_CHAIR, Role.CWG_CHAIR}))
FILES = {SCRIPT_FILE: "ab" * 32, 8: "cd" * 32}


def moment(text: str) -> datetime:
    """An aware moment from `2026-03-02 10:30`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_report(**other: Any) -> Report:
    """A complete report; keyword arguments replace fields."""
    report = Report(
        summary="StopTransaction is sent twice",
        vendor_name="Volt & Wire",
        vendor_contact=Contact("Vera Vendor", "vera@vendor.example", "+31 20 000 00 01"),
        laboratory_name="DEKRA",
        laboratory_contact=Contact("Lena Lab", "lena@dekra.example", "+31 26 000 00 02"),
        test_types=(TestType.CONFORMANCE,),
        test_references=("TC_E_22_CS",),
        description="After a power loss the station repeats the message.",
        applicable_documentation="OCPP 2.0.1 Edition 3, part 2",
        ocpp_version=OcppVersion.V201,
        device_type=DeviceType.CHARGING_STATION,
        device="Wallbox 7",
        certification_profiles=("Core",),
        octt_version="Release_2026-02",
        blocks_certification=True,
    )
    return replace(report, **other)


def fortnightly_calls(first: date = date(2026, 1, 13), count: int = 60) -> tuple[Call, ...]:
    """Calls of both groups every two weeks: the TWG on Tuesdays, the CWG on Thursdays, 14:00 UTC."""
    calls = []
    for number in range(count):
        for group, days in ((Group.TWG, 0), (Group.CWG, 2)):
            day = first + timedelta(days=14 * number + days)
            at = datetime(day.year, day.month, day.day, 14, tzinfo=UTC)
            calls.append(Call(len(calls) + 1, group, at))
    return tuple(calls)


@dataclass
class Walk:
    """One case on its way through the procedure: a history that only grows, and the world around it.

    `at` is the present moment; `do` and `record` move it forward when they are given a later one.
    """

    origin: Origin = Origin.CERTIFICATION
    at: datetime = FILED_AT
    report: Report = field(default_factory=a_report)
    calls: tuple[Call, ...] = field(default_factory=fortnightly_calls)
    calendar: WorkingCalendar = field(default_factory=shipped_calendar)
    procedure_version: str = CURRENT
    vendor_is_member: bool = False
    subject: Subject | None = None
    history: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        laboratory = 1 if self.origin in (Origin.CERTIFICATION, Origin.QUESTION) else None
        if self.origin is Origin.QUESTION:
            self.subject = self.subject or Subject.TESTS
        self._counted = (0, 0)
        self._clocks: tuple[Clock, ...] = ()
        self.calendars = {self.calendar.version: self.calendar}
        raised = ev.IssueRaised(
            self.origin, self.procedure_version, self.at, self.report, laboratory, 1, subject=self.subject
        )
        self.state: CaseState = begin(raised)
        self.history = [Entry(1, self.at, LABORATORY.person_id, LABORATORY.name, "P-01", self.calendar.version, raised)]
        if self.subject is not None:
            for event in route(self.state, self.circumstances()):
                self.record(event, LABORATORY, rule="P-24")

    def do(self, action: act.Action, actor: Actor, at: datetime | None = None) -> tuple[ev.Event, ...]:
        """Decide, append, fold; the events that followed. Refusals pass through and change nothing."""
        at = at or self.at
        arrow, events = decide(self.state, action, actor, self.circumstances(at))
        for event in events:
            self.record(event, actor, at, arrow.rule)
        assert self.state.stage(arrow.track) in arrow.to, (arrow.name, self.state.stage(arrow.track))
        assert fold(self.history) == self.state
        return events

    def record(self, event: ev.Event, actor: Actor, at: datetime | None = None, rule: str = "") -> None:
        """Append one event, as the service itself does for passed due dates and changed calendars."""
        self.at = at or self.at
        self.state = apply(self.state, event, actor.person_id)
        self.history.append(
            Entry(self.state.seq, self.at, actor.person_id, actor.name, rule, self.calendar.version, event)
        )

    def adopt(self, calendar: WorkingCalendar) -> None:
        """From now on this calendar counts; the earlier one stays known for what was counted under it."""
        self.calendar = calendar
        self.calendars[calendar.version] = calendar

    def circumstances(self, at: datetime | None = None) -> Circumstances:
        """What is so around the case at a moment."""
        at = at or self.at
        running = [c for c in self.clocks() if c.group is not None and c.state is ClockState.RUNNING]
        return Circumstances(
            at=at,
            calendar=self.calendar,
            procedure=procedure(self.procedure_version),
            calls=tuple(call for call in self.calls if call.starts_at > at),
            group_due={c.group: self.calendar.local_date(c.due_at) for c in running if c.group},
            vendor_is_member=self.vendor_is_member,
            laboratory_ids=frozenset({1, 2, 3, 4}),
            files=FILES,
            open_tickets=frozenset({"OCA-2026-0001"}),
            releases={"REL-2026-0001": RELEASE},
            people={4: Handler("Anneke de Wit", frozenset({Role.TECHNICAL_EDITOR})), 5: CHAIRS},
        )

    def clocks(self) -> tuple[Clock, ...]:
        """All clocks of the case, first started first."""
        counted = (len(self.history), self.calendar.version)
        if counted != self._counted:
            self._counted, self._clocks = counted, clocks(self.history, self.calendars)
        return self._clocks

    def clock(self, kind: ClockKind, group: Group | None = None) -> Clock:
        """The latest clock of a kind (and group)."""
        return [c for c in self.clocks() if c.kind is kind and group in (None, c.group)][-1]

    def offered(self, actor: Actor) -> set[str]:
        """Names of the actions that this person is offered now."""
        return {possible.name for possible in possible_actions(self.state, actor)}

    def next_call(self, group: Group) -> Call:
        """The group's first call after the present moment."""
        return next(c for c in self.calls if c.group is group and c.starts_at > self.at)

    def analysed(self, outcome: Outcome) -> "Walk":
        """Step 2 with this outcome."""
        self.do(analysis(outcome), EDITOR)
        return self

    def decided(self, group: Group, decision: Decision = Decision.CONFIRMED) -> "Walk":
        """The group's decision, on the day after the call on whose agenda the case stands."""
        call = self.state.call(group)
        at = max(self.at, call.starts_at + timedelta(days=1)) if call else self.at
        self.do(act.DecideInGroup(group, decision, "As discussed in the call."), CHAIR[group], at)
        return self

    def severity(self, group: Group, level: Level) -> "Walk":
        """Proposed by the group's chair and approved as proposed."""
        self.do(proposal(group, level), CHAIR[group])
        self.do(approval(self.state), BOARD)
        return self

    def not_necessary(self, *steps: CwgStep) -> "Walk":
        """Each of the CWG's steps declared not necessary."""
        for step in steps:
            self.do(act.DeclareNotNecessary(step, "Nothing to change."), CWG_CHAIR)
        return self


def analysis(outcome: Outcome) -> act.RecordAnalysis:
    """Step 2."""
    return act.RecordAnalysis(outcome, "The message is repeated.", "An ambiguous sentence.", "See E15.FR.04.")


def revision(outcome: Outcome) -> act.ReviseAnalysis:
    """Another outcome of step 2."""
    return act.ReviseAnalysis(outcome, "The message is repeated.", "Seen anew.", "A new log.", "See E15.FR.05.")


def erratum(kind: ErratumKind = ErratumKind.CORRECTION) -> act.RecordErratum:
    """Step 3b."""
    return act.RecordErratum(kind, "Repeated message", "OCPP 2.0.1 Edition 3, part 2", "Sent once.", "Sent.")


def proposal(group: Group, level: Level, notice: str = "Stations may repeat a message.") -> act.ProposeSeverity:
    """Step 4a, the chair's part."""
    return act.ProposeSeverity(group, level, "Billing differs.", "None.", "No.", notice)


def approval(state: CaseState, level: Level | None = None, reason: str = "") -> act.ApproveSeverity:
    """Approval of the text as it stands, at the proposed level unless another is given."""
    assert state.proposal is not None
    return act.ApproveSeverity(state.proposal.text_sha256, level or state.proposal.level, reason)


def digest_of(action: act.ProposeSeverity) -> str:
    """The digest that a reader of this proposal sends back."""
    return text_digest(action)


def script(*laboratory_ids: int) -> act.ProvideScript:
    """P-10."""
    return act.ProvideScript("repeat 1", ("TC_E_22_CS",), ("Release_2026-02",), "Run it.", SCRIPT_FILE, laboratory_ids)


def update(**other: Any) -> act.DistributeUpdate:
    """Step 6c."""
    made = act.DistributeUpdate("Errata 2026-04", "Sent once.", date(2026, 5, 1), date(2026, 6, 1))
    return replace(made, **other)
