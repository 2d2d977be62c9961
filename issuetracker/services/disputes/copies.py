"""The rows that repeat a dispute's history so that SQL can read it; `verify` compares them with the same functions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from issuetracker.models import Base, DisputeAdviser, DisputeCase, DisputeCorrective, DisputeRecusal
from notifications.storage import table_of
from workflows.disputes.events import DisputeReported
from workflows.disputes.state import DisputeState
from workflows.disputes.vocabulary import DisputeStage, Side

Rows = list[dict[str, Any]]


def row_values(state: DisputeState, reported: DisputeReported) -> dict[str, Any]:
    """What a dispute's row says."""
    return {
        "reporter": state.reporter.value,
        "laboratory_id": state.laboratory_id,
        "vendor_id": state.vendor_id,
        "subject": reported.subject,
        "received_at": reported.received_at,
        "stage": state.stage.value,
        "ending": state.ending.value if state.ending else "",
        "due_on": state.due_on,
        "laboratory_asked_until": _asked_until(state, Side.LABORATORY),
        "vendor_asked_until": _asked_until(state, Side.VENDOR),
    }


def _asked_until(state: DisputeState, side: Side) -> date | None:
    """The day by which a side is still asked; what was asked is over when a decision is."""
    asked = state.asked_of(side)
    waits = state.stage in (DisputeStage.ADMITTED, DisputeStage.PROPOSED)
    return asked.due_on if asked and waits else None


def copied_rows(state: DisputeState) -> Mapping[type[Base], Rows]:
    """What the tables beside a dispute's row say."""
    advisers = {item.adviser for item in state.advice}
    awaited = {item.adviser for item in state.advice if not item.answered}
    return {
        DisputeRecusal: [{"person_id": member} for member in sorted(state.recused)],
        DisputeAdviser: [{"adviser": who.value, "awaited": who in awaited} for who in sorted(advisers)],
        DisputeCase: [{"case_number": number} for number in sorted(state.linked)],
        DisputeCorrective: [
            {
                "number": item.number,
                "owner": item.content.owner.value,
                "due_on": item.content.due_on,
                "stage": item.stage.value,
            }
            for item in state.correctives
        ],
    }


def write(session: Session, dispute_id: int, before: DisputeState | None, after: DisputeState) -> None:
    """Bring the tables from one state to the next; what has not changed is left alone."""
    known: Mapping[type[Base], Rows] = copied_rows(before) if before else {}
    for model, rows in copied_rows(after).items():
        if rows == known.get(model, []):
            continue
        table = table_of(model)
        session.execute(delete(table).where(table.c.dispute_id == dispute_id))
        session.execute(insert(table), [{**row, "dispute_id": dispute_id} for row in rows])


def differing(session: Session, dispute_id: int, state: DisputeState) -> list[str]:
    """Names of the tables that do not say what the state says."""
    wrong = []
    for model, rows in copied_rows(state).items():
        table = table_of(model)
        stored = session.execute(select(table).where(table.c.dispute_id == dispute_id)).mappings()
        found = [{name: value for name, value in row.items() if name != "dispute_id"} for row in stored]
        if sorted(found, key=repr) != sorted(rows, key=repr):
            wrong.append(table.name)
    return wrong
