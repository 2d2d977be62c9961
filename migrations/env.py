"""Alembic's environment: the connection and the metadata are handed in by whoever runs it."""

from alembic import context
from sqlalchemy import Connection, text

_LOCK = 7_203_114  # any number, the same in every process


def _render(kind: str, item: object, _context: object) -> str | bool:
    """Revisions never import the app: its type for moments is written as the plain column that it is."""
    return "sa.DateTime(timezone=True)" if type(item).__name__ == "UTCDateTime" else False


def _hold_foreign_keys(connection: Connection, *, hold: bool) -> None:
    """SQLite changes a table by making it anew, and would delete what refers to the old one with it.

    Outside of a transaction only: within one, SQLite does not heed the pragma.
    """
    connection.connection.cursor().execute(f"PRAGMA foreign_keys = {'ON' if hold else 'OFF'}")


def run(connection: Connection) -> None:
    """Upgrade or compare; on PostgreSQL one process at a time, since Alembic itself does not wait."""
    postgresql = connection.dialect.name == "postgresql"
    if not postgresql:
        _hold_foreign_keys(connection, hold=False)
    if postgresql:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.commit()
    try:
        context.configure(
            connection=connection,
            target_metadata=context.config.attributes.get("target_metadata"),
            render_as_batch=not postgresql,
            compare_type=True,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    finally:
        if not postgresql:
            _hold_foreign_keys(connection, hold=True)
        if postgresql:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
            connection.commit()


run(context.config.attributes["connection"])
