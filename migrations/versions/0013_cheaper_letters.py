"""Letters on their way: those that are being sent are found by state, and no index of what hardly any letter has

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('queued', 'sending')")
_SELDOM = (("outbox", "dispute_id"), ("obligations", "dispute_id"), ("obligations", "release_id"))


def upgrade() -> None:
    for table, column in _SELDOM:
        _make_anew(table, column, sa.text(f"{column} IS NOT NULL"))
    _make_due_index("state", "next_attempt_at")


def downgrade() -> None:
    for table, column in _SELDOM:
        _make_anew(table, column, None)
    _make_due_index("next_attempt_at")


def _make_anew(table: str, column: str, where: sa.TextClause | None) -> None:
    name = op.f(f"ix_{table}_{column}")
    op.drop_index(name, table_name=table)
    op.create_index(name, table, [column], unique=False, postgresql_where=where, sqlite_where=where)


def _make_due_index(*columns: str) -> None:
    op.drop_index("ix_outbox_due", table_name="outbox")
    op.create_index("ix_outbox_due", "outbox", list(columns), postgresql_where=_OPEN, sqlite_where=_OPEN)
