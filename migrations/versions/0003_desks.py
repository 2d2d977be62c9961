"""Desks: saved views, drafts, and the indexes of “My work”

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_WORK = {
    "analysis_stage": ("awaited",),
    "twg_stage": ("received", "on_agenda", "confirmed"),
    "cwg_stage": ("received", "on_agenda", "confirmed", "awaiting_octt_fix"),
    "severity_stage": ("proposal_awaited", "proposed", "approved_high"),
    "certification_stage": ("awaited",),
    "maintenance_stage": ("reported", "accepted", "disputed", "fixed", "verified"),
    "distribution_stage": ("owed",),
    "board_matter_stage": ("open",),
}


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_views_name_given")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_saved_views_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("person_id", "name", name="uq_saved_views_person_id_name"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("texts", _JSON, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_drafts_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("person_id", "place", name="uq_drafts_person_id_place"),
    )
    op.create_index("ix_drafts_saved_at", "drafts", ["saved_at"])
    for column, stages in _WORK.items():
        listed = ", ".join(f"'{stage}'" for stage in stages)
        condition = sa.text(f"{column} IN ({listed})")
        op.create_index(
            f"ix_cases_work_{column.removesuffix('_stage')}",
            "cases",
            ["due_at", "id"],
            postgresql_where=condition,
            sqlite_where=condition,
        )


def downgrade() -> None:
    for column in _WORK:
        op.drop_index(f"ix_cases_work_{column.removesuffix('_stage')}", "cases")
    op.drop_index("ix_drafts_saved_at", "drafts")
    op.drop_table("drafts")
    op.drop_table("saved_views")
