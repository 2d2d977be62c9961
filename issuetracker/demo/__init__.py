"""A desk with a past: invented parties, people, calls and cases in every step of the procedure."""

import sys
from datetime import UTC, datetime

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from issuetracker.demo.accounts import make_accounts, print_accounts, read_accounts, save_accounts
from issuetracker.demo.calls import add_calls
from issuetracker.demo.certificates import add_certificates
from issuetracker.demo.living import in_order, live_through
from issuetracker.demo.mails import know_laboratories, receive
from issuetracker.demo.parties import add_parties
from issuetracker.demo.stage import Stage, Step
from issuetracker.demo.stories_analysis import stories as waiting_for_analysis
from issuetracker.demo.stories_calls import stories as on_their_way_to_a_call
from issuetracker.demo.stories_cwg import stories as before_the_cwg
from issuetracker.demo.stories_disputes import disputes
from issuetracker.demo.stories_ended import stories as ended
from issuetracker.demo.stories_fixes import stories as fixed
from issuetracker.demo.stories_octt import stories as bugs_of_the_tool
from issuetracker.demo.stories_questions import stories as questions
from issuetracker.demo.stories_releases import releases
from issuetracker.demo.stories_severity import stories as severe
from issuetracker.demo.stories_twg import stories as before_the_twg
from issuetracker.extensions import db, transaction
from issuetracker.models import CallSeries, Case, Laboratory, Person, Vendor
from issuetracker.services.calendars import calendars, in_force

__all__ = ["fill", "print_accounts"]

_CHAPTERS = (
    waiting_for_analysis,
    before_the_twg,
    on_their_way_to_a_call,
    severe,
    before_the_cwg,
    bugs_of_the_tool,
    fixed,
    ended,
    questions,
)
_MUST_BE_EMPTY: tuple[tuple[InstrumentedAttribute[int], str], ...] = (
    (Case.id, "cases"),
    (Person.id, "people"),
    (Laboratory.id, "laboratories"),
    (Vendor.id, "vendors"),
    (CallSeries.id, "calls"),
)


def fill(app: Flask, at: datetime | None = None) -> None:
    """Fill an empty database with a history that ends at `at` (now, unless given); the caller is in the app's context.

    Raises click.ClickException where there is anything already; says so, and does nothing, where the demo is.
    """
    base = at or datetime.now(UTC)
    if _is_here(app, db.session()):
        click.echo("The demo is here already; nothing was changed.", err=True)
        return
    _refuse_unless_empty(db.session())
    with transaction() as session:
        calendar = in_force(calendars(session))
        cast = add_parties(session, base)
        add_certificates(session, cast, base, calendar.local_date(base))
        moments = add_calls(session, base, calendar)
        accounts = make_accounts(session, cast, base)
        know_laboratories(session, cast, moments.ago(60))
    stories = [story for chapter in _CHAPTERS for story in chapter(Stage(cast, moments))]
    heard = disputes(Stage(cast, moments))
    steps = in_order([*stories, *heard, *releases(Stage(cast, moments))])
    _tell_them(app, steps, f"{len(stories)} cases and {len(heard)} disputes", post_until=moments.ago(1, "00:00"))
    receive(app, since=steps[-1].at, until=base)
    save_accounts(app, accounts)


def _tell_them(app: Flask, steps: list[Step], what: str, post_until: datetime) -> None:
    lived = live_through(app, steps, post_until)
    with click.progressbar(lived, len(steps), label=f"Living through {what}", file=sys.stderr) as bar:
        for _ in bar:
            pass


def _is_here(app: Flask, session: Session) -> bool:
    accounts = read_accounts(app)
    known = select(Person.id).where(Person.email.in_([account.email for account in accounts]))
    return bool(accounts) and session.scalar(known.limit(1)) is not None


def _refuse_unless_empty(session: Session) -> None:
    for column, what in _MUST_BE_EMPTY:
        if session.scalar(select(column).limit(1)) is not None:
            raise click.ClickException(
                f"There are {what} in this database already: the demo fills an empty one only. "
                "Name another directory in ISSUETRACKER_VAR_DIR, or another ISSUETRACKER_DATABASE_URL."
            )
