"""How `mail explain` asks: the database where there is one, else what the mail says alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from issuetracker.cli.context import make_app
from issuetracker.config import Config, from_environment
from issuetracker.extensions import db
from issuetracker.intake.explaining import as_json, explain
from issuetracker.intake.judging import Around
from issuetracker.intake.mail import Bounce, Mail
from issuetracker.intake.receiver import understand_bytes
from issuetracker.intake.setting_up import intake_of
from issuetracker.schema import revision_of, wanted_revision
from workflows.roles import Actor, Role

Explainer = Callable[[bytes, datetime], dict[str, Any]]
_ANY_LABORATORY = Actor(None, "", frozenset({Role.TEST_LABORATORY}))
_NOT_ASKED = "Without a database neither the sender nor the case is looked up."


@contextmanager
def explainer() -> Iterator[Explainer]:
    """A function from a mail's bytes to the explanation."""
    if not _has_database(from_environment()):
        yield _alone
        return
    app, _ = make_app()
    with app.app_context():
        intake = intake_of(app)
        yield lambda raw, at: as_json(understand_bytes(db.session(), intake, raw, at))
        db.session.remove()
        db.engine.dispose()


def _has_database(config: Config) -> bool:
    """True if the configured database is there and of this program's revision; none is made."""
    url = make_url(config.database_url)
    if config.is_sqlite and not Path(url.database or "").is_file():
        return False
    engine = create_engine(url)
    try:
        return revision_of(engine) == wanted_revision()
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


def _alone(raw: bytes, at: datetime) -> dict[str, Any]:
    """Explained by what the mail says alone."""

    def ask(mail: Mail, report: Bounce | None) -> Around:
        return Around(_ANY_LABORATORY, authenticated=True, authentication=_NOT_ASKED, bounced_letter=0)

    return as_json(explain(raw, ask))
