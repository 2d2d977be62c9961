"""The clock: its own process, or a thread beside the embedded web server; any number of them at once.

APScheduler only says when; what is done is in rows of the database, taken by claiming them, so that two clocks
never do a thing twice and a dead one loses nothing. The scheduler runs in UTC and has no job store.
"""

import os
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from issuetracker import notice_jobs
from issuetracker.config import Config
from issuetracker.extensions import db, kept_connection, transaction
from issuetracker.models import IdempotentRequest, InboundMail, InboundState, WebhookDelivery
from issuetracker.services import board_dates
from issuetracker.services import certificate_imports as imports
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.calls import extend_series
from issuetracker.services.digests import write_digests
from issuetracker.services.disputes.reminders import remind
from issuetracker.services.log_identifiers import read_next
from issuetracker.services.releases import reminders as reminders_of_releases
from issuetracker.services.reminders import AT_ONCE, Sweep
from issuetracker.services.sessions import forget_old
from issuetracker.services.verification import make_head
from issuetracker.services.years import announce_unapproved_years
from notifications import webhooks
from notifications.delivery import deliver
from notifications.mailer import FolderTransport, Server, SmtpTransport, Transport
from notifications.webhook_posting import Poster

log = structlog.get_logger(__name__)
_REMEMBERED = timedelta(days=7)
_HOUSEKEEPING = 20_260_302  # any number that names this lock in the database
_DELIVERIES_KEPT = timedelta(days=30)


def now() -> datetime:
    """The clock's own reading of the time."""
    return datetime.now(UTC)


def transport(config: Config) -> Transport:
    """The configured way out for letters."""
    if config.smtp is None:
        return FolderTransport(config.outbox_dir, config.mail_from, config.return_address)
    smtp = config.smtp
    server = Server(smtp.host, smtp.port, smtp.user, smtp.password, smtp.security, smtp.timeout)
    return SmtpTransport(server, config.mail_from, config.return_address)


def sweep(app: Flask) -> int:
    """Everything due now; returns how many clocks were handled."""
    return handle_due(Sweep(app.extensions["desk"], now()))


def handle_due(run: Sweep) -> int:
    """Everything due, some clocks in a transaction; those of one that failed are taken again, one by one.

    A clock that cannot be handled holds up no others; what went wrong is raised when all others are done.
    """
    handled, failed, alone = 0, [], 0
    while True:
        try:
            with transaction() as session:
                done = run.next(session, 1 if alone else AT_ONCE)
            if not done:
                break
            handled += done
        except Exception as error:
            if not run.in_hand:  # no clock's fault: the database is away
                raise
            if len(run.in_hand) > 1:
                alone = len(run.in_hand) + 1
            else:
                run.put_aside.update(run.in_hand)
                failed.append(error)
        alone = max(0, alone - 1)
    if failed:
        raise ExceptionGroup("clocks that could not be handled", failed)
    return handled


def tell_certified_vendors(app: Flask) -> int:
    """Write the letters of every open notice of 6a; returns to how many vendors."""
    return notice_jobs.tell_certified_vendors(app, now)


def take_in_mails(app: Flask) -> int:
    """Read every mail that a door has kept; returns how many."""
    if (
        db.session.scalar(select(InboundMail.id).where(InboundMail.state == InboundState.RECEIVED.value).limit(1))
        is None
    ):
        return 0
    from issuetracker.intake.receiver import take_in  # the readers of mail are large, and a clock may never need them
    from issuetracker.intake.setting_up import intake_of

    return take_in(transaction, intake_of(app), now)


def read_files(app: Flask) -> int:
    """Look in new files for what tells whose they are, each once; returns how many were read."""
    read = 0
    while True:
        with transaction() as session:
            if not read_next(session, app.extensions["files"].open):
                return read
        read += 1


def import_certificates(app: Flask) -> int:
    """Check files that were uploaded, save those that were confirmed. One that fails holds up no others."""
    done, failed = 0, []
    for import_id in db.session.scalars(imports.waiting_for_the_clock()).all():
        try:
            done += _advance_import(import_id)
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("imports that could not be continued", failed)
    return done


def _advance_import(import_id: int) -> bool:
    """What the file would do is found out holding no lock, then written at once; again, if the directory changed."""
    while True:
        job, before = imports.find(db.session(), import_id), imports.basis(db.session())
        found = imports.planned(db.session(), job, lambda done, total: _import_progress(import_id, done, total))
        with transaction() as session:
            if imports.basis(session) == before:
                return imports.advance(session, imports.find(session, import_id, lock=True), found, now())


def _import_progress(import_id: int, done: int, total: int) -> None:
    with transaction() as session:
        imports.note_progress(session, import_id, done, total)


def mark_bounces(app: Flask) -> int:
    """Note which contacts for notices are not reached, and try the next ones; returns how many were marked."""
    return notice_jobs.mark_bounces(app, now)


def remind_vendors(app: Flask) -> int:
    """Remind the vendors that have not acknowledged a notice; returns how many."""
    return notice_jobs.remind_vendors(app, now)


def send_letters(app: Flask) -> int:
    """Deliver until nothing is due; returns how many letters were attempted. Those of a paused notice stay here."""
    way, sent = transport(app.extensions["config"]), 0
    worker = _worker()
    store = app.extensions["files"]
    while True:
        notice_jobs.hold_back_paused()
        count = deliver(transaction, way, worker, now, connect=kept_connection, open_file=store.open)
        if not count:
            return sent
        sent += count


def call_webhooks(app: Flask) -> int:
    """Call people's systems until nothing is due; returns how many deliveries were taken up."""
    poster, called = Poster(to_loopback=app.extensions["config"].webhooks_to_loopback), 0
    worker = _worker()
    while count := webhooks.deliver(transaction, poster, worker, now):
        called += count
    return called


def _worker() -> str:
    """A name under which work is claimed, of its own for every run."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


@contextmanager
def _one_at_a_time() -> Iterator[Session]:
    """A transaction that waits for the same work of other clocks, and then sees that it is done."""
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
            session.execute(select(func.pg_advisory_xact_lock(_HOUSEKEEPING)))
        yield session


def housekeeping(app: Flask) -> None:
    """Calls up to the horizon, the daily head, unapproved years, what need not be remembered."""
    at = now()
    with _one_at_a_time() as session:
        extend_series(session, at)
    with _one_at_a_time() as session:
        make_head(session, in_force(calendars(session)), at)
    with _one_at_a_time() as session:
        announce_unapproved_years(session, app.extensions["desk"], at)
    with _one_at_a_time() as session:
        session.execute(delete(IdempotentRequest).where(IdempotentRequest.at < at - _REMEMBERED))
        session.execute(delete(WebhookDelivery).where(WebhookDelivery.finished_at < at - _DELIVERIES_KEPT))
        forget_old(session, at)


def digests(app: Flask) -> None:
    """Today's digests, and the reminders of dates that are no clocks, once."""
    with _one_at_a_time() as session:
        write_digests(session, app.extensions["desk"], now())
    with _one_at_a_time() as session:
        remind(session, app.extensions["desk"], now())
    with _one_at_a_time() as session:
        board_dates.remind(session, app.extensions["desk"], now())
    with _one_at_a_time() as session:
        reminders_of_releases.remind(session, app.extensions["desk"], now())


JOBS: tuple[tuple[Callable[[Flask], Any], int], ...] = (
    (sweep, 5),
    (tell_certified_vendors, 2),
    (take_in_mails, 2),
    (import_certificates, 2),
    (read_files, 5),
    (mark_bounces, 10),
    (send_letters, 2),
    (call_webhooks, 2),
    (remind_vendors, 300),
    (digests, 300),
    (housekeeping, 3600),
)


def _run(app: Flask, job: Callable[[Flask], Any]) -> None:
    with app.app_context():
        try:
            job(app)
        except Exception:
            log.exception("the clock's job failed; it runs again", job=job.__name__)
        finally:
            db.session.remove()


def _schedule(scheduler: BaseScheduler, app: Flask) -> None:
    for job, seconds in JOBS:
        scheduler.add_job(
            _run,
            "interval",
            args=(app, job),
            seconds=seconds,
            id=job.__name__,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=now(),
        )


def start_beside(app: Flask) -> BaseScheduler:
    """The clock in a thread of this process, for the embedded default."""
    scheduler = BackgroundScheduler(timezone=UTC)
    _schedule(scheduler, app)
    scheduler.start()
    return scheduler


def run(app: Flask) -> None:
    """The clock as this process, until SIGTERM or SIGINT; a running job ends first.

    The signal is waited for and not handled: a handler runs in between whatever the scheduler does, and would wait
    there for a job that waits for a lock of the scheduler.
    """
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before the threads, which inherit it
    scheduler = start_beside(app)
    log.info("the clock runs", jobs={job.__name__: f"every {seconds} s" for job, seconds in JOBS})
    signal.sigwait(ends)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)  # a second one ends it at once
    scheduler.shutdown(wait=True)
