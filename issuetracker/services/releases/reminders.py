"""Active laboratories are reminded of what they have not acknowledged: after 5, 10 and 15 working days (P-58)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Laboratory, Obligation, Release
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.desk import Desk
from issuetracker.services.owing import Draft, store
from notifications.messages import LetterKind
from notifications.recipients import Addressee, Audience
from notifications.rendering import render
from workflows.working_days import WorkingCalendar

REMINDER = LetterKind("release_reminder", Audience.ALL_LABORATORIES)
EVERY, MOST = 5, 3  # working days; after so many reminders the page of the release goes on showing it
NOT_BEFORE = time(8)
_LONGEST = timedelta(days=45)  # fifteen working days, with any holidays; what is older was reminded of


def remind(session: Session, desk: Desk, at: datetime) -> int:
    """Owe the reminders of today that are not owed yet; none on a day that does not count, none before 08:00."""
    calendar = in_force(calendars(session))
    if not calendar.is_working_day(calendar.local_date(at)) or at.astimezone(calendar.zone).time() < NOT_BEFORE:
        return 0
    drafts: dict[str, tuple[Release, Draft]] = {}
    for owed, release in _waiting(session, at):
        count = _passed(calendar, owed.created_at, at)
        if count:
            drafts[f"{owed.unique_key}:reminder-{count}"] = release, _draft(desk, owed, release)
    known = set(session.scalars(select(Obligation.unique_key).where(Obligation.unique_key.in_(drafts))))
    for key, (release, draft) in drafts.items():
        if key not in known:
            store(session, desk, release, {key: draft}, at)
    return len(drafts.keys() - known)


def _waiting(session: Session, at: datetime) -> Sequence[tuple[Obligation, Release]]:
    """What stands and was not acknowledged for a while."""
    query = (
        select(Obligation, Release)
        .join(Release, Release.id == Obligation.release_id)
        .join(Laboratory, Laboratory.id == Obligation.laboratory_id)
        .where(Obligation.to_acknowledge, Obligation.acknowledged_at.is_(None), Release.replaced_at.is_(None))
        .where(
            Laboratory.active,
            Obligation.created_at.between(at - _LONGEST, at - timedelta(days=EVERY)),
        )
        .order_by(Obligation.id)
    )
    return [(owed, release) for owed, release in session.execute(query)]


def _passed(calendar: WorkingCalendar, since: datetime, at: datetime) -> int:
    """How many reminders are due by now."""
    days = calendar.working_days_until(calendar.local_date(since), calendar.local_date(at))
    return min(days // EVERY, MOST)


def _draft(desk: Desk, owed: Obligation, release: Release) -> Draft:
    who = Addressee(owed.party, "", owed.address, laboratory_id=owed.laboratory_id)
    facts = {
        "number": release.number, "recipient": who, "desk": desk.base_url, "link": "", "release": release,
        "since": owed.created_at, "release_link": f"{desk.base_url}/releases/{release.number}",
    }  # fmt: skip
    return Draft(REMINDER, who, release.version, render(REMINDER.name, facts), release_id=release.id)
