"""A dispute is reported, by a laboratory or a vendor, or by the office for one of them (P-71, P-05)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Certificate, Dispute
from issuetracker.services import history
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.desk import Desk
from issuetracker.services.disputes import copies, evidence
from issuetracker.services.disputes.calling import owe_calls
from issuetracker.services.disputes.handling import Docket, begun, record, require_case, write_statement
from issuetracker.services.disputes.telling import Happened, tell
from issuetracker.services.errors import InvalidFields
from issuetracker.services.numbers import next_number
from issuetracker.services.parties import known_vendor, laboratory_named
from workflows.case_state import Entry
from workflows.disputes.actions import ReportDispute
from workflows.disputes.events import DisputeReported
from workflows.disputes.state import begin
from workflows.disputes.vocabulary import Side
from workflows.errors import WrongRole
from workflows.roles import Actor, Role


@dataclass(frozen=True, slots=True)
class Parties:
    """Between whom a dispute is, and who reports it."""

    reporter: Side
    laboratory_id: int
    vendor_id: int


def report_dispute(
    session: Session, desk: Desk, action: ReportDispute, files: evidence.Files, actor: Actor, at: datetime
) -> Docket:
    """Make a dispute of a report, with its evidence; the other party and the Board are told.

    Raises WrongRole, or InvalidFields with every field that is wrong.
    """
    parties = _parties(session, action, actor)
    _check(session, action, parties, actor)
    calendar = in_force(calendars(session))
    dispute = _insert(session, _reported(action, parties, at, ()), at)
    rows = evidence.add_rows(session, dispute, files, parties.reporter, actor, at)
    reported = _reported(action, parties, at, tuple(row.id for row in rows))
    entry = Entry(1, at, actor.person_id, actor.name, "P-71", calendar.version, reported)
    docket = begun(dispute, entry, calendar)
    chained, head = history.chain(dispute.number, (entry,), history.GENESIS)
    history.append_to_dispute(session, dispute.id, chained)
    dispute.history_seq, dispute.history_head = 1, head
    copies.write(session, dispute.id, None, docket.state)
    write_statement(session, dispute.id, 1, parties.reporter, action.statement)
    session.flush()
    tell(session, desk, dispute, docket.entries, (Happened(docket.state, entry, docket.state),), at)
    owe_calls(session, desk, dispute, (), docket.entries, docket.state, at=at)
    return record(session, desk, docket, evidence.events_of(rows), actor, at, rule="P-71") if rows else docket


def _reported(action: ReportDispute, parties: Parties, at: datetime, file_ids: tuple[int, ...]) -> DisputeReported:
    return DisputeReported(
        parties.reporter,
        parties.laboratory_id,
        parties.vendor_id,
        at,
        action.subject.strip(),
        sha256(action.statement.encode()).hexdigest(),
        action.tried,
        action.case_number.strip(),
        tuple(dict.fromkeys(action.certificates)),
        file_ids,
    )


def _insert(session: Session, reported: DisputeReported, at: datetime) -> Dispute:
    state = begin(reported)
    number = next_number(session, "D", at)
    dispute = Dispute(number=number, version=1, changed_at=at, **copies.row_values(state, reported))
    session.add(dispute)
    session.flush()
    return dispute


def _parties(session: Session, action: ReportDispute, actor: Actor) -> Parties:
    """The reporter is known from who reports; the other party must be known by its name."""
    if actor.holds(Role.TEST_LABORATORY) and actor.laboratory_id is not None:
        return Parties(Side.LABORATORY, actor.laboratory_id, _vendor(session, action.other_party, "other_party"))
    if actor.holds(Role.VENDOR) and actor.vendor_id is not None:
        return Parties(Side.VENDOR, _laboratory(session, action.other_party), actor.vendor_id)
    if not actor.holds(Role.OCA_OFFICE):
        raise WrongRole("A laboratory or a vendor reports a dispute, or the office for one of them.", rule="P-71")
    reporting = laboratory_named(session, action.reporter)
    if reporting is not None:
        return Parties(Side.LABORATORY, reporting.id, _vendor(session, action.other_party, "other_party"))
    vendor_id = _vendor(session, action.reporter, "reporter")
    return Parties(Side.VENDOR, _laboratory(session, action.other_party), vendor_id)


def _vendor(session: Session, name: str, field: str) -> int:
    found = known_vendor(session, name)
    if found is None:
        raise InvalidFields({field: f"OCA knows no vendor called “{name}”; ask the certification desk."}, rule="P-71")
    return found


def _laboratory(session: Session, name: str) -> int:
    found = laboratory_named(session, name)
    if found is None:
        raise InvalidFields({"other_party": f"No active test laboratory is called “{name}”."}, rule="P-71")
    return found.id


def _check(session: Session, action: ReportDispute, parties: Parties, actor: Actor) -> None:
    if action.case_number.strip():
        require_case(session, actor, action.case_number.strip(), field="case_number")
    theirs = set(
        session.scalars(
            select(Certificate.number).where(
                Certificate.number.in_(action.certificates), Certificate.vendor_id == parties.vendor_id
            )
        )
    )
    unknown = [number for number in action.certificates if number not in theirs]
    if unknown:
        raise InvalidFields({"certificates": f"The vendor has no certificate {unknown[0]}."}, rule="P-71")
