"""Calls as iCalendar entries (RFC 5545)."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from issuetracker.models import RunningClock, WorkingGroupCall
from issuetracker.services.desk import Desk
from workflows.roles import Group
from workflows.working_days import SEAT

PRODUCT = "-//Open Charge Alliance//Certification desk//EN"


def call_event(call: WorkingGroupCall, desk: Desk) -> Event:
    """One call as a VEVENT; a cancelled one says so. It names no case and no party (P-99)."""
    event = Event()
    event.add("uid", f"call-{call.id}@{desk.mail_domain}")
    event.add("dtstamp", call.starts_at)
    event.add("dtstart", call.starts_at)
    event.add("dtend", call.starts_at + timedelta(minutes=call.minutes))
    event.add("sequence", call.sequence)
    event.add("summary", f"{Group(call.working_group).label} call: {call.title}")
    if call.join_how:
        event.add("location", call.join_how)
    event.add("status", "CANCELLED" if call.cancelled_at else "CONFIRMED")
    return event


def invitation(call: WorkingGroupCall, attendee: str, desk: Desk, at: datetime) -> str:
    """An invitation to one call for one attendee (P-31)."""
    return _calendar("REQUEST", [_for_attendee(call, attendee, desk, at)])


def withdrawal(call: WorkingGroupCall, attendee: str, desk: Desk, at: datetime) -> str:
    """Takes one call out of one attendee's calendar; the call itself goes on without them (RFC 5546, 3.2.5)."""
    event = _for_attendee(call, attendee, desk, at)
    event["status"] = vText("CANCELLED")
    return _calendar("CANCEL", [event])


def _for_attendee(call: WorkingGroupCall, attendee: str, desk: Desk, at: datetime) -> Event:
    """The call as one attendee's calendar has it; of two entries for one call the one of the later moment counts."""
    event = call_event(call, desk)
    organiser = vCalAddress(f"mailto:certification@{desk.mail_domain}")
    organiser.params["cn"] = vText("OCPP certification desk")
    event["organizer"] = organiser
    event.add("attendee", vCalAddress(f"mailto:{attendee}"), encode=False)
    del event["dtstamp"]
    event.add("dtstamp", at)
    return event


def feed(calls: list[WorkingGroupCall], desk: Desk) -> str:
    """Calls as a calendar to subscribe to."""
    return _calendar("PUBLISH", [call_event(call, desk) for call in calls])


def due_feed(entries: list[tuple[RunningClock, str, str]], desk: Desk, at: datetime) -> str:
    """Due dates of running clocks, as whole days at OCA's seat; an indicative one says so (P-36)."""
    events = []
    for clock, number, summary in entries:
        day = clock.due_at.astimezone(SEAT).date()
        event = Event()
        event.add("uid", f"{number}-{clock.key}@{desk.mail_domain}")
        event.add("dtstamp", at)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add(
            "summary", f"{number} {'(indicative) ' if clock.indicative else ''}{clock.kind.replace('_', ' ')} due"
        )
        event.add("description", f"{summary}\n{desk.case_link(number)}")
        event.add("transp", "TRANSPARENT")
        events.append(event)
    return _calendar("PUBLISH", events)


def _calendar(method: str, events: list[Event]) -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")
