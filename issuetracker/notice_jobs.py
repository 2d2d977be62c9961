"""What the clock does for notices of 6a: writes them, tries the next contacts, reminds, holds back what is paused.

All of it is in rows, taken by their locks, so that several clocks do nothing twice and a killed one loses nothing.
"""

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from issuetracker.extensions import db, transaction
from issuetracker.models import Telling
from issuetracker.services import notice_contacts, notice_reminders, notice_retries, notice_sending
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.notices import tell_next_batch
from notifications.errors import NamesAParty
from workflows.roles import SERVICE
from workflows.working_days import WorkingCalendar

Now = Callable[[], datetime]


def tell_certified_vendors(app: Flask, now: Now) -> int:
    """All batches of every open telling of 6a; returns how many vendors. One that fails holds up no others."""
    told, failed = 0, []
    open_ones = select(Telling.id).where(Telling.finished_at.is_(None), Telling.paused_at.is_(None))
    for telling_id in db.session.scalars(open_ones).all():
        try:
            told += _tell_all(app, telling_id, now)
        except NamesAParty as error:
            _pause(telling_id, error, now())
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("tellings that could not be continued", failed)
    return told


def _pause(telling_id: int, why: NamesAParty, at: datetime) -> None:
    """What its check refuses is not tried again and again: a person sees why on the notice's page."""
    with transaction() as session:
        telling = session.get_one(Telling, telling_id, with_for_update=True)
        if telling.paused_at is None:
            notice_sending.pause(session, telling, SERVICE, at, str(why))


def _tell_all(app: Flask, telling_id: int, now: Now) -> int:
    told = 0
    while True:
        with transaction() as session:
            telling = session.scalar(
                select(Telling)
                .where(Telling.id == telling_id, Telling.finished_at.is_(None), Telling.paused_at.is_(None))
                .with_for_update(skip_locked=True)
            )
            if telling is None:
                return told
            told += tell_next_batch(session, app.extensions["desk"], telling, now())


def mark_bounces(app: Flask, now: Now) -> int:
    """Contacts for notices to which something came back, or which a server refused, are used no more until they are
    verified again; returns how many. What did not reach their vendors goes to the next contact.
    """
    marked = 0
    while _something_unreached():
        with transaction() as session:  # marked first, so that nothing goes on to where it has just come back from
            noted = notice_contacts.note_bounces(session, now()) + notice_retries.note_refusals(session, now())
            moved = notice_retries.try_next_contacts(session, app.extensions["desk"], now())
        marked += noted
        if not noted and not moved:
            break
    return marked


def _something_unreached() -> bool:
    session = db.session()
    came_back = bool(session.scalar(select(notice_contacts.something_came_back())))
    return came_back or bool(notice_retries.refused_contacts(session)) or notice_retries.something_to_try(session)


def remind_vendors(app: Flask, now: Now) -> int:
    """Remind the vendors that have not acknowledged a notice; returns how many. One that fails holds up no others."""
    calendar, reminded, failed = in_force(calendars(db.session())), 0, []
    if not notice_reminders.may_remind(calendar, now()):
        return 0
    for telling_id in notice_reminders.unacknowledged(db.session()):
        try:
            while done := _remind_some(app, telling_id, calendar, now()):
                reminded += done
        except NamesAParty as error:
            _pause(telling_id, error, now())
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("notices whose reminders could not be written", failed)
    return reminded


def _remind_some(app: Flask, telling_id: int, calendar: WorkingCalendar, at: datetime) -> int:
    with transaction() as session:
        telling = session.get_one(Telling, telling_id, with_for_update=True)
        if telling.paused_at is not None:
            return 0
        return notice_reminders.remind(session, app.extensions["desk"], telling, calendar, at)


def hold_back_paused() -> None:
    """What came back into the queue for a paused notice leaves it again; nothing is written where none is paused."""
    if db.session.scalar(select(Telling.id).where(Telling.paused_at.is_not(None)).limit(1)) is not None:
        with transaction() as session:
            notice_sending.hold_back_paused(session)
