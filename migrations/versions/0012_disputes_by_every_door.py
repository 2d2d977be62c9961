"""Disputes by every door: repeated reports, webhooks, links of vendors' contacts, mails that report one

Revision ID: 0012
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ONE = "(case_id IS NULL) <> (dispute_id IS NULL)"
_OPEN = sa.text("state IN ('queued', 'sending')")
# Table, what its check is called, and the columns that a dispute stands in once.
_TABLES = (
    ("idempotent_requests", "made_one", ()),
    ("webhook_deliveries", "about_one", ("webhook_id", "dispute_id", "seq")),
    ("case_links", "of_one", ("dispute_id", "email")),
)


def upgrade() -> None:
    op.drop_index("ix_webhook_deliveries_due", table_name="webhook_deliveries")  # SQLite forgets its condition
    for table, check, once in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
            batch.add_column(sa.Column("dispute_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_dispute_id_disputes"), "disputes", ["dispute_id"], ["id"])
            batch.create_check_constraint(op.f(f"ck_{table}_{check}"), _ONE)
            if once:
                batch.create_unique_constraint(f"uq_{table}_{'_'.join(once)}", list(once))
    _make_due_index()
    op.add_column("inbound_mails", sa.Column("dispute_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_inbound_mails_dispute_id"), "inbound_mails", ["dispute_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_inbound_mails_dispute_id"), table_name="inbound_mails")
    op.drop_column("inbound_mails", "dispute_id")
    op.drop_index("ix_webhook_deliveries_due", table_name="webhook_deliveries")
    for table, check, once in reversed(_TABLES):
        op.execute(sa.text(f"DELETE FROM {table} WHERE case_id IS NULL"))  # noqa: S608  (names of ours)
        with op.batch_alter_table(table) as batch:
            if once:
                batch.drop_constraint(f"uq_{table}_{'_'.join(once)}", type_="unique")
            batch.drop_constraint(op.f(f"ck_{table}_{check}"), type_="check")
            batch.drop_constraint(op.f(f"fk_{table}_dispute_id_disputes"), type_="foreignkey")
            batch.drop_column("dispute_id")
            batch.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
    _make_due_index()


def _make_due_index() -> None:
    op.create_index(
        "ix_webhook_deliveries_due",
        "webhook_deliveries",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=_OPEN,
        sqlite_where=_OPEN,
    )
