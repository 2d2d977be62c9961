"""A desk with a past: invented parties, people, calls and cases in every step of the procedure."""

import sys
from datetime import UTC, datetime

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.demo import stories_analysis, stories_cwg, stories_ended, stories_octt, stories_severity, stories_twg
from issuetracker.demo.accounts import make_accounts, print_accounts, read_accounts, save_accounts
from issuetracker.demo.calls import add_calls
from issuetracker.demo.certificates import add_certificates
from issuetracker.demo.parties import add_parties
from issuetracker.demo.play import in_order, play
from issuetracker.demo.story import Stage, Step, Story
from issuetracker.extensions import db, transaction
from issuetracker.models import CallSeries, Case, Laboratory, Person, Vendor
from issuetracker.services.calendars import calendars, in_force

__all__ = ["fill", "print_accounts"]

_CHAPTERS = (stories_analysis, stories_twg, stories_severity, stories_cwg, stories_octt, stories_ended)
_MUST_BE_EMPTY = {Case: "cases", Person: "people", Laboratory: "laboratories", Vendor: "vendors", CallSeries: "calls"}


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
        cast = add_parties(session)
        add_certificates(session, cast, calendar.local_date(base))
        moments = add_calls(session, base, calendar)
        accounts = make_accounts(session, cast, base)
    stories = [story for chapter in _CHAPTERS for story in chapter.stories(Stage(cast, moments))]
    steps = in_order(stories)
    _tell_them(app, steps, stories, post_until=moments.ago(1, "00:00"))
    save_accounts(app, accounts)


def _tell_them(app: Flask, steps: list[Step], stories: list[Story], post_until: datetime) -> None:
    label = f"Living through {len(stories)} cases"
    with click.progressbar(play(app, steps, post_until), len(steps), label=label, file=sys.stderr) as bar:
        for _ in bar:
            pass


def _is_here(app: Flask, session: Session) -> bool:
    accounts = read_accounts(app)
    known = select(Person.id).where(Person.email.in_([account.email for account in accounts]))
    return bool(accounts) and session.scalar(known.limit(1)) is not None


def _refuse_unless_empty(session: Session) -> None:
    for model, what in _MUST_BE_EMPTY.items():
        if session.scalar(select(model.id).limit(1)) is not None:
            raise click.ClickException(
                f"There are {what} in this database already: the demo fills an empty one only. "
                "Name another directory in ISSUETRACKER_VAR_DIR, or another ISSUETRACKER_DATABASE_URL."
            )
