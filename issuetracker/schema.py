"""The database's schema: brought to the revision that this program needs, or compared with the models."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from issuetracker.models import Base

FULL_TEXT_ON_SQLITE = "case_words_index"


def _alembic(connection: Connection | None = None) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(str(files("migrations")))))
    config.attributes["connection"] = connection
    config.attributes["target_metadata"] = Base.metadata
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up; several processes may do so at once."""
    with engine.connect() as connection:
        command.upgrade(_alembic(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the schema down again."""
    with engine.connect() as connection:
        command.downgrade(_alembic(connection), revision)


def revision_of(engine: Engine) -> str | None:
    """The revision that the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def wanted_revision() -> str:
    """The revision that this program needs."""
    head = ScriptDirectory.from_config(_alembic()).get_current_head()
    assert head is not None, "the program ships migrations"
    return head


def differences(engine: Engine) -> list[object]:
    """Where the models and the database differ; empty when a migration was made for every change."""
    with engine.connect() as connection:
        return list(
            compare_metadata(
                MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _compared}),
                Base.metadata,
            )
        )


def _compared(item: Any, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Full-text indexes differ by database: FTS5 keeps tables of its own, GIN is PostgreSQL's."""
    if kind == "table":
        return not str(name).startswith(FULL_TEXT_ON_SQLITE)
    return not (kind == "index" and item.dialect_kwargs.get("postgresql_using") == "gin")
