"""Invented cases, told from their first event to the one that a letter is about, and the facts given to the letter."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from notifications.messages import LETTERS, LetterKind
from notifications.recipients import Addressee, Audience
from workflows import events as ev
from workflows.actions import Exclusion
from workflows.case_state import CaseState, Entry
from workflows.clocks import Clock, ClockState, clocks
from workflows.folding import apply, begin, fold
from workflows.frozen_calendar import shipped_calendar
from workflows.report import Contact, DeviceType, OcppVersion, Origin, Report, TestType
from workflows.roles import Group
from workflows.stages import HandlingStage
from workflows.versions import CURRENT, ClockKind
from workflows.vocabulary import Change, CwgStep, Decision, ErratumKind, Level, Outcome, Scope, Subject, Visibility

NUMBER = "OCA-2026-0142"
DESK = "https://desk.oca.example"
CALENDAR = shipped_calendar()
FILED_AT = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
SHA = "9f2c1b7d40e85a63c0d94e7712ab58f36d1c2e9b07a4f5838e6d0c1b2a394857"
LOG_NAME = "Nordwärts_Säule_22 로그.txt"

REPORT = Report(
    summary="SetVariablesResponse is expected too early",
    vendor_name="Nordwärts Ladetechnik GmbH",
    vendor_contact=Contact("Zoë Müller-Bergström", "zoe@nordwaerts.example", "+49 (0)30 5550 1234"),
    laboratory_name="KSGA",
    laboratory_contact=Contact("김서연", "seoyeon.kim@ksga.example", "+82 2-5550-7788"),
    test_types=(TestType.CONFORMANCE,),
    test_references=("TC_B_12_CS", "TC_B_13_CS"),
    description="Step 7 of TC_B_12_CS fails.\n\n"
    '[2,"a7f0","SetVariables",{"setVariableData":[]}]\n> sent 10:31:07\nFrom the station nothing more arrives.',
    ocpp_version=OcppVersion.V201,
    device_type=DeviceType.CHARGING_STATION,
    device="Säule 22",
    certification_profiles=("Core", "Advanced Security"),
    octt_version="Release_2026-02",
    blocks_certification=True,
)

# Words of the parties that no letter to others may have.
PARTY_WORDS = (
    "Nordw",
    "nordwaerts",
    "Zoë",
    "Müller",
    "Bergström",
    "KSGA",
    "김서연",
    "seoyeon",
    "Säule",
    "5550",
    "로그",
)


@dataclass(frozen=True)
class Heading:
    """What a notice is called, as the app gives it."""

    number: str
    begun_at: datetime
    corrects: tuple[tuple[str, datetime], ...] = ()


HEADING = Heading(f"{NUMBER}-N1", datetime(2026, 11, 26, 9, 30, tzinfo=UTC))
CORRECTION = Heading(f"{NUMBER}-N2", datetime(2026, 12, 7, 9, 30, tzinfo=UTC), ((HEADING.number, HEADING.begun_at),))


@dataclass(frozen=True)
class Offered:
    """An earlier resolution as the app gives it to a letter."""

    number: str
    question: str
    text: str
    ocpp_version: str


@dataclass(frozen=True)
class Call:
    """A call as the app gives it."""

    title: str
    starts_at: datetime
    minutes: int
    join_how: str


@dataclass(frozen=True)
class File:
    """A file as the app gives it."""

    id: int
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Public:
    """All that people who must not learn who the case is about are told of it."""

    test_references: tuple[str, ...] = REPORT.test_references
    ocpp_version: str = "2.0.1"
    device_type: str = "charging station"
    certification_profiles: tuple[str, ...] = REPORT.certification_profiles
    octt_version: str = "Release_2026-02"
    outcome: str = "octt"


TWG_CALL = Call(
    "TWG weekly", datetime(2026, 12, 3, 14, 0, tzinfo=UTC), 90, "https://meet.oca.example/twg?room=7&key=a1"
)
LATER_CALL = Call("TWG weekly", datetime(2026, 12, 10, 14, 0, tzinfo=UTC), 90, TWG_CALL.join_how)
CWG_CALL = Call("CWG call", datetime(2026, 12, 8, 13, 0, tzinfo=UTC), 60, "by telephone, number on request")
CALLS = {7: TWG_CALL, 8: LATER_CALL, 9: CWG_CALL}
FILES = (File(31, "tc_b_12_workaround_v2.py", 18_422, SHA),)

EARLIER = (Offered("R-2026-0007", "Does the order of two variables count?", "It does not.", "2.0.1"),)
RAISED = ev.IssueRaised(Origin.CERTIFICATION, CURRENT, FILED_AT, REPORT, laboratory_id=3, vendor_id=5)
ASKED = replace(RAISED, origin=Origin.QUESTION, subject=Subject.TESTS)
ASKED_BY_VENDOR = replace(ASKED, subject=Subject.PRODUCT_TYPE, laboratory_id=None)
RAISED_BY_TWG = ev.IssueRaised(
    Origin.TWG,
    CURRENT,
    FILED_AT,
    Report("The tables of chapter 2\nand of part 4 differ", description="See page 212."),
)


def analysed(outcome: Outcome) -> tuple[ev.Event, ...]:
    """A case with its analysis."""
    return (RAISED, ev.AnalysisRecorded(outcome, "The response is expected too early.", "Step order", "See E15.FR.04."))


FOR_TWG = ev.ForwardedToGroup(Group.TWG, indicative=False)
FOR_CWG = ev.ForwardedToGroup(Group.CWG, indicative=True)
ON_TWG_CALL = ev.PlacedOnAgenda(Group.TWG, 7, TWG_CALL.starts_at)
ON_CWG_CALL = ev.PlacedOnAgenda(Group.CWG, 9, CWG_CALL.starts_at)
WITH_TWG = (*analysed(Outcome.SPECIFICATION), FOR_TWG, ON_TWG_CALL)
WITH_CWG = (*analysed(Outcome.OCTT), FOR_CWG, ON_CWG_CALL)
TWG_CONFIRMED = ev.GroupDecided(Group.TWG, Decision.CONFIRMED, "The requirement contradicts the sequence diagram.", 7)
CWG_CONFIRMED = ev.GroupDecided(Group.CWG, Decision.CONFIRMED, "The OCTT waits for the wrong message.", 9)
CONFIRMED_BY_TWG = (*WITH_TWG, TWG_CONFIRMED)
CONFIRMED_BY_CWG = (*WITH_CWG, CWG_CONFIRMED)
NOTICE = (
    "OCTT up to Release_2026-02 accepts a late SetVariablesResponse.\n\n"
    "In the field a station may answer too late and be taken offline.\n"
    "Install the correction of your supplier; the erratum is 2026-04, entry 12."
)
PROPOSED = ev.SeverityProposed(
    Group.CWG, Level.HIGH, "Stations of several makes lose the connection.", "Vendors update firmware.", "", NOTICE, SHA
)
PROPOSED_FOR_BOARD = (*CONFIRMED_BY_CWG, PROPOSED)
APPROVED = ev.SeverityApproved(Level.HIGH, "", SHA)
BUG = ev.OcttBugReported(
    "Step 7 expects the response too early", "TC_B_12_CS step 7:\n    expected after NotifyReport."
)
BUG_REPORTED = (*CONFIRMED_BY_CWG, BUG)
BUG_ACCEPTED = (*BUG_REPORTED, ev.OcttBugAccepted("Planned for the spring release."))
BUG_DISPUTED = (*BUG_REPORTED, ev.OcttBugDisputed("Part 6 allows this order."))
FIXED = (*BUG_ACCEPTED, ev.OcttFixReported("Release_2026-04"))
VERIFIED = (*FIXED, ev.OcttFixVerified("Both test cases run through."))
SCRIPT = ev.ScriptProvided(
    1,
    "tc_b_12_workaround v2",
    ("TC_B_12_CS",),
    ("Release_2026-02",),
    "1. Start the script before step 7.\n2. Wait for “ready”.",
    31,
    SHA,
    (3, 4),
)
ERRATUM = ev.ErratumWritten(
    ErratumKind.CORRECTION,
    "E15: order of messages",
    "OCPP 2.0.1 Edition 3, part 2",
    "212",
    ("E15.FR.04",),
    "The Charging Station SHALL respond first.",
    "The Charging Station SHALL respond after the report.",
)


@dataclass(frozen=True)
class Occasion:
    """An action's events: the one that is told comes after `before` and is followed by `after`."""

    name: str
    before: tuple[ev.Event, ...]
    event: ev.Event
    after: tuple[ev.Event, ...] = ()
    actor: str = "Jürgen Österreich"
    body: str = ""
    files: tuple[File, ...] = ()
    public: Public = field(default_factory=Public)
    earlier: tuple[Offered, ...] = ()


OCCASIONS: tuple[Occasion, ...] = (
    Occasion("raised", (), RAISED),
    Occasion("raised by the TWG", (), RAISED_BY_TWG),
    Occasion(
        "message with a log",
        WITH_TWG,
        ev.MessageAdded(Visibility.PARTIES, SHA, (12, 13)),
        actor="김서연",
        body='The log of today:\n\n[2,"b1","Heartbeat",{}]\n> 10:31:09 sent\n'
        "From here on silence. <b>See</b> Label:  value",
    ),
    Occasion(
        "message to the vendor only", WITH_CWG, ev.MessageAdded(Visibility.VENDOR, SHA), body="Which firmware is it?"
    ),
    Occasion(
        "analysis revised",
        WITH_TWG,
        ev.AnalysisRevised(
            Outcome.OCTT, Outcome.SPECIFICATION, "Step 7 is too strict.", "OCTT", "", "The TWG member's remark."
        ),
        (ev.HandlingTakenBack(Group.TWG), FOR_CWG, ON_CWG_CALL),
    ),
    Occasion(
        "answered",
        analysed(Outcome.VENDOR_IMPLEMENTATION),
        ev.IssueAnswered("The station answers before it has stored the value.\n\nSee B05.FR.07."),
    ),
    Occasion("forwarded to the TWG", analysed(Outcome.SPECIFICATION), FOR_TWG, (ON_TWG_CALL,)),
    Occasion("forwarded to the CWG, an OCTT case", analysed(Outcome.OCTT), FOR_CWG, (ON_CWG_CALL,)),
    Occasion(
        "forwarded and no call is planned",
        analysed(Outcome.SPECIFICATION),
        FOR_TWG,
        (ev.NoCallInTime(Group.TWG, date(2027, 1, 6), None),),
    ),
    Occasion(
        "forwarded by the TWG's request",
        (*CONFIRMED_BY_TWG, ev.CwgContacted("Please correct TC_B_12_CS.")),
        ev.ForwardedToGroup(Group.CWG, indicative=False, note="Please correct TC_B_12_CS."),
        (ON_CWG_CALL,),
    ),
    Occasion("forwarded to the Board", analysed(Outcome.OTHER), ev.ForwardedToBoard()),
    Occasion(
        "taken back",
        (
            *WITH_TWG,
            ev.AnalysisRevised(
                Outcome.VENDOR_IMPLEMENTATION, Outcome.SPECIFICATION, "Stores late.", "Firmware", "", ""
            ),
        ),
        ev.HandlingTakenBack(Group.TWG),
        (ev.IssueAnswered("It stores late."),),
    ),
    Occasion("on another call", WITH_TWG, ev.PlacedOnAgenda(Group.TWG, 8, LATER_CALL.starts_at)),
    Occasion("vendor invited", WITH_TWG, ev.VendorInvited(Group.TWG, 7, TWG_CALL.starts_at)),
    Occasion("no call in time", (*analysed(Outcome.OCTT), FOR_CWG), ev.NoCallInTime(Group.CWG, date(2027, 1, 6), None)),
    Occasion(
        "the next call is too late",
        WITH_TWG,
        ev.NoCallInTime(Group.TWG, date(2027, 1, 6), datetime(2027, 1, 14, 14, 0, tzinfo=UTC)),
    ),
    Occasion(
        "expedited",
        (*WITH_TWG, ev.PlacedOnAgenda(Group.TWG, 8, LATER_CALL.starts_at)),
        ev.Expedited(Group.TWG, 7, TWG_CALL.starts_at, "Three certifications wait for it."),
    ),
    Occasion("confirmed by the TWG", WITH_TWG, TWG_CONFIRMED),
    Occasion("confirmed by the CWG, an OCTT case", WITH_CWG, CWG_CONFIRMED),
    Occasion(
        "not an issue",
        WITH_TWG,
        ev.GroupDecided(Group.TWG, Decision.NOT_AN_ISSUE, "Part 2 says so: B05.FR.07.", 7),
    ),
    Occasion(
        "postponed",
        WITH_TWG,
        ev.GroupDecided(Group.TWG, Decision.POSTPONED, "An expert on ISO 15118 is needed.", 7),
        (ev.PlacedOnAgenda(Group.TWG, 8, LATER_CALL.starts_at),),
    ),
    Occasion(
        "referred",
        WITH_TWG,
        ev.GroupDecided(Group.TWG, Decision.REFERRED, "The text is clear; the test is not.", 7),
        (ev.ForwardedToGroup(Group.CWG, indicative=False, note="The text is clear; the test is not."), ON_CWG_CALL),
    ),
    Occasion("erratum written", CONFIRMED_BY_TWG, ERRATUM),
    Occasion(
        "known issue that is not fixed",
        (*CONFIRMED_BY_TWG, ev.CwgContacted("Nothing to change."), FOR_CWG, ON_CWG_CALL),
        replace(ERRATUM, kind=ErratumKind.NOT_FIXED_IN_THIS_VERSION, old_text="", new_text="It breaks devices in use."),
    ),
    Occasion(
        "CWG contacted while it has the case",
        (
            *CONFIRMED_BY_TWG,
            ev.ForwardedToGroup(Group.CWG, indicative=False),
            ON_CWG_CALL,
        ),
        ev.CwgContacted("Please correct step 7 of TC_B_12_CS."),
    ),
    Occasion(
        "test cases corrected",
        CONFIRMED_BY_CWG,
        ev.StepCompleted(CwgStep.TEST_CASES, "TC_B_12_CS, step 7, edition 2026-04"),
    ),
    Occasion(
        "laboratories informed",
        CONFIRMED_BY_CWG,
        ev.LaboratoriesInformed("Step 7 of TC_B_12_CS may fail although the device is right.\nRepeat it once."),
    ),
    Occasion("severity proposed", CONFIRMED_BY_CWG, PROPOSED, actor="Åsa Lindqvist"),
    Occasion(
        "low severity proposed",
        CONFIRMED_BY_TWG,
        replace(PROPOSED, group=Group.TWG, level=Level.LOW, notice=""),
        actor="Åsa Lindqvist",
    ),
    Occasion("assigned", CONFIRMED_BY_CWG, ev.CaseAssigned(7, "Anneke de Wit"), actor="Henk Jansen"),
    Occasion("severity high approved", PROPOSED_FOR_BOARD, APPROVED),
    Occasion(
        "severity low approved against the proposal",
        PROPOSED_FOR_BOARD,
        ev.SeverityApproved(Level.LOW, "The field is not concerned.", SHA),
        (ev.NobodyContacted("The field is not concerned."),),
    ),
    Occasion(
        "severity high approved again with the same text",
        (
            *PROPOSED_FOR_BOARD,
            APPROVED,
            ev.CertifiedVendorsContacted(("OCA.0201.0053.CS",), (), NOTICE),
            PROPOSED,
        ),
        APPROVED,
    ),
    Occasion(
        "severity lapsed",
        (*PROPOSED_FOR_BOARD, replace(CWG_CONFIRMED, decision=Decision.NOT_AN_ISSUE)),
        ev.SeverityLapsed("The CWG decided that it is not an issue."),
    ),
    Occasion(
        "certified vendors contacted",
        (*PROPOSED_FOR_BOARD, APPROVED),
        ev.CertifiedVendorsContacted(
            ("OCA.0201.0053.CS", "OCA.0201.0069.CS", "OCA.0201.0071.CS"),
            (Exclusion("OCA.0201.0099.CS", "Nordwärts has left the market."),),
            NOTICE,
        ),
    ),
    Occasion(
        "certified vendors contacted about the specification",
        (*CONFIRMED_BY_TWG, replace(PROPOSED, group=Group.TWG), APPROVED),
        ev.CertifiedVendorsContacted(("OCA.0201.0053.CS", "OCA.0201.0069.CS"), (), NOTICE),
        public=Public(outcome="specification", device_type="csms", octt_version=""),
    ),
    Occasion("certified", CONFIRMED_BY_CWG, ev.CertificationDecided(True, "The OCTT is at fault, not the device.")),
    Occasion("not certified", WITH_TWG, ev.CertificationDecided(False, "The device must follow the erratum first.")),
    Occasion("OCTT bug reported", CONFIRMED_BY_CWG, BUG),
    Occasion("OCTT bug accepted", BUG_REPORTED, ev.OcttBugAccepted("Planned for the spring release.")),
    Occasion("OCTT bug disputed", BUG_REPORTED, ev.OcttBugDisputed("Part 6 allows this order.")),
    Occasion("OCTT bug upheld", BUG_DISPUTED, ev.OcttBugUpheld("Part 6 was corrected in 2025-09.")),
    Occasion("OCTT fix reported", BUG_ACCEPTED, ev.OcttFixReported("Release_2026-04")),
    Occasion("OCTT fix verified", FIXED, ev.OcttFixVerified("Both test cases run through.")),
    Occasion("OCTT fix rejected", FIXED, ev.OcttFixRejected("Step 9 fails now.")),
    Occasion("OCTT fix released", VERIFIED, ev.OcttFixReleased("Release_2026-04", date(2026, 12, 18))),
    Occasion("OCTT provider asked", BUG_DISPUTED, ev.OcttProviderAsked("When is the fix planned?")),
    Occasion("OCTT provider wrote", BUG_DISPUTED, ev.OcttProviderWrote("In two weeks, with Release_2026-04.")),
    Occasion("OCTT ticket dropped", BUG_DISPUTED, ev.OcttTicketDropped("The documentation was corrected instead.")),
    Occasion(
        "update distributed",
        (*VERIFIED, ev.OcttFixReleased("Release_2026-04", date(2026, 12, 18))),
        ev.UpdateDistributed(
            1,
            "OCTT Release_2026-04",
            "Step 7 of TC_B_12_CS now waits for NotifyReport.\nInstall it before the active date.",
            date(2026, 12, 18),
            date(2027, 1, 4),
            True,
            (Change.OCTT, Change.TEST_CASES),
            (31,),
        ),
        files=(File(31, "octt-2026-04.zip", 48_000_000, SHA),),
    ),
    Occasion(
        "draft distributed",
        (*CONFIRMED_BY_TWG, ERRATUM),
        ev.UpdateDistributed(
            1, "Erratum 2026-12", "E15.FR.04.", date(2026, 12, 18), date(2027, 1, 4), False, (Change.ERRATUM,), ()
        ),
        public=Public(test_references=(), device_type="", certification_profiles=(), octt_version=""),
    ),
    Occasion("script provided", WITH_CWG, SCRIPT, files=FILES),
    Occasion("script retired", (*WITH_CWG, SCRIPT), ev.ScriptRetired(1, "OCTT Release_2026-04 has the fix.")),
    Occasion(
        "interim measure",
        WITH_TWG,
        ev.InterimMeasureDecided("The test case is left out until the erratum is out.", "It is obvious from part 2."),
    ),
    Occasion(
        "other issue decided",
        (*analysed(Outcome.OTHER), ev.ForwardedToBoard()),
        ev.OtherIssueDecided("The fee is due once.", "Chapter 5 knows one fee for each certification."),
    ),
    Occasion(
        "closed",
        (*analysed(Outcome.VENDOR_IMPLEMENTATION), ev.IssueAnswered("It stores late.")),
        ev.CaseClosed(ev.Closing.COMPLETED, "Every track is done."),
    ),
    Occasion(
        "closed as a duplicate",
        WITH_TWG,
        ev.CaseClosed(ev.Closing.DUPLICATE, "The same requirement, the same step.", "OCA-2026-0098"),
    ),
    Occasion("withdrawn", WITH_TWG, ev.CaseClosed(ev.Closing.WITHDRAWN, "The log was of another device.")),
    Occasion(
        "reopened",
        (
            *analysed(Outcome.VENDOR_IMPLEMENTATION),
            ev.IssueAnswered("It stores late."),
            ev.CaseClosed(ev.Closing.COMPLETED, "Every track is done."),
        ),
        ev.CaseReopened("A second device shows the same."),
    ),
    Occasion(
        "analysis over time", (RAISED,), ev.DueDatePassed("analysis-1", datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC))
    ),
    Occasion("group over time", WITH_TWG, ev.DueDatePassed("twg-3", datetime(2027, 1, 6, 22, 59, 59, tzinfo=UTC))),
    Occasion(
        "severity over time",
        (*CONFIRMED_BY_TWG, replace(PROPOSED, group=Group.TWG)),
        ev.DueDatePassed("severity-5", datetime(2026, 11, 26, 22, 59, 59, tzinfo=UTC)),
    ),
    Occasion(
        "due date moved",
        WITH_CWG,
        ev.DueDateMoved(
            "cwg-3",
            datetime(2027, 1, 6, 22, 59, 59, tzinfo=UTC),
            datetime(2027, 1, 7, 22, 59, 59, tzinfo=UTC),
            "OCA is closed on Thursday 24 December 2026.",
        ),
    ),
    Occasion(
        "due date of the analysis moved",
        (RAISED,),
        ev.DueDateMoved(
            "analysis-1",
            datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC),
            datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC),
            "OCA is closed on Friday 27 November 2026.",
        ),
    ),
)

FOR_ANSWER = (ASKED, replace(FOR_CWG, indicative=False), ON_CWG_CALL)
OCCASIONS += (
    Occasion("question asked by a laboratory", (), ASKED, after=FOR_ANSWER[1:], earlier=EARLIER),
    Occasion("question asked by a vendor", (), ASKED_BY_VENDOR, after=FOR_ANSWER[1:]),
    Occasion("question for a group", FOR_ANSWER[:1], FOR_ANSWER[1], after=FOR_ANSWER[2:]),
    Occasion("question answered", FOR_ANSWER, ev.QuestionAnswered(Group.CWG, "It does.\nStep 7 decides.", 9)),
    Occasion("question answered between two calls", FOR_ANSWER, ev.QuestionAnswered(Group.CWG, "It does.", 0)),
    Occasion(
        "question taken as an issue",
        FOR_ANSWER,
        ev.QuestionTakenAsIssue("The test case can be read in two ways."),
        after=(ev.HandlingTakenBack(Group.CWG),),
    ),
    Occasion(
        "question taken from the group",
        (*FOR_ANSWER, ev.QuestionTakenAsIssue("The test case can be read in two ways.")),
        ev.HandlingTakenBack(Group.CWG),
    ),
    Occasion("question withdrawn", FOR_ANSWER, ev.CaseClosed(ev.Closing.WITHDRAWN, "The manual says it.")),
    Occasion(
        "question reopened",
        (*FOR_ANSWER, ev.QuestionAnswered(Group.CWG, "It does.", 0), ev.CaseClosed(ev.Closing.COMPLETED, "Done.")),
        ev.CaseReopened("A second device."),
        after=FOR_ANSWER[1:],
    ),
    Occasion(
        "the Board's own date",
        (*analysed(Outcome.OTHER), ev.ForwardedToBoard()),
        ev.BoardDateSet(date(2027, 1, 29)),
    ),
)

# Events that tell nobody need no occasion; named here so that the two lists are seen to be complete together.
RESOLUTION = ev.ResolutionRecorded("The station stores first.", Scope.GENERAL, ("TC_B_12_CS",), "2.0.1", "")

RECIPIENTS = {
    Audience.LABORATORY: Addressee("KSGA", "김서연", "seoyeon.kim@ksga.example", laboratory_id=3),
    Audience.VENDOR: Addressee("Nordwärts", "Zoë Müller-Bergström", "zoe@nordwaerts.example", vendor_id=5),
    # The laboratory of the case is one of all laboratories: the hardest case for a letter that names nobody.
    Audience.ALL_LABORATORIES: Addressee("KSGA", "김서연", "seoyeon.kim@ksga.example", laboratory_id=3),
    Audience.SCRIPT_LABORATORIES: Addressee("KSGA", "김서연", "seoyeon.kim@ksga.example", laboratory_id=3),
    Audience.TOOL_PROVIDER: Addressee("Test Tools", "Łukasz Wójcik", "octt@tools.example", person_id=40),
    Audience.CERTIFIED_VENDORS: Addressee(
        "Ærø Lading ApS",
        "Søren Ærø",
        "soeren@aeroe.example",
        vendor_id=9,
        certificates=("OCA.0201.0053.CS", "OCA.0201.0069.CS"),
    ),
}
OFFICIAL = Addressee("Renée d'Août", "Renée d'Août", "renee@oca.example", person_id=20)


def entries(events: tuple[ev.Event, ...], actor: str = "Jürgen Österreich") -> list[Entry]:
    """A history, ten minutes from one event to the next."""
    return [
        Entry(seq, FILED_AT + timedelta(minutes=10 * (seq - 1)), 20 + seq, actor, "P-00", CALENDAR.version, event)
        for seq, event in enumerate(events, 1)
    ]


def state_before(occasion: Occasion) -> CaseState:
    """The state when the event happened; that of a filing is the state it begins."""
    if isinstance(occasion.event, ev.IssueRaised):
        return begin(occasion.event)
    state = begin(occasion.before[0])  # type: ignore[arg-type]
    for entry in entries(occasion.before)[1:]:
        state = apply(state, entry.event, entry.actor_id)
    return state


def letters() -> list[tuple[str, Occasion, LetterKind]]:
    """Every letter of every occasion: a name, the occasion, and the letter as the table has it."""
    return [
        (f"{occasion.name}, to {kind.audience.value}", occasion, kind)
        for occasion in OCCASIONS
        for kind in LETTERS[type(occasion.event)]
        if kind.when is None or kind.when(state_before(occasion), occasion.event)
    ]


def facts_for(occasion: Occasion, kind: LetterKind) -> dict[str, Any]:
    """The facts that the app gives to this letter, and no other."""
    facts: dict[str, Any] = {
        "number": NUMBER,
        "recipient": RECIPIENTS.get(kind.audience, OFFICIAL),
        "event": occasion.event,
        "event_name": type(occasion.event).__name__,
        "link": "",
        "desk": DESK,
    }
    if kind.anonymous:
        link = f"{DESK}/o/7Jq2mZ" if kind.to_acknowledge else ""
        of_notices = {"notice": HEADING} if kind.name == "notice" else {}
        return facts | of_notices | {"public": occasion.public, "files": occasion.files, "obligation_link": link}
    history = entries((*occasion.before, occasion.event, *occasion.after))
    state = fold(history)
    all_clocks = clocks(history, {CALENDAR.version: CALENDAR})
    return facts | {
        "link": f"{DESK}/cases/{NUMBER}",
        "state": state,
        "actor": occasion.actor,
        "clock": concerned(occasion.event, all_clocks),
        "clocks": tuple(clock for clock in all_clocks if clock.state is ClockState.RUNNING),
        "call": called(occasion.event, state),
        "body": occasion.body,
        "earlier": occasion.earlier,
    }


def concerned(event: ev.Event, all_clocks: tuple[Clock, ...]) -> Clock | None:
    """The clock that a letter is about."""
    running = [clock for clock in all_clocks if clock.state is ClockState.RUNNING]
    if isinstance(event, ev.CaseAssigned):
        return min(running, key=lambda clock: clock.due_at, default=None)
    match event:
        case ev.DueDatePassed():
            return next(clock for clock in all_clocks if clock.key == event.clock)
        case ev.DueDateMoved():  # as counted in the new calendar
            found = next(clock for clock in all_clocks if clock.key == event.clock)
            return replace(found, due_at=event.new_due_at)
        case ev.SeverityProposed() | ev.SeverityApproved():
            return next((clock for clock in running if clock.kind is ClockKind.SEVERITY), None)
    group = getattr(event, "group", None)
    if group is not None:
        return next((clock for clock in running if clock.group is group), None)
    return next((clock for clock in running if clock.kind is ClockKind.ANALYSIS), None)


def called(event: ev.Event, state: CaseState) -> Call | None:
    """The call on whose agenda the case stands in the group that the event names."""
    group = getattr(event, "group", None)
    if group is None or state.handling(group) is HandlingStage.NOT_OPENED:
        return None
    call = state.call(group)
    return CALLS[call.call_id] if call else None


def reminder_facts(events: tuple[ev.Event, ...], reminder: str, days_left: int) -> dict[str, Any]:
    """The facts of a reminder about the clock that started last."""
    history = entries(events)
    running = [c for c in clocks(history, {CALENDAR.version: CALENDAR}) if c.state is ClockState.RUNNING]
    return {
        "number": NUMBER,
        "recipient": OFFICIAL,
        "link": f"{DESK}/cases/{NUMBER}",
        "desk": DESK,
        "state": fold(history),
        "clock": running[-1],
        "reminder": reminder,
        "days_left": days_left,
    }


def digest_facts(*items: dict[str, Any]) -> dict[str, Any]:
    """The facts of a digest."""
    return {"recipient": OFFICIAL, "desk": DESK, "day": date(2026, 12, 2), "items": list(items)}


ITEMS = (
    {
        "number": NUMBER,
        "summary": REPORT.summary,
        "step": "analysis (step 2)",
        "holder": "Technical Editor",
        "due_at": datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC),
        "days_over": 2,
        "link": f"{DESK}/cases/{NUMBER}",
    },
    {
        "number": "OCA-2026-0098",
        "summary": "충전 프로파일이 너무 일찍 지워진다",
        "step": "handling by the TWG",
        "holder": "TWG chair",
        "due_at": datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC),
        "days_over": 1,
        "link": f"{DESK}/cases/OCA-2026-0098",
    },
)


def year_facts() -> dict[str, Any]:
    """The facts of the letter about a year that nobody has approved."""
    year = replace(CALENDAR.years[-1], approver=None)
    return {"recipient": OFFICIAL, "desk": DESK, "number": "", "link": "", "year": year, "calendar": CALENDAR.label}


def account_facts(**own: Any) -> dict[str, Any]:
    """The facts of a letter about an account."""
    return {"recipient": OFFICIAL, "desk": DESK, "number": "", "link": "", **own}


UNTIL = datetime(2026, 12, 9, 8, 0, tzinfo=UTC)
ACCOUNT_LETTERS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "invitation to an account",
        "account_invitation",
        account_facts(invitation=f"{DESK}/invitation/x1", until=UNTIL, by="Saskia Janssen"),
    ),
    (
        "link for a new password",
        "account_recovery",
        account_facts(recovery=f"{DESK}/forgotten/x1", good_for="2 hours"),
    ),
    (
        "change of an account",
        "account_changed",
        account_facts(title="your password was changed", what="The password of your account was changed."),
    ),
    (
        "whether notices reach a vendor's contact",
        "contact_check",
        account_facts(
            vendor="Nordwärts Ladetechnik GmbH", link=f"{DESK}/notice-contact/x1", until=UNTIL, proposed=False
        ),
    ),
    (
        "whether notices reach a contact that a vendor has named",
        "contact_check",
        account_facts(
            vendor="Nordwärts Ladetechnik GmbH", link=f"{DESK}/notice-contact/x1", until=UNTIL, proposed=True
        ),
    ),
    (
        "notices go to another contact",
        "contact_replaced",
        account_facts(vendor="Nordwärts Ladetechnik GmbH", address="neu@nordwaerts.example"),
    ),
    (
        "new link to a notice",
        "notice_link",
        account_facts(notice=HEADING.number, begun_at=HEADING.begun_at, link=f"{DESK}/notice/x1", until=UNTIL),
    ),
    (
        "new link to a case",
        "case_link",
        account_facts(number=NUMBER, link=f"{DESK}/follow/x1", until=UNTIL, what="case"),
    ),
)
MAIL_LETTERS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "a mail that lacks something",
        "mail_incomplete",
        account_facts(
            subject_of="Fwd: TC_E_22_CS",
            errors={"vendor_name": "Name the vendor whose device is tested.", "summary": "Give a one-line summary."},
            read={"Test laboratory": "DEKRA Certification B.V.", "Test reference": "TC_E_22_CS, TC_E_24_CS"},
            template="Vendor:\nSummary:\n",
        ),
    ),
    (
        "a mail of a vendor whose laboratory is known",
        "mail_of_vendor",
        account_facts(subject_of="Our certification", laboratory="DEKRA Certification B.V."),
    ),
    (
        "a mail whose report names somebody else",
        "mail_filed",
        account_facts(
            number=NUMBER,
            subject_of="TC_E_22_CS",
            contact="Petra Vogel",
            is_question=False,
            clock=clocks(entries((RAISED,)), {CALENDAR.version: CALENDAR})[0],
        ),
    ),
    ("a mail of a vendor", "mail_of_vendor", account_facts(subject_of="", laboratory="")),
    (
        "a vendor's mail for its laboratory",
        "mail_for_laboratory",
        account_facts(report=REPORT, sender="Jeroen Bakker", template="Vendor:\nSummary:\n"),
    ),
)


def notice_facts(**changes: Any) -> dict[str, Any]:
    """The facts of a notice of 6a, some of them others."""
    occasion = next(occasion for occasion in OCCASIONS if occasion.name == "certified vendors contacted")
    return facts_for(occasion, LETTERS[ev.CertifiedVendorsContacted][0]) | changes
