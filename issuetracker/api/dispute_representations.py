"""What people see of a dispute, each as `workflows.disputes.seeing` has it."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from issuetracker.models import DisputeFile
from issuetracker.queries.disputes import Line
from issuetracker.services import history
from issuetracker.services.disputes.reading import KNOWS_IT, Sheet, Word, board
from workflows.case_state import Entry
from workflows.disputes.arrows import DisputeArrow
from workflows.disputes.seeing import Reading, Seen
from workflows.disputes.vocabulary import Side

ROOT = "/api/v1/disputes"


def dispute_json(session: Session, sheet: Sheet) -> dict[str, Any]:
    """A dispute as one person may see it, and what they can do now."""
    found, dispute = sheet.seen, sheet.dispute
    everything, knows = found.reading is Reading.ALL, found.reading in KNOWS_IT
    state = found.state
    return {
        "number": dispute.number,
        "reading": found.reading,
        "side": found.side,
        "subject": dispute.subject if knows else None,
        "laboratory": sheet.names.get(Side.LABORATORY),
        "vendor": sheet.names.get(Side.VENDOR),
        "reporter": state.reporter if knows else None,
        "stage": found.stage if knows else None,
        "ending": state.ending if knows else None,
        "received_at": dispute.received_at if knows else None,
        "due_on": state.due_on if knows else None,
        "statements": [_statement(sheet, word) for word in sheet.words],
        "files_in_no_statement": [evidence_json(dispute.number, file) for file in sheet.unused],
        "rounds": [_plain(item) for item in found.rounds],
        "advice": [_plain(item) for item in found.advice],
        "proposal": _plain(state.proposal) if everything and state.proposal else None,
        "correctives": [_plain(item) for item in found.correctives],
        "offer": _plain(state.offer) if knows and state.offer else None,
        "linked_cases": sheet.linked,
        "board": [_plain(member) for member in board(session, sheet.docket)] if everything else [],
        "events": [event_json(found, entry) for entry in found.entries],
        "actions": [action_json(arrow, dispute.number) for arrow in sheet.possible],
    }


def _plain(value: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(value)
    return plain


def _statement(sheet: Sheet, word: Word) -> dict[str, Any]:
    item = word.statement
    given = next(entry for entry in sheet.docket.entries if entry.seq == item.seq)
    return {
        "number": item.number if sheet.seen.reading is not Reading.PARTY else None,
        "side": item.side,
        "at": given.at,
        "shared": item.shared,
        "body": word.body,
        "files": [evidence_json(sheet.dispute.number, file) for file in word.files],
    }


def event_json(found: Seen, entry: Entry) -> dict[str, Any]:
    """An event as its reader may see it."""
    return {
        "at": entry.at,
        "by": found.author(entry),
        "event": type(entry.event).__name__,
        "payload": history.encode(entry.event),
    }


def evidence_json(number: str, file: DisputeFile) -> dict[str, Any]:
    """A file, without its bytes."""
    return {
        "id": file.id,
        "side": file.side,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "uploaded_at": file.uploaded_at,
        "href": f"{ROOT}/{number}/files/{file.id}",
    }


def action_json(arrow: DisputeArrow, number: str) -> dict[str, Any]:
    """An action with what it needs and what it will cause."""
    return {
        "action": arrow.name,
        "title": (arrow.action.__doc__ or "").strip(),
        "rule": arrow.rule,
        "will_cause": arrow.effect,
        "needs": [{"name": item.name, "label": item.metadata["label"]} for item in fields(arrow.action)],
        "href": f"{ROOT}/{number}/actions/{arrow.name}",
    }


def line_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Lines of a list."""
    return [
        {
            "number": line.number,
            "subject": line.subject or None,
            "laboratory": line.laboratory or None,
            "vendor": line.vendor or None,
            "stage": line.stage,
            "received_at": line.received_at,
            "due_on": line.due_on,
            "asked_of_you": line.waits or None,
            "until": line.until,
            "href": f"{ROOT}/{line.number}",
        }
        for line in lines
    ]
