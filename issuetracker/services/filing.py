"""Steps 1a, 1b, 1c: an issue is raised and becomes a case (D.2.1; P-01 … P-08)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session, make_transient_to_detached

from issuetracker.models import Case, Laboratory, RunningClock
from issuetracker.services import clock_rows, history, words
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.casework import Dossier, row_values
from issuetracker.services.copies import write_test_references
from issuetracker.services.desk import Desk
from issuetracker.services.errors import InvalidFields
from issuetracker.services.numbers import next_number
from issuetracker.services.parties import laboratory_named, vendor_id_of
from issuetracker.services.telling import Happened, Occasion, Together, tell
from issuetracker.services.webhooks import calls, owe
from notifications.storage import table_of
from workflows.case_state import Entry
from workflows.clocks import clocks
from workflows.errors import ReportIncomplete, WrongRole
from workflows.events import IssueRaised
from workflows.folding import begin
from workflows.report import Contact, Origin, Report, missing_to_start
from workflows.roles import Actor, Role
from workflows.test_references import read_all
from workflows.versions import CURRENT

_CASES = table_of(Case)
# Who raises an issue at which step; the office files for a laboratory what came by telephone or post.
RAISES = {
    Origin.CERTIFICATION: frozenset({Role.TEST_LABORATORY, Role.OCA_OFFICE}),
    Origin.TWG: frozenset({Role.TWG_CHAIR}),
    Origin.OCA: frozenset({Role.OCA_OFFICE, Role.TECHNICAL_EDITOR}),
}


def raise_issue(
    session: Session, desk: Desk, report: Report, origin: Origin, actor: Actor, *, received_at: datetime, at: datetime
) -> Dossier:
    """Make a case of a report, start its analysis clock, acknowledge it and hand it to the Technical Editors.

    Raises WrongRole, ReportIncomplete with every missing field, or InvalidFields. `received_at` is when the filing
    reached the service (P-07).
    """
    if not actor.holds(*RAISES[origin]):
        raise WrongRole(
            f"Step {origin.value} is for: {', '.join(sorted(r.label for r in RAISES[origin]))}.", rule="P-01"
        )
    report, laboratory = _complete(session, report, origin, actor)
    missing = missing_to_start(report, origin)
    if missing:
        raise ReportIncomplete(missing)
    vendor_id = vendor_id_of(session, report.vendor_name) if report.vendor_name.strip() else None
    known = calendars(session)
    event = IssueRaised(origin, CURRENT, received_at, report, laboratory.id if laboratory else None, vendor_id)
    entry = Entry(1, at, actor.person_id, actor.name, "P-01", in_force(known).version, event)
    state = begin(event)
    running = clocks((entry,), known)
    together, called = Together(session), calls(session)
    together.foresee(session, state, event, actor.person_id)

    # All reading is done: from here to the commit, whoever else files waits for the number.
    number = next_number(session, "OCA", received_at)
    rows, head = history.chain(number, (entry,), history.GENESIS)
    case = _insert(
        session,
        {
            **row_values(state, running),
            "number": number,
            "version": 1,
            "filed_by": actor.person_id,
            "received_at": received_at,
            "changed_at": at,
            "closed_at": None,
            "duplicate_of_id": None,
            "history_seq": 1,
            "history_head": head,
        },
    )
    history.append(session, case.id, rows)
    session.execute(
        insert(table_of(RunningClock)), [clock_rows.new_row(case.id, clock, state, known, at) for clock in running]
    )
    write_test_references(session, case.id, report)
    words.write_first(session, case, entry)
    tell(session, desk, Occasion(case, state, running, at), (Happened(state, entry),), together=together)
    together.store(session, desk, at)
    owe(session, desk, case, (entry,), at, called=called)
    return Dossier(case, (entry,), state, running, known)


def _insert(session: Session, values: dict[str, Any]) -> Case:
    """A new case's row, with every column given; round the unit of work, which would double its cost."""
    case_id = session.scalar(insert(_CASES).returning(_CASES.c.id), values)
    case = Case(id=case_id, **values)
    make_transient_to_detached(case)  # it is stored as it stands here: nothing has to be read or written again
    session.add(case)
    return case


def _complete(session: Session, report: Report, origin: Origin, actor: Actor) -> tuple[Report, Laboratory | None]:
    """The report with references in the OCTT's form and the laboratory as the directory has it."""
    read = read_all(report.test_references, report.device_type, report.ocpp_version)
    report = replace(report, test_references=read.references)
    if origin is not Origin.CERTIFICATION:
        return replace(report, laboratory_name="", laboratory_contact=Contact()), None
    if actor.holds(Role.TEST_LABORATORY) and actor.laboratory_id is not None:
        laboratory: Laboratory | None = session.get_one(Laboratory, actor.laboratory_id)
    else:
        laboratory = laboratory_named(session, report.laboratory_name) if report.laboratory_name.strip() else None
        if laboratory is None and report.laboratory_name.strip():
            raise InvalidFields(
                {"laboratory_name": f"No active test laboratory is called “{report.laboratory_name}”."}, rule="P-01"
            )
    if laboratory is not None:
        report = replace(report, laboratory_name=laboratory.name)
    return report, laboratory
