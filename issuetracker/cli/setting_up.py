"""`init` and `demo`."""

import click

from issuetracker.cli.context import desk_open, make_app, now
from issuetracker.config import from_environment, make_key_file
from issuetracker.extensions import db, transaction
from issuetracker.schema import upgrade, wanted_revision
from issuetracker.services.calendars import adopt, calendars
from workflows.frozen_calendar import shipped_calendar


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
        db.engine.dispose()
    kind = "SQLite" if config.is_sqlite else "PostgreSQL"
    click.echo(f"The {kind} database is at revision {wanted_revision()}.")


@click.command()
def demo() -> None:
    """Fill an empty database with invented parties, people, calls and cases; print an account and key per role."""
    from issuetracker.demo import fill, print_accounts

    with desk_open() as app:
        fill(app)
        print_accounts(app)
