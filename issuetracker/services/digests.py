"""What is over its date, to the one above, in one digest per person and working day (P-95)."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Obligation, Person, PersonRole, RunningClock
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.desk import Desk
from issuetracker.services.owing import Draft, store
from notifications.messages import LetterKind
from notifications.recipients import Addressee, Audience
from notifications.rendering import render
from workflows.clocks import ABOVE, ClockState
from workflows.roles import Group, Role
from workflows.versions import ClockKind
from workflows.working_days import WorkingCalendar

DIGEST = LetterKind("digest", Audience.OFFICE)
NOT_BEFORE = time(8)
_MOST = 200


def write_digests(session: Session, desk: Desk, at: datetime) -> int:
    """Owe today's digests that are not owed yet; none on a day that does not count, none before 08:00."""
    calendar = in_force(calendars(session))
    today = calendar.local_date(at)
    if not calendar.is_working_day(today) or at.astimezone(calendar.zone).time() < NOT_BEFORE:
        return 0
    rows = session.execute(
        select(RunningClock, Case.number, Case.summary)
        .join(Case, Case.id == RunningClock.case_id)
        .where(RunningClock.state == ClockState.RUNNING.value, RunningClock.due_at < at, ~RunningClock.indicative)
        .order_by(RunningClock.due_at)
        .limit(_MOST)
    ).all()
    by_role: dict[Role, list[dict[str, Any]]] = {}
    for clock, number, summary in rows:
        by_role.setdefault(ABOVE[Role(clock.holder)], []).append(_item(clock, number, summary, calendar, desk, at))
    drafts = {}
    for person, items in _people(session, by_role).items():
        key = f"digest:{person.person_id}:{today}"
        if session.scalar(select(Obligation.id).where(Obligation.unique_key == key)) is None:
            facts = {
                "recipient": person,
                "desk": desk.base_url,
                "day": today,
                "items": items,
                "number": "",
                "link": "",
                "event": None,
                "event_name": "",
                "obligation_link": "",
            }
            drafts[key] = Draft(DIGEST, person, 0, render("digest", facts))
    store(session, desk, None, drafts, at)
    return len(drafts)


def _item(
    clock: RunningClock, number: str, summary: str, calendar: WorkingCalendar, desk: Desk, at: datetime
) -> dict[str, Any]:
    today, due = calendar.local_date(at), calendar.local_date(clock.due_at)
    step = {ClockKind.ANALYSIS.value: "analysis (step 2)", ClockKind.SEVERITY.value: "severity (4a, 6a)"}.get(
        clock.kind, ""
    )
    if clock.working_group:
        step = f"handling by the {Group(clock.working_group).label}"
    return {
        "number": number,
        "summary": summary,
        "step": step,
        "holder": Role(clock.holder).label,
        "due_at": clock.due_at,
        "days_over": -calendar.working_days_until(today, due),
        "link": desk.case_link(number),
    }


def _people(session: Session, by_role: dict[Role, list[dict[str, Any]]]) -> dict[Addressee, list[dict[str, Any]]]:
    found: dict[Addressee, list[dict[str, Any]]] = {}
    rows = session.execute(
        select(PersonRole.role, Person.id, Person.name, Person.email)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role.in_([role.value for role in by_role]), Person.active)
        .order_by(Person.id)
    )
    for role, person_id, name, email in rows:
        addressee = Addressee(name, name, email, person_id)
        for item in by_role[Role(role)]:
            if item not in found.setdefault(addressee, []):
                found[addressee].append(item)
    return found
