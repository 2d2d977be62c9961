"""`init` and `demo`."""

import click

from issuetracker.cli.context import desk_open, make_app, now
from issuetracker.config import from_environment, make_key_file
from issuetracker.extensions import db, transaction
from issuetracker.schema import upgrade, wanted_revision
from issuetracker.services.calendars import adopt, calendars
from workflows.frozen_calendar import shipped_calendar

_BATCH = 200


@click.command()
def init() -> None:
    """Make or upgrade the database, and adopt the calendar that ships with this program if there is none.

    With SQLite it also makes the secret key, in the directory of ISSUETRACKER_VAR_DIR, unless one is given.
    """
    config = from_environment()
    if config.is_sqlite and not config.secret_key:
        make_key_file(config.var_dir)
    app, config = make_app()
    with app.app_context():
        upgrade(db.engine)
        with transaction() as session:
            if not calendars(session):
                adopt(session, shipped_calendar(), reason="installation", by="Issue tracker", at=now())
        filled = _write_words()
        db.engine.dispose()
    if filled:
        click.echo(f"{filled} cases that were there can be searched now.")
    kind = "SQLite" if config.is_sqlite else "PostgreSQL"
    click.echo(f"The {kind} database is at revision {wanted_revision()}.")


def _write_words() -> int:
    """The words by which the cases of an older version are found; in batches, so that it can be broken off."""
    from issuetracker.services import words
    from issuetracker.services.history import read_several

    done = 0
    while True:
        with transaction() as session:
            cases = words.without(session, _BATCH)
            histories = read_several(session, [case.id for case in cases])
            for case in cases:
                words.write_all(session, case, histories[case.id])
        if not cases:
            return done
        done += len(cases)
        db.session.expunge_all()


@click.command()
def demo() -> None:
    """Fill an empty database with invented parties, people, calls and cases; print an account and key per role."""
    from issuetracker.demo import fill, print_accounts

    with desk_open() as app:
        fill(app)
        print_accounts(app)
