"""Mail in: what came, whose mail is known, and what was answered

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("laboratory_id", sa.Integer(), nullable=True),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "pattern = lower(pattern) AND pattern LIKE '%@%'", name=op.f("ck_mail_sources_pattern_is_an_address")
        ),
        sa.CheckConstraint(
            "(CASE WHEN laboratory_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN vendor_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN blocked THEN 1 ELSE 0 END) = 1",
            name=op.f("ck_mail_sources_one_meaning"),
        ),
        sa.ForeignKeyConstraint(
            ["laboratory_id"], ["laboratories.id"], name=op.f("fk_mail_sources_laboratory_id_laboratories")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_mail_sources_vendor_id_vendors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_sources")),
        sa.UniqueConstraint("pattern", name="uq_mail_sources_pattern"),
    )
    op.create_table(
        "inbound_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("envelope_from", sa.String(), nullable=False),
        sa.Column(
            "envelope_to", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("helo", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("(state = 'received') = (done_at IS NULL)", name=op.f("ck_inbound_mails_done_at_when_done")),
        sa.CheckConstraint(
            "state <> 'quarantined' OR cause <> ''", name=op.f("ck_inbound_mails_cause_when_quarantined")
        ),
        sa.CheckConstraint(
            "state IN ('received', 'filed', 'appended', 'incomplete', 'quarantined', 'dispute', 'bounce', 'automatic', 'duplicate', 'discarded')",
            name=op.f("ck_inbound_mails_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('filed', 'appended') OR case_id IS NOT NULL", name=op.f("ck_inbound_mails_case_when_filed")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_inbound_mails_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["first_id"], ["inbound_mails.id"], name=op.f("fk_inbound_mails_first_id_inbound_mails")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name=op.f("fk_inbound_mails_letter_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_mails")),
        sa.UniqueConstraint("sha256", name="uq_inbound_mails_sha256"),
    )
    op.create_index(op.f("ix_inbound_mails_case_id"), "inbound_mails", ["case_id"], unique=False)
    op.create_index(
        "ix_inbound_mails_content_sha256",
        "inbound_mails",
        ["content_sha256"],
        unique=True,
        postgresql_where=sa.text("state <> 'duplicate'"),
        sqlite_where=sa.text("state <> 'duplicate'"),
    )
    op.create_index(
        "ix_inbound_mails_for_people",
        "inbound_mails",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state IN ('quarantined', 'incomplete', 'dispute')"),
        sqlite_where=sa.text("state IN ('quarantined', 'incomplete', 'dispute')"),
    )
    op.create_index(op.f("ix_inbound_mails_letter_id"), "inbound_mails", ["letter_id"], unique=False)
    op.create_index("ix_inbound_mails_message_id", "inbound_mails", ["message_id"], unique=False)
    op.create_index("ix_inbound_mails_sender", "inbound_mails", ["sender", "stored_at"], unique=False)
    op.create_index("ix_inbound_mails_state", "inbound_mails", ["state", "id"], unique=False)
    op.create_index("ix_inbound_mails_stored", "inbound_mails", ["stored_at", "id"], unique=False)
    op.create_index(
        "ix_inbound_mails_waiting",
        "inbound_mails",
        ["not_before", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'received'"),
        sqlite_where=sa.text("state = 'received'"),
    )
    op.create_table(
        "mail_answers",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("letter_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["inbound_mails.id"], name=op.f("fk_mail_answers_mail_id_inbound_mails")),
        sa.PrimaryKeyConstraint("address", "cause", "day", name=op.f("pk_mail_answers")),
    )
    op.create_index("ix_mail_answers_letter_key", "mail_answers", ["letter_key"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_mail_answers_letter_key", table_name="mail_answers")
    op.drop_table("mail_answers")
    op.drop_index(
        "ix_inbound_mails_waiting",
        table_name="inbound_mails",
        postgresql_where=sa.text("state = 'received'"),
        sqlite_where=sa.text("state = 'received'"),
    )
    op.drop_index("ix_inbound_mails_state", table_name="inbound_mails")
    op.drop_index("ix_inbound_mails_stored", table_name="inbound_mails")
    op.drop_index("ix_inbound_mails_sender", table_name="inbound_mails")
    op.drop_index("ix_inbound_mails_message_id", table_name="inbound_mails")
    op.drop_index(op.f("ix_inbound_mails_letter_id"), table_name="inbound_mails")
    op.drop_index(
        "ix_inbound_mails_for_people",
        table_name="inbound_mails",
        postgresql_where=sa.text("state IN ('quarantined', 'incomplete', 'dispute')"),
        sqlite_where=sa.text("state IN ('quarantined', 'incomplete', 'dispute')"),
    )
    op.drop_index(
        "ix_inbound_mails_content_sha256",
        table_name="inbound_mails",
        postgresql_where=sa.text("state <> 'duplicate'"),
        sqlite_where=sa.text("state <> 'duplicate'"),
    )
    op.drop_index(op.f("ix_inbound_mails_case_id"), table_name="inbound_mails")
    op.drop_table("inbound_mails")
    op.drop_table("mail_sources")
