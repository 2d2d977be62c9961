"""Calls to which the vendor of a case was invited, and which its case has just left (P-31)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import HistoryEntry, WorkingGroupCall
from workflows.case_state import CaseState
from workflows.roles import Group
from workflows.stages import CaseStage, HandlingStage


def withdrawn_calls(
    session: Session, case_id: int, before: CaseState, after: CaseState, at: datetime
) -> Sequence[WorkingGroupCall]:
    """The calls to come on whose agendas the case stood and stands no more, if its vendor was invited; the next first.

    A calendar takes one withdrawal at a time (RFC 5546, 3.2.5): each call needs a letter of its own.
    """
    left = _standing(before) - _standing(after)
    if not left:
        return ()
    rows = session.scalars(
        select(HistoryEntry.payload).where(HistoryEntry.case_id == case_id, HistoryEntry.event == "VendorInvited")
    )
    invited = {payload["call_id"] for payload in rows}
    return session.scalars(
        select(WorkingGroupCall)
        .where(WorkingGroupCall.id.in_(left & invited), WorkingGroupCall.starts_at > at)
        .order_by(WorkingGroupCall.starts_at)
    ).all()


def _standing(state: CaseState) -> set[int]:
    """The calls on whose agendas the case stands."""
    if state.case is CaseStage.CLOSED:
        return set()
    return {
        call.call_id
        for group in Group
        if state.handling(group) is HandlingStage.ON_AGENDA and (call := state.call(group)) is not None
    }
