"""Notices: their numbers, pauses, the vendors' links, contacts that vendors propose

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TO_ACKNOWLEDGE = sa.text("to_acknowledge AND acknowledged_at IS NULL")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default="")


def upgrade() -> None:
    for column in (
        _text("number"),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        _text("paused_by"),
        _text("paused_why"),
    ):
        op.add_column("tellings", column)
    op.execute(
        "UPDATE tellings SET number = (SELECT c.number FROM cases c WHERE c.id = tellings.case_id) || '-N' || "
        "(SELECT count(*) FROM tellings t WHERE t.case_id = tellings.case_id AND t.event_seq <= tellings.event_seq)"
    )
    op.create_index("ix_tellings_number", "tellings", ["number"], unique=True)
    op.add_column("notice_contacts", sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "notice_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telling_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=False),
        sa.CheckConstraint("edition >= 1", name=op.f("ck_notice_links_edition_counts")),
        sa.ForeignKeyConstraint(["telling_id"], ["tellings.id"], name=op.f("fk_notice_links_telling_id_tellings")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_notice_links_vendor_id_vendors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_links")),
        sa.UniqueConstraint("telling_id", "vendor_id", name="uq_notice_links_telling_id_vendor_id"),
    )
    op.create_index(
        "ix_obligations_to_acknowledge",
        "obligations",
        ["letter", "accepted_at"],
        unique=False,
        postgresql_where=_TO_ACKNOWLEDGE,
        sqlite_where=_TO_ACKNOWLEDGE,
    )


def downgrade() -> None:
    op.drop_index("ix_obligations_to_acknowledge", table_name="obligations")
    op.drop_table("notice_links")
    op.drop_column("notice_contacts", "proposed_at")
    op.drop_index("ix_tellings_number", table_name="tellings")
    for name in ("paused_why", "paused_by", "paused_at", "number"):
        op.drop_column("tellings", name)
