"""What people see of a case, each according to who they are (P-97, P-99)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

import msgspec
from flask import Response
from sqlalchemy import Row

from issuetracker.models import EntryColumns, Message, Obligation, StoredFile
from issuetracker.services.access import neutral
from issuetracker.services.anonymity import seen_report
from issuetracker.services.casework import Dossier
from issuetracker.services.clock_rows import NO_DUE
from notifications.confidentiality import identifiers
from workflows.case_state import CaseState, Script, Update
from workflows.clocks import Clock, ClockState, overdue
from workflows.excluded import excluded_legs
from workflows.procedure import PossibleAction, others_actions, possible_actions
from workflows.report import Report
from workflows.roles import HANDLERS, Actor
from workflows.stages import STAGES, Track
from workflows.test_references import read_all
from workflows.working_days import WorkingCalendar

MessageRow = Row[int, datetime, str, str, str]  # id, moment, author, visibility, words
_TRACKS = tuple(track.value for track in Track)
_STAGES_OF = attrgetter(*(f"{track}_stage" for track in _TRACKS))


def answer(data: Any, status: int = 200) -> Response:
    """JSON, encoded by msgspec: moments, dates and choices as ISO 8601 and their values."""
    return Response(msgspec.json.encode(data), status, mimetype="application/json")


def summary_rows(
    rows: Sequence[Row[Any]], actor: Actor, calendar: WorkingCalendar, at: datetime
) -> list[dict[str, Any]]:
    """Lines of a list; for whoever reads a case neutrally its row has the case's `report` too."""
    today = calendar.local_date(at)
    sees_all = actor.holds(*HANDLERS)
    due: dict[datetime, tuple[date, int]] = {}  # many cases are due on the same day
    lines = []
    for row in rows:
        if row.due_at not in due and row.due_at != NO_DUE:
            day = calendar.local_date(row.due_at)
            due[row.due_at] = (day, calendar.working_days_until(today, day))
        due_date, left = due.get(row.due_at, (None, None))
        hidden = not sees_all and neutral(actor, row)
        lines.append(
            {
                "number": row.number,
                "version": row.version,
                "summary": identifiers(msgspec.convert(row.report, Report)).masked(row.summary)
                if hidden
                else row.summary,
                "origin": row.origin,
                "laboratory": None if hidden else row.laboratory,
                "vendor": None if hidden else row.vendor,
                "ocpp_version": row.ocpp_version or None,
                "outcome": row.outcome or None,
                "severity": row.severity or None,
                "assignee": row.assignee if sees_all else None,
                "stages": dict(zip(_TRACKS, _STAGES_OF(row), strict=True)),
                "received_at": row.received_at,
                "changed_at": row.changed_at,
                "due_at": row.due_at if due_date else None,
                "due_date": due_date,
                "working_days_left": left,
                "href": f"/api/v1/cases/{row.number}",
            }
        )
    return lines


def case_json(dossier: Dossier, actor: Actor, calendar: WorkingCalendar, at: datetime) -> dict[str, Any]:
    """One case with its clocks and what this person can do now."""
    case, state = dossier.case, dossier.state
    return {
        "number": case.number,
        "version": case.version,
        "origin": state.origin,
        "subject": state.subject,
        "procedure": state.procedure,
        "received_at": case.received_at,
        "changed_at": case.changed_at,
        "closed_at": case.closed_at,
        "closing": state.closing,
        "report": seen_report(state, actor),
        "outcome": state.outcome,
        "board_due_on": state.board_due_on,
        "severity": state.level,
        "severity_proposal": _proposal(state, actor),
        "assignee_id": state.assignee_id if actor.holds(*HANDLERS) else None,
        "stages": {track.value: state.stage(track) for track in STAGES},
        "open_tracks": [track.value for track in state.unfinished()],
        "clocks": [clock_json(clock, dossier, calendar, at) for clock in dossier.clocks],
        "excluded_legs": excluded_legs(dossier.entries),
        "calls": {group.value: call for group, call in _calls(state)},
        "scripts": [_own_part(script, actor) for script in state.scripts] if not neutral(actor, state) else [],
        "updates": [_own_part(update, actor) for update in state.updates] if not neutral(actor, state) else [],
        "warnings": read_all(
            state.report.test_references, state.report.device_type, state.report.ocpp_version
        ).warnings,
        "actions": [action_json(possible, case.number) for possible in possible_actions(state, actor)],
        "not_yours_now": [{"action": name, "roles": sorted(roles)} for name, roles in others_actions(state, actor)],
    }


def _own_part(given: Script | Update, actor: Actor) -> dict[str, Any]:
    """A script or update; to others than OCA's handlers it says of laboratories only whether theirs has it."""
    data: dict[str, Any] = msgspec.to_builtins(given)
    if not actor.holds(*HANDLERS):
        for name in ("laboratory_ids", "acknowledged_by"):
            if name in data:
                data[name] = [laboratory for laboratory in data[name] if laboratory == actor.laboratory_id]
    return data


def _proposal(state: CaseState, actor: Actor) -> dict[str, Any] | None:
    """The exact text before the Board (P-41); OCA's handlers only."""
    if state.proposal is None or not actor.holds(*HANDLERS):
        return None
    data: dict[str, Any] = msgspec.to_builtins(state.proposal)
    return data


def _calls(state: CaseState) -> Iterable[tuple[Any, Any]]:
    for call in (state.twg_call, state.cwg_call):
        if call is not None:
            yield call.group, {"id": call.call_id, "starts_at": call.starts_at}


def clock_json(clock: Clock, dossier: Dossier, calendar: WorkingCalendar, at: datetime) -> dict[str, Any]:
    """A clock with why its date is what it is (P-94)."""
    own = dossier.calendars[clock.calendar]
    running = clock.state is ClockState.RUNNING
    due_date = own.local_date(clock.due_at)
    left = calendar.working_days_until(calendar.local_date(at), due_date)
    return {
        "key": clock.key,
        "kind": clock.kind,
        "group": clock.group,
        "state": clock.state,
        "started_at": clock.started_at,
        "working_days": clock.working_days,
        "due_date": due_date,
        "due_at": clock.due_at,
        "working_days_left": left if running else None,
        "indicative": clock.indicative,
        "overdue": overdue(clock.due_at, at) if running and not clock.indicative else clock.late,
        "ended_at": clock.ended_at,
        "approved_at": clock.approved_at,
        "source": clock.kind.source,
        "explanation": explanation_json(clock, dossier),
    }


def explanation_json(clock: Clock, dossier: Dossier) -> dict[str, Any]:
    """Each counted and each skipped day."""
    found = clock.explain(dossier.calendars)
    return {
        "start_at": found.start_at,
        "start_date": found.start_date,
        "working_days": found.working_days,
        "calendar": found.calendar,
        "zone": found.zone,
        "counted": found.counted,
        "skipped": [{"date": skipped.day, "reason": skipped.reason} for skipped in found.skipped],
        "due_date": found.due_date,
        "due_at": found.due_at,
    }


def action_json(possible: PossibleAction, number: str) -> dict[str, Any]:
    """An action with what it needs and what it will cause."""
    arrow = possible.arrow
    return {
        "action": possible.name,
        "title": possible.title,
        "step": arrow.step,
        "track": arrow.track.value,
        "rule": arrow.rule,
        "source": arrow.source,
        "will_cause": arrow.effect,
        "needs": [{"name": name, "label": label} for name, label in possible.needs()],
        "given": dict(arrow.fixed),
        "href": f"/api/v1/cases/{number}/actions/{possible.name}",
    }


def conversation_json(newest: Sequence[MessageRow], number: str, most: int) -> dict[str, Any]:
    """A case's last messages, the oldest of them first, and where the conversation is whole if it is longer.

    `newest` has one more than `most` if there are earlier ones.
    """
    return {
        "messages": [message_json(message) for message in reversed(newest[:most])],
        "earlier_messages": f"/api/v1/cases/{number}/messages" if len(newest) > most else None,
    }


def message_json(message: Message | MessageRow) -> dict[str, Any]:
    """An entry of the conversation."""
    return {
        "id": message.id,
        "at": message.at,
        "author": message.author_name,
        "visibility": message.visibility,
        "body": message.body,
    }


def entry_json(row: EntryColumns) -> dict[str, Any]:
    """An entry of a history, with its place in the chain."""
    return {
        "seq": row.seq,
        "at": row.at,
        "actor_id": row.actor_id,
        "actor": row.actor_name,
        "rule": row.rule,
        "calendar": row.calendar,
        "event": row.event,
        "payload": row.payload,
        "previous_hash": row.previous_hash,
        "hash": row.hash,
    }


def file_json(file: StoredFile) -> dict[str, Any]:
    """A file, without its bytes."""
    return {
        "id": file.id,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "visibility": file.visibility,
        "uploaded_at": file.uploaded_at,
        "href": f"/api/v1/files/{file.id}",
    }


def obligation_json(item: Obligation, actor: Actor) -> dict[str, Any]:
    """Who must be told what, and whether they have been."""
    return {
        "id": item.id,
        "letter": item.letter,
        "party": item.party,
        "address": item.address,
        "state": item.state,
        "to_acknowledge": item.to_acknowledge,
        "created_at": item.created_at,
        "accepted_at": item.accepted_at,
        "acknowledged_at": item.acknowledged_at,
        "acknowledged_by": item.acknowledged_by or None,
        "event_seq": item.event_seq if actor.holds(*HANDLERS) else None,
    }


def new_clocks(before: Sequence[Clock], after: Sequence[Clock]) -> list[Clock]:
    """Clocks that an action would start or end."""
    known = {clock.key: clock for clock in before}
    return [clock for clock in after if known.get(clock.key) != clock]
