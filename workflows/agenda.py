"""Putting a case before a working group: agenda, invitation, and the warning when no call is in time (P-30 … P-35)."""

from collections.abc import Iterator
from datetime import date

from workflows import events as ev
from workflows.arrows import Circumstances
from workflows.case_state import Call, CaseState
from workflows.errors import InvalidValue
from workflows.roles import Group
from workflows.versions import ClockKind
from workflows.vocabulary import Outcome


def forward(state: CaseState, group: Group, around: Circumstances, note: str = "") -> Iterator[ev.Event]:
    """The case reaches a group and stands on the agenda of its next call at once (P-22, P-30)."""
    yield ev.ForwardedToGroup(group, indicative=state.outcome is Outcome.OCTT, note=note)
    yield from place_on_next_call(group, around, after=None)


def place_on_next_call(group: Group, around: Circumstances, after: Call | None) -> Iterator[ev.Event]:
    """The group's next call, or the one after a given call; says so when it is late or there is none (P-35)."""
    earliest = max(around.at, after.starts_at) if after else around.at
    later = [
        call
        for call in around.calls
        if call.group is group and call.starts_at > earliest and (after is None or call.call_id != after.call_id)
    ]
    if later:
        yield from place(group, min(later, key=lambda call: call.starts_at), around)
    else:
        yield ev.NoCallInTime(group, _due(group, around), None)


def place(group: Group, call: Call, around: Circumstances) -> Iterator[ev.Event]:
    """The case on one call's agenda, with the vendor invited if it is an OCA member (P-31)."""
    yield ev.PlacedOnAgenda(group, call.call_id, call.starts_at)
    yield from around_call(group, call, around)


def around_call(group: Group, call: Call, around: Circumstances) -> Iterator[ev.Event]:
    """What follows from standing on a call's agenda: the invitation and the warning."""
    if around.vendor_is_member:
        yield ev.VendorInvited(group, call.call_id, call.starts_at)
    due = _due(group, around)
    if around.calendar.local_date(call.starts_at) > due:
        yield ev.NoCallInTime(group, due, call.starts_at)


def find_call(group: Group, call_id: int, around: Circumstances) -> Call:
    """A call of this group that has not begun, by id."""
    for call in around.calls:
        if call.call_id == call_id and call.group is group and call.starts_at > around.at:
            return call
    raise InvalidValue(f"The {group.label} has no call {call_id} to come.", field="call_id")


def _due(group: Group, around: Circumstances) -> date:
    running = around.group_due.get(group)
    if running is not None:
        return running
    limit = around.procedure.limits[ClockKind.WORKING_GROUP]
    return around.calendar.nth_working_day_after(around.calendar.local_date(around.at), limit)
