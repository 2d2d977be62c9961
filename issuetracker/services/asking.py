"""Questions (ch.7.3, ch.9, ch.11): a laboratory or a vendor asks, and a working group has it at once (P-09, P-24)."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Laboratory, Person, Vendor
from issuetracker.services import casework, copies, history, words
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.casework import Dossier
from issuetracker.services.circumstances import upcoming_calls
from issuetracker.services.desk import Desk
from issuetracker.services.errors import InvalidFields
from issuetracker.services.numbers import take_number
from issuetracker.services.parties import laboratory_named, vendor_id_of
from issuetracker.services.resolutions import answered_before, note_cited
from issuetracker.services.telling import Happened, Occasion, tell
from workflows.arrows import Circumstances
from workflows.case_state import Entry
from workflows.errors import ReportIncomplete, WrongRole
from workflows.events import IssueRaised
from workflows.folding import begin
from workflows.questions import route
from workflows.report import Contact, Origin, Report, missing_to_start
from workflows.roles import Actor, Role
from workflows.test_references import read_all
from workflows.versions import CURRENT, procedure
from workflows.vocabulary import Subject

# Who consults a group (ch.11); the office asks for those who telephone.
ASKS = frozenset({Role.TEST_LABORATORY, Role.VENDOR, Role.OCA_OFFICE})


@dataclass(frozen=True, slots=True)
class _Parties:
    laboratory: Laboratory | None
    vendor_id: int | None


def ask(
    session: Session, desk: Desk, report: Report, subject: Subject, actor: Actor, *, received_at: datetime, at: datetime
) -> Dossier:
    """Make a case of a question, put it before the group that its subject names, and acknowledge it.

    Raises WrongRole, ReportIncomplete with every missing field, or InvalidFields.
    """
    if not actor.holds(*ASKS):
        raise WrongRole(f"A question is for: {', '.join(sorted(role.label for role in ASKS))}.", rule="P-24")
    parties = _parties(session, report, actor)
    report = _complete(session, report, parties, actor)
    missing = missing_to_start(report, Origin.QUESTION)
    if missing:
        raise ReportIncomplete(missing)
    laboratory_id = parties.laboratory.id if parties.laboratory else None
    asked = IssueRaised(Origin.QUESTION, CURRENT, received_at, report, laboratory_id, parties.vendor_id, subject)
    dossier = _begun(session, asked, actor, at)
    events = tuple(route(dossier.state, _around(session, dossier, parties.vendor_id, at)))
    routed = casework.record(session, desk, dossier, events, actor, at, rule="P-24")
    earlier = answered_before(session, report.test_references) if parties.laboratory else ()
    occasion = Occasion(dossier.case, routed.after.state, routed.after.clocks, at, earlier=earlier)
    tell(session, desk, occasion, (Happened(dossier.state, dossier.entries[0]),))
    return routed.after


def _begun(session: Session, asked: IssueRaised, actor: Actor, at: datetime) -> Dossier:
    """The case with its first entry."""
    known = calendars(session)
    entry = Entry(1, at, actor.person_id, actor.name, "P-24", in_force(known).version, asked)
    state = begin(asked)
    number = take_number(session, "OCA", asked.received_at)
    rows, head = history.chain(number, (entry,), history.GENESIS)
    case = Case(
        number=number,
        filed_by=actor.person_id,
        received_at=asked.received_at,
        changed_at=at,
        history_seq=1,
        history_head=head,
        **casework.row_values(state, ()),
    )
    session.add(case)
    session.flush()
    history.append(session, case.id, rows)
    copies.write_test_references(session, case.id, state.report)
    words.write(session, case, (entry,))
    note_cited(session, case.id, entry.seq, asked, state.report.description)
    return Dossier(case, (entry,), state, (), known)


def _around(session: Session, dossier: Dossier, vendor_id: int | None, at: datetime) -> Circumstances:
    member = session.scalar(select(Vendor.oca_member).where(Vendor.id == vendor_id)) if vendor_id else False
    return Circumstances(
        at=at,
        calendar=in_force(dossier.calendars),
        procedure=procedure(CURRENT),
        calls=upcoming_calls(session, at),
        vendor_is_member=bool(member),
    )


def _parties(session: Session, report: Report, actor: Actor) -> _Parties:
    """Who asks, and whom they name. What a vendor asks is its own: no laboratory reads it."""
    if actor.holds(Role.VENDOR) and actor.vendor_id is not None:
        return _Parties(None, actor.vendor_id)
    vendor_id = vendor_id_of(session, report.vendor_name) if report.vendor_name.strip() else None
    if actor.holds(Role.TEST_LABORATORY) and actor.laboratory_id is not None:
        return _Parties(session.get_one(Laboratory, actor.laboratory_id), vendor_id)
    if not report.laboratory_name.strip():
        return _Parties(None, vendor_id)
    laboratory = laboratory_named(session, report.laboratory_name)
    if laboratory is None:
        raise InvalidFields(
            {"laboratory_name": f"No active test laboratory is called “{report.laboratory_name}”."}, rule="P-01"
        )
    return _Parties(laboratory, vendor_id)


def _complete(session: Session, report: Report, parties: _Parties, actor: Actor) -> Report:
    """The report with references in the OCTT's form, and whoever asks as the directory has them."""
    read = read_all(report.test_references, report.device_type, report.ocpp_version)
    report = replace(report, test_references=read.references)
    if parties.laboratory is not None:
        return replace(report, laboratory_name=parties.laboratory.name)
    if not actor.holds(Role.VENDOR):
        return report
    vendor, person = session.get_one(Vendor, actor.vendor_id), session.get(Person, actor.person_id or 0)
    contact = report.vendor_contact
    if not contact.email and person is not None:
        contact = Contact(contact.name or person.name, person.email, contact.phone or person.phone)
    return replace(report, vendor_name=vendor.name, vendor_contact=contact)
