"""An invented case and its parties, told from its first event on: what the occasions of letters are made of."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from workflows import events as ev
from workflows.frozen_calendar import shipped_calendar
from workflows.report import Contact, DeviceType, OcppVersion, Origin, Report, TestType
from workflows.roles import Group
from workflows.versions import CURRENT
from workflows.vocabulary import Decision, ErratumKind, Level, Outcome, Subject

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
