"""Tables that repeat part of the history for reading: conversation, agenda, resolutions, duplicates, file grants."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from issuetracker.models import (
    AgendaItem,
    Case,
    CaseTestReference,
    FileGrant,
    Laboratory,
    Message,
)
from issuetracker.services.errors import InvalidFields
from issuetracker.services.notice_matches import note_left_out
from issuetracker.services.notices import begin_telling, condition_of
from issuetracker.services.releases import from_cases
from issuetracker.services.resolutions import note_cited, publish
from issuetracker.services.telling import Happened
from notifications.storage import table_of
from workflows import actions as act
from workflows import events as ev
from workflows.case_state import Call
from workflows.report import Report
from workflows.roles import Actor


def report_json(report: Report) -> dict[str, Any]:
    """A report as JSON."""
    json: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(report))
    return json


def write(session: Session, case: Case, item: Happened, action: act.Action | None, actor: Actor, at: datetime) -> None:
    """Bring the reading tables to what one event says."""
    body = action.body if isinstance(action, act.AddMessage) else ""
    note_cited(session, case.id, item.entry.seq, item.entry.event, body)
    from_cases.note(session, case, item.before, item.entry)
    match item.entry.event:
        case ev.MessageAdded(visibility=visibility) if isinstance(action, act.AddMessage):
            said = Message(case_id=case.id, history_seq=item.entry.seq, author_id=actor.person_id, at=at)
            said.author_name, said.visibility, said.body = actor.name, visibility.value, action.body
            session.add(said)
        case ev.ReportAmended(report=report):
            session.execute(delete(CaseTestReference).where(CaseTestReference.case_id == case.id))
            write_test_references(session, case.id, report)
        case ev.PlacedOnAgenda() | ev.Expedited() as placed:
            _place(session, case, item, placed)
        case ev.ResolutionRecorded() as resolution:
            publish(session, case.id, item.entry.seq, resolution, at)
        case ev.HandlingTakenBack(group=group) | ev.QuestionAnswered(group=group):
            _off_agenda(session, case, item.before.call(group), at)
        case ev.CaseClosed(duplicate_of=number):
            for call in (item.before.twg_call, item.before.cwg_call):
                _off_agenda(session, case, call, at)
            if number:
                case.duplicate_of_id = _case_id(session, case, number)
        case ev.UpdateDistributed(file_ids=ids):
            _grant(session, ids, session.scalars(select(Laboratory.id).where(Laboratory.active)))
        case ev.ScriptProvided(file_id=file_id, laboratory_ids=laboratories):
            _grant(session, (file_id,), laboratories)
        case ev.CertifiedVendorsContacted(certificates=numbers):
            telling = begin_telling(session, case, item.entry.seq, numbers, condition_of(item.before), at)
            note_left_out(session, telling, at)
        case _:
            pass


def write_test_references(session: Session, case_id: int, report: Report) -> None:
    """The references by which a case is found."""
    rows = [{"case_id": case_id, "reference": reference} for reference in dict.fromkeys(report.test_references)]
    if rows:
        session.execute(insert(table_of(CaseTestReference)), rows)


def _place(session: Session, case: Case, item: Happened, placed: ev.PlacedOnAgenda | ev.Expedited) -> None:
    before = item.before.call(placed.group)
    if before is not None and before.call_id != placed.call_id:
        _off_agenda(session, case, before, item.entry.at)
    present = select(AgendaItem.id).where(AgendaItem.call_id == placed.call_id, AgendaItem.case_id == case.id)
    if session.scalar(present) is None:
        last = session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.call_id == placed.call_id)) or 0
        session.add(AgendaItem(call_id=placed.call_id, case_id=case.id, position=last + 1))


def _off_agenda(session: Session, case: Case, call: Call | None, at: datetime) -> None:
    """Off the agenda of a call that is still to come; what a past call had on its agenda stays on record."""
    if call is not None and call.starts_at > at:
        session.execute(delete(AgendaItem).where(AgendaItem.call_id == call.call_id, AgendaItem.case_id == case.id))


def _case_id(session: Session, case: Case, number: str) -> int:
    found = session.scalar(select(Case.id).where(Case.number == number))
    if found is None or found == case.id:
        raise InvalidFields({"duplicate_of": f"{number} is not another case."}, rule="P-60")
    return found


def _grant(session: Session, file_ids: tuple[int, ...], laboratories: Iterable[int]) -> None:
    laboratories = tuple(laboratories)
    have = set(
        session.execute(select(FileGrant.file_id, FileGrant.laboratory_id).where(FileGrant.file_id.in_(file_ids))).all()
    )
    rows = [{"file_id": f, "laboratory_id": lab} for f in file_ids for lab in laboratories if (f, lab) not in have]
    if rows:
        session.execute(insert(table_of(FileGrant)), rows)
