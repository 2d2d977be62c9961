"""Steps 1a, 1b, 1c: an issue is raised and becomes a case (D.2.1; P-01 … P-08)."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from issuetracker.models import Case
from issuetracker.services import clock_rows, history, words
from issuetracker.services.asking import ask
from issuetracker.services.casework import Dossier, row_values
from issuetracker.services.desk import Desk
from issuetracker.services.errors import InvalidFields
from issuetracker.services.filing_facts import FilingFacts, filing_facts
from issuetracker.services.given_rows import Row
from issuetracker.services.new_case import Beginning, begin_case
from issuetracker.services.numbers import series_of, take_number
from issuetracker.services.parties import laboratory_named, vendor_named
from issuetracker.services.resolutions import Offered, answered_before, note_cited, numbers_in
from issuetracker.services.telling import Happened, Occasion, Together, roles_told, tell
from issuetracker.services.webhooks import calls, owe
from workflows.case_state import Entry
from workflows.clocks import clocks
from workflows.errors import ReportIncomplete, WrongRole
from workflows.events import IssueRaised
from workflows.folding import begin
from workflows.report import Contact, Origin, Report, missing_to_start
from workflows.roles import Actor, Role
from workflows.test_references import read_all
from workflows.versions import CURRENT
from workflows.vocabulary import Subject

_CASES = "OCA"  # the series of cases' numbers

# Who raises an issue at which step; the office files for a laboratory what came by telephone or post.
RAISES = {
    Origin.CERTIFICATION: frozenset({Role.TEST_LABORATORY, Role.OCA_OFFICE}),
    Origin.TWG: frozenset({Role.TWG_CHAIR}),
    Origin.OCA: frozenset({Role.OCA_OFFICE, Role.TECHNICAL_EDITOR}),
}


@dataclass(frozen=True, slots=True)
class Ready:
    """A filing that nothing refuses any more, with all that was read for it; nothing is written yet."""

    report: Report
    origin: Origin
    actor: Actor
    laboratory_id: int | None
    facts: FilingFacts
    together: Together
    earlier: tuple[Offered, ...]  # what is offered on its test references (P-08)
    cites: bool  # a resolution, by its number

    @property
    def is_one_statement(self) -> bool:
        """True if one statement stores it on PostgreSQL: its vendor is known, nothing is cited, no webhook called."""
        knows_vendor = self.facts.vendor_id is not None or not self.report.vendor_name.strip()
        return knows_vendor and not self.cites and not self.facts.called


def raise_issue(
    session: Session,
    desk: Desk,
    report: Report,
    origin: Origin,
    actor: Actor,
    *,
    received_at: datetime,
    at: datetime,
    subject: Subject | None = None,
) -> Dossier:
    """Make a case of a report, start its analysis clock, acknowledge it and hand it to the Technical Editors.

    Raises WrongRole, ReportIncomplete with every missing field, or InvalidFields. `received_at` is when the filing
    reached the service (P-07). With a `subject` it is a question, and goes the way of questions (P-24).
    """
    if subject is not None:
        return ask(session, desk, report, subject, actor, received_at=received_at, at=at)
    return store(session, desk, prepare(session, report, origin, actor, received_at), received_at=received_at, at=at)


def prepare(session: Session, report: Report, origin: Origin, actor: Actor, received_at: datetime) -> Ready:
    """The first half of `raise_issue`: everything that is read, and everything that may refuse."""
    if origin is Origin.QUESTION:
        raise InvalidFields({"subject": "Say what the question is about."}, rule="P-24")
    if not actor.holds(*RAISES[origin]):
        raise WrongRole(
            f"Step {origin.value} is for: {', '.join(sorted(r.label for r in RAISES[origin]))}.", rule="P-01"
        )
    laboratory_id = _laboratory_id(session, report, origin, actor)
    read = read_all(report.test_references, report.device_type, report.ocpp_version)
    report = replace(report, test_references=read.references)
    missing = missing_to_start(report, origin)
    if laboratory_id is not None:
        missing.pop("laboratory_name", None)  # the directory has it
    if missing:
        raise ReportIncomplete(missing)
    together = Together(session)
    facts = filing_facts(
        session,
        together.holders,
        roles_told(IssueRaised),
        laboratory_id=laboratory_id,
        vendor=report.vendor_name,
        filed_by=actor.person_id,
        references=report.test_references,
        series=series_of(_CASES, received_at),
    )
    report = _complete(report, origin, facts.laboratory)
    earlier = answered_before(session, report.test_references) if facts.answered else ()
    cites = bool(numbers_in(report.summary, report.description, report.applicable_documentation))
    return Ready(report, origin, actor, laboratory_id, facts, together, earlier, cites)


def store(session: Session, desk: Desk, ready: Ready, *, received_at: datetime, at: datetime) -> Dossier:
    """The second half: the case with its number."""
    report, actor, calendar, together = ready.report, ready.actor, ready.facts.calendar, ready.together
    vendor_id = ready.facts.vendor_id
    if vendor_id is None and report.vendor_name.strip():
        vendor_id = vendor_named(session, report.vendor_name).id
    known = {calendar.version: calendar}
    event = IssueRaised(ready.origin, CURRENT, received_at, report, ready.laboratory_id, vendor_id)
    entry = Entry(1, at, actor.person_id, actor.name, "P-01", calendar.version, event)
    state = begin(event)
    running = clocks((entry,), known)
    called = calls(session) if ready.facts.called else {}
    together.foresee(session, state, event, actor.person_id)

    # All reading is done: what is refused takes no number.
    number = ready.facts.number or take_number(session, _CASES, received_at)
    rows, head = history.chain(number, (entry,), history.GENESIS)
    row = row_values(state, running) | _first_values(number, head, actor, received_at, at)
    case, clock = Case(**row), clock_rows.new_row(running[0], state, known, at)
    tell(
        session,
        desk,
        Occasion(case, state, running, at, earlier=ready.earlier),
        (Happened(state, entry),),
        together=together,
    )
    found_by = words.report_piece(number, entry.seq, report, actor.person_id)
    new = Beginning(case, row, rows[0], clock, report.test_references, found_by, together.owed)
    begin_case(session, desk, new, at)
    if ready.cites:
        note_cited(session, case.id, entry.seq, event, report.description)
    owe(session, desk, case, (entry,), at, called=called)
    return Dossier(case, (entry,), state, running, known)


def _first_values(number: str, head: str, actor: Actor, received_at: datetime, at: datetime) -> Row:
    """What the row of a new case says besides its state."""
    return {
        "number": number,
        "version": 1,
        "filed_by": actor.person_id,
        "received_at": received_at,
        "changed_at": at,
        "closed_at": None,
        "duplicate_of_id": None,
        "history_seq": 1,
        "history_head": head,
    }


def _laboratory_id(session: Session, report: Report, origin: Origin, actor: Actor) -> int | None:
    """The laboratory in whose certification an issue was found: the filer's own, or the one that the office names."""
    if origin is not Origin.CERTIFICATION:
        return None
    if actor.holds(Role.TEST_LABORATORY) and actor.laboratory_id is not None:
        return actor.laboratory_id
    if not report.laboratory_name.strip():
        return None
    laboratory = laboratory_named(session, report.laboratory_name)
    if laboratory is None:
        raise InvalidFields(
            {"laboratory_name": f"No active test laboratory is called “{report.laboratory_name}”."}, rule="P-01"
        )
    return laboratory.id


def _complete(report: Report, origin: Origin, laboratory: str) -> Report:
    """The report with the laboratory's name as the directory has it."""
    if origin is not Origin.CERTIFICATION:
        return replace(report, laboratory_name="", laboratory_contact=Contact())
    return replace(report, laboratory_name=laboratory or report.laboratory_name)
