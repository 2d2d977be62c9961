"""What commands share: the app for the configured environment, and the service's own hand on things."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from issuetracker.app import create_app
from issuetracker.config import Config, from_environment
from issuetracker.extensions import db
from issuetracker.log_setup import set_up_logging
from issuetracker.schema import revision_of, wanted_revision
from workflows.errors import Refusal
from workflows.roles import Actor, Role

# Whoever sits at the shell acts for the office.
OPERATOR = Actor(None, "Operator (command line)", frozenset({Role.OCA_OFFICE}))


def now() -> datetime:
    """The moment at which a command runs."""
    return datetime.now(UTC)


def make_app(*, quiet: bool = True) -> tuple[Flask, Config]:
    """The app; with `quiet`, only warnings are logged."""
    config = from_environment()
    set_up_logging("WARNING" if quiet else config.log_level, config.log_format)
    if config.is_sqlite:
        config.var_dir.mkdir(parents=True, exist_ok=True)
    return create_app(config), config


@contextmanager
def desk_open(*, quiet: bool = True) -> Iterator[Flask]:
    """The app with its database at the revision that this program needs."""
    app, _ = make_app(quiet=quiet)
    with app.app_context():
        try:
            found = revision_of(db.engine)
        except OperationalError as error:
            raise click.ClickException(f"The database does not answer: {error.orig}") from None
        if found != wanted_revision():
            raise click.ClickException(
                f"The database is at revision {found}, this program needs {wanted_revision()}: run `issuetracker init`."
            )
        yield app
        db.session.remove()
        db.engine.dispose()


P = ParamSpec("P")


def refusals_as_errors(command: Callable[P, None]) -> Callable[P, None]:
    """A refusal is a sentence and exit code 1, not a stack trace."""

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Refusal as refusal:
            raise click.ClickException(f"{refusal.sentence()} {refusal.detail}") from None

    return wrapper
