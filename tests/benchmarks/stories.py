"""Cases made through the services, as people make them: with a conversation, before 6a, and as patterns to copy."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from issuetracker.api.examples import REPORT
from issuetracker.api.schemas import ReportSchema
from issuetracker.extensions import transaction
from issuetracker.fields import build
from issuetracker.models import Case, Certificate, Vendor
from issuetracker.services import casework
from issuetracker.services.filing import raise_issue
from tests.benchmarks.desk import CALL_BEFORE, BenchDesk
from workflows import actions as act
from workflows.clocks import Clock, ClockState, Reminder, reminders
from workflows.frozen_calendar import shipped_calendar
from workflows.report import Origin, Report
from workflows.roles import Actor, Group
from workflows.versions import CURRENT, PROCEDURES, ClockKind
from workflows.vocabulary import Decision, Level, Outcome, Visibility

_DAY = timedelta(days=1)


def report(**changes: Any) -> Report:
    """The issue template with every field given."""
    made: Report = build(Report, ReportSchema().load({**REPORT, **changes}))
    return made


def brief_report() -> Report:
    """The least that cases by the million need, so that seeding takes seconds rather than minutes."""
    return Report("seqNo: requirement and test case disagree", vendor_name="Voltwerk B.V.",
                  test_references=("TC_E_22_CS",))  # fmt: skip


def file(desk: BenchDesk, what: Report, laboratory: int, received_at: datetime, at: datetime) -> str:
    """One filing by a laboratory, received and recorded at moments of one's choice."""
    petra = desk.actors["laboratory"]
    actor = Actor(petra.person_id, petra.name, petra.roles, laboratory)
    with desk.app.app_context(), transaction() as session:
        made = raise_issue(
            session, desk.app.extensions["desk"], what, Origin.CERTIFICATION, actor, received_at=received_at, at=at
        )
        return made.case.number


def act_on(desk: BenchDesk, number: str, who: str, action: act.Action, at: datetime) -> casework.Performed:
    """One action on a case, at a moment of one's choice."""
    with desk.app.app_context(), transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number).with_for_update()).one()
        return casework.perform(session, desk.app.extensions["desk"], case, action, desk.actors[who], at)


def conversation(desk: BenchDesk, messages: int = 20) -> str:
    """A case before its working group, with a conversation of both parties."""
    begun = desk.at - 5 * _DAY
    number = file(desk, report(), desk.laboratories[0], begun, begun)
    analysis = act.RecordAnalysis(Outcome.SPECIFICATION, "Two readings.", "E04.FR.06.", "The test case takes one.")
    act_on(desk, number, "editor", analysis, begun + _DAY)
    for n in range(messages):
        body = f"Message {n + 1}: the second run shows the same. " + "The trace of the OCTT is attached as text. " * 8
        said = act.AddMessage(body, Visibility.PARTIES)
        act_on(desk, number, ("laboratory", "vendor", "editor")[n % 3], said, begun + 2 * _DAY + timedelta(hours=n))
    return number


def before_notices(desk: BenchDesk, vendors: int) -> tuple[str, list[str]]:
    """A case of high severity whose next step is 6a, and the certificates of so many vendors."""
    call = desk.at - CALL_BEFORE
    number = file(desk, report(), desk.laboratories[0], call - 3 * _DAY, call - 3 * _DAY)
    analysis = act.RecordAnalysis(Outcome.SPECIFICATION, "Two readings.", "E04.FR.06.", "The test case takes one.")
    act_on(desk, number, "editor", analysis, call - 2 * _DAY)
    decided = act.DecideInGroup(Group.TWG, Decision.CONFIRMED, "Both readings are in the field.")
    act_on(desk, number, "twg_chair", decided, call + timedelta(minutes=10))
    proposal = act.ProposeSeverity(Group.TWG, Level.HIGH, "Messages are lost.", "Firmware.", "No.",
                                   "Number messages in the order of generation.")  # fmt: skip
    proposed = act_on(desk, number, "twg_chair", proposal, call + timedelta(minutes=20)).after.state.proposal
    assert proposed is not None, "just proposed"
    act_on(desk, number, "board", act.ApproveSeverity(proposed.text_sha256, Level.HIGH), call + _DAY)
    with desk.app.app_context(), transaction() as session:
        session.execute(_VENDORS, {"many": vendors})
        session.execute(_CONTACTS)
        session.execute(_CERTIFICATES)
        found = session.scalars(
            select(Certificate.number).join(Vendor).where(Vendor.folded_name.like("bench%")).order_by(Certificate.id)
        )
        return number, list(found)


_VENDORS = text(
    "INSERT INTO vendors (name, folded_name, oca_member, may_be_named, member_reference, member_recorded_by, "
    "permission_reference, permission_recorded_by) SELECT 'Bench ' || n, 'bench ' || n, false, false, '', '', '', '' "
    "FROM generate_series(1, :many) AS n"
)
_CONTACTS = text(
    "INSERT INTO notice_contacts (vendor_id, role, name, address, added_at, added_by, ended_by) "
    "SELECT id, 'safety_first', 'Åsa ' || id, 'notices@vendor' || id || '.example', now(), '', '' "
    "FROM vendors WHERE folded_name LIKE 'bench %'"
)
_CERTIFICATES = text(
    "INSERT INTO certificates (number, version, vendor_id, company, device, model, device_type, hardware_features, "
    "ocpp_version, ocpp_edition, errata_level, profiles, features, software_versions, octt_version, "
    "report_references, issued_on, marks, recorded_at, recorded_by, reason) SELECT 'OCA.BENCH.' || id, 1, id, name, "
    "'Device', '', 'charging_station', '[]', '2.0.1', '', '', '{\"Core\": \"passed\"}', '[]', '{}', '', '[]', "
    "DATE '2025-06-02', '|p:||p:core|', now(), '', '' FROM vendors WHERE folded_name LIKE 'bench %'"
)


def received_for(desk: BenchDesk, wanted: Reminder) -> datetime:
    """When an issue was received whose last reminder up to now is of this kind."""
    calendar, days = shipped_calendar(), PROCEDURES[CURRENT].limits[ClockKind.ANALYSIS]
    for hours in range(1, 24 * 30):
        at = desk.at - timedelta(hours=hours)
        due = calendar.due_at(at, days)
        clock = Clock("analysis-1", ClockKind.ANALYSIS, None, at, days, 1, due, False, ClockState.RUNNING)
        past = [kind for moment, kind in reminders(clock, calendar) if moment <= desk.at]
        if past and past[-1] is wanted:
            return at
    raise AssertionError(f"no moment of the last month makes {wanted} the last reminder")
