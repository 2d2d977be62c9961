"""The certification desk's own pages: people and parties, letters, calls, the calendar, distribution."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from issuetracker.permissions import Permission, granted
from issuetracker.web.visitor import visitor

desk = Blueprint("office", __name__, url_prefix="/office")


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the office; `part` begins the addresses of all that belongs to it."""

    label: str
    endpoint: str
    part: str
    permission: Permission


TABS = (
    Tab("Overview", "office.overview", "/office", Permission.PARTIES_READ),
    Tab("People", "office.all_people", "/office/people", Permission.PEOPLE_MANAGE),
    Tab("Parties", "office.parties", "/office/parties", Permission.PARTIES_READ),
    Tab("Letters", "office.letters", "/office/letters", Permission.PARTIES_READ),
    Tab("Notices", "notice_desk.all_notices", "/notices", Permission.PARTIES_READ),
    Tab("Senders", "office.senders", "/office/senders", Permission.MAILS_READ),
    Tab("Calls", "office.call_series", "/office/calls", Permission.CALLS_READ),
    Tab("Calendar", "office.calendar_now", "/office/calendar", Permission.CALENDAR_READ),
    Tab("Distribution", "office.distribution", "/office/distribution", Permission.PARTIES_READ),
    Tab("Interim measures", "office.interim_measures", "/office/interim", Permission.HISTORY_READ),
    Tab("Procedure", "office.procedures", "/office/procedure", Permission.HISTORY_READ),
)


@desk.context_processor
def tabs() -> dict[str, Any]:
    """The office's pages that this person may read; those of the directory's notices stand among them."""
    known = visitor()
    return {"tabs": [tab for tab in TABS if known and granted(tab.permission, known.actor.roles)]}


from issuetracker.web.office import (  # noqa: E402  (their views hang on `desk`)
    calls,
    contacts,
    interim,
    letters,
    overview,
    parties,
    people,
    procedures,
    releases,
    senders,
    years,
)

__all__ = [
    "calls",
    "contacts",
    "desk",
    "interim",
    "letters",
    "overview",
    "parties",
    "people",
    "procedures",
    "releases",
    "senders",
    "years",
]
