"""The office: what it did to people and parties; an index for reports

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_ENDED = sa.text("ended_at IS NOT NULL")
_DEEDS = "'added', 'changed', 'invited', 'let_in_no_more', 'let_in_again', 'sessions_ended', 'second_factor_reset'"


def upgrade() -> None:
    op.create_table(
        "desk_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("changes", _JSON, nullable=False),
        sa.CheckConstraint("subject IN ('person', 'laboratory', 'vendor')", name=op.f("ck_desk_events_subject_known")),
        sa.CheckConstraint(f"deed IN ({_DEEDS})", name=op.f("ck_desk_events_deed_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_events")),
    )
    op.create_index("ix_desk_events_subject", "desk_events", ["subject", "subject_id", "id"])
    op.create_index("ix_clocks_ended", "clocks", ["ended_at"], postgresql_where=_ENDED, sqlite_where=_ENDED)


def downgrade() -> None:
    op.drop_index("ix_clocks_ended", "clocks")
    op.drop_index("ix_desk_events_subject", "desk_events")
    op.drop_table("desk_events")
