"""Disputes: rows, history, statements, evidence and copies; letters that are about one

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reporter", sa.String(), nullable=False),
        sa.Column("laboratory_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("laboratory_asked_until", sa.Date(), nullable=True),
        sa.Column("vendor_asked_until", sa.Date(), nullable=True),
        sa.Column("history_seq", sa.Integer(), nullable=False),
        sa.Column("history_head", sa.String(), nullable=False),
        sa.CheckConstraint("(stage = 'ended') = (ending <> '')", name=op.f("ck_disputes_ending_when_ended")),
        sa.CheckConstraint(
            "ending = '' OR ending IN ('not_admissible', 'decided', 'withdrawn', 'settled')",
            name=op.f("ck_disputes_ending_known"),
        ),
        sa.CheckConstraint("reporter IN ('laboratory', 'vendor')", name=op.f("ck_disputes_reporter_known")),
        sa.CheckConstraint(
            "stage IN ('reported', 'admitted', 'proposed', 'decided', 'ended')", name=op.f("ck_disputes_stage_known")
        ),
        sa.CheckConstraint("subject <> ''", name=op.f("ck_disputes_subject_given")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_disputes_version_counts")),
        sa.ForeignKeyConstraint(
            ["laboratory_id"], ["laboratories.id"], name=op.f("fk_disputes_laboratory_id_laboratories")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_disputes_vendor_id_vendors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("number", name="uq_disputes_number"),
    )
    op.create_index("ix_disputes_laboratory", "disputes", ["laboratory_id", "id"], unique=False)
    op.create_index("ix_disputes_stage", "disputes", ["stage", "id"], unique=False)
    op.create_index("ix_disputes_vendor", "disputes", ["vendor_id", "id"], unique=False)
    op.create_table(
        "dispute_advisers",
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("adviser", sa.String(), nullable=False),
        sa.Column("awaited", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "adviser IN ('twg', 'cwg', 'technical_editors')", name=op.f("ck_dispute_advisers_adviser_known")
        ),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_advisers_dispute_id_disputes")),
        sa.PrimaryKeyConstraint("dispute_id", "adviser", name=op.f("pk_dispute_advisers")),
    )
    op.create_table(
        "dispute_cases",
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_cases_dispute_id_disputes")),
        sa.PrimaryKeyConstraint("dispute_id", "case_number", name=op.f("pk_dispute_cases")),
    )
    op.create_index(op.f("ix_dispute_cases_case_number"), "dispute_cases", ["case_number"], unique=False)
    op.create_table(
        "dispute_correctives",
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.CheckConstraint("owner IN ('laboratory', 'vendor', 'oca')", name=op.f("ck_dispute_correctives_owner_known")),
        sa.CheckConstraint(
            "stage IN ('open', 'reported_done', 'confirmed')", name=op.f("ck_dispute_correctives_stage_known")
        ),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_correctives_dispute_id_disputes")
        ),
        sa.PrimaryKeyConstraint("dispute_id", "number", name=op.f("pk_dispute_correctives")),
    )
    op.create_index("ix_dispute_correctives_due", "dispute_correctives", ["due_on"], unique=False)
    op.create_table(
        "dispute_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_dispute_files_name_given")),
        sa.CheckConstraint("side IN ('laboratory', 'vendor')", name=op.f("ck_dispute_files_side_known")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_dispute_files_sha256_length")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_dispute_files_size_counted")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_files_dispute_id_disputes")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["people.id"], name=op.f("fk_dispute_files_uploaded_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_files")),
    )
    op.create_index(op.f("ix_dispute_files_dispute_id"), "dispute_files", ["dispute_id"], unique=False)
    op.create_table(
        "dispute_history",
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("calendar", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("payload", _JSON, nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_dispute_history_hash_is_sha256")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_dispute_history_seq_counts")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_dispute_history_actor_id_people")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_history_dispute_id_disputes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_history")),
        sa.UniqueConstraint("dispute_id", "seq", name="uq_dispute_history_dispute_id_seq"),
    )
    op.create_index("ix_dispute_history_at", "dispute_history", ["at"], unique=False)
    op.create_table(
        "dispute_recusals",
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_recusals_dispute_id_disputes")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_dispute_recusals_person_id_people")),
        sa.PrimaryKeyConstraint("dispute_id", "person_id", name=op.f("pk_dispute_recusals")),
    )
    op.create_index(op.f("ix_dispute_recusals_person_id"), "dispute_recusals", ["person_id"], unique=False)
    op.create_table(
        "dispute_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("history_seq", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_dispute_statements_body_given")),
        sa.CheckConstraint("side IN ('laboratory', 'vendor')", name=op.f("ck_dispute_statements_side_known")),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_statements_dispute_id_disputes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_statements")),
        sa.UniqueConstraint("dispute_id", "history_seq", name="uq_dispute_statements_dispute_id_history_seq"),
    )
    op.add_column("obligations", sa.Column("dispute_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_obligations_dispute_id"), "obligations", ["dispute_id"], unique=False)
    op.add_column("outbox", sa.Column("dispute_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_outbox_dispute_id"), "outbox", ["dispute_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_outbox_dispute_id"), table_name="outbox")
    op.drop_column("outbox", "dispute_id")
    op.drop_index(op.f("ix_obligations_dispute_id"), table_name="obligations")
    op.drop_column("obligations", "dispute_id")
    op.drop_table("dispute_statements")
    op.drop_index(op.f("ix_dispute_recusals_person_id"), table_name="dispute_recusals")
    op.drop_table("dispute_recusals")
    op.drop_index("ix_dispute_history_at", table_name="dispute_history")
    op.drop_table("dispute_history")
    op.drop_index(op.f("ix_dispute_files_dispute_id"), table_name="dispute_files")
    op.drop_table("dispute_files")
    op.drop_index("ix_dispute_correctives_due", table_name="dispute_correctives")
    op.drop_table("dispute_correctives")
    op.drop_index(op.f("ix_dispute_cases_case_number"), table_name="dispute_cases")
    op.drop_table("dispute_cases")
    op.drop_table("dispute_advisers")
    op.drop_index("ix_disputes_vendor", table_name="disputes")
    op.drop_index("ix_disputes_stage", table_name="disputes")
    op.drop_index("ix_disputes_laboratory", table_name="disputes")
    op.drop_table("disputes")
