"""Releases in versions that nothing changes, their files, cases and forwardings; files of letters; joined tickets

Revision ID: 0010
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_KEPT = (
    "id, number, version, kind, title, text, available_on, active_on, final, details, laboratory_ids, withdrawn, reason, "
    "case_id, event_seq, case_part, recorded_at, recorded_by"
)
_BEFORE = ("not_opened", "reported", "accepted", "disputed", "fixed", "verified", "released", "dropped")


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _never_change() -> None:
    """P-57: a version is never changed; only that it was sent, and that the next one was, is noted, each once."""
    if _postgresql():
        op.execute(
            "CREATE FUNCTION refuse_changed_release() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF to_jsonb(NEW) - 'sent_at' - 'replaced_at' <> to_jsonb(OLD) - 'sent_at' - 'replaced_at' "
            "OR OLD.sent_at <> NEW.sent_at OR OLD.replaced_at <> NEW.replaced_at THEN "
            "RAISE EXCEPTION 'releases_never_change' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER releases_never_change BEFORE UPDATE ON releases "
            "FOR EACH ROW EXECUTE FUNCTION refuse_changed_release()"
        )
        return
    op.execute(
        f"CREATE TRIGGER releases_never_change BEFORE UPDATE OF {_KEPT} ON releases FOR EACH ROW "
        "BEGIN SELECT RAISE(ABORT, 'releases_never_change'); END"
    )


def _stages(*known: str) -> None:
    """The check of a ticket's stages; SQLite makes the table anew."""
    listed = ", ".join(f"'{stage}'" for stage in known)
    with op.batch_alter_table("cases") as cases:
        cases.drop_constraint(op.f("ck_cases_maintenance_stage_known"), type_="check")
        cases.create_check_constraint(op.f("ck_cases_maintenance_stage_known"), f"maintenance_stage IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("available_on", sa.Date(), nullable=False),
        sa.Column("active_on", sa.Date(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("details", _JSON, nullable=False),
        sa.Column("laboratory_ids", _JSON, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("event_seq", sa.Integer(), nullable=True),
        sa.Column("case_part", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('erratum', 'octt', 'document', 'test_cases', 'script', 'octt_bug')",
            name=op.f("ck_releases_kind_known"),
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_releases_title_given")),
        sa.CheckConstraint("version = 1 OR reason <> ''", name=op.f("ck_releases_next_has_reason")),
        sa.CheckConstraint("active_on >= available_on", name=op.f("ck_releases_active_once_available")),
        sa.CheckConstraint("replaced_at IS NULL OR sent_at IS NOT NULL", name=op.f("ck_releases_replaced_once_sent")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_releases_version_counts")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_releases_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint("number", "version", name="uq_releases_number_version"),
    )
    op.create_index("ix_releases_case", "releases", ["case_id", "event_seq"], unique=False)
    op.create_index("ix_releases_sent", "releases", ["sent_at", "id"], unique=False)
    op.create_table(
        "release_cases",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_release_cases_case_id_cases")),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_release_cases_release_id_releases")),
        sa.PrimaryKeyConstraint("release_id", "case_id", name=op.f("pk_release_cases")),
    )
    op.create_index(op.f("ix_release_cases_case_id"), "release_cases", ["case_id"], unique=False)
    op.create_table(
        "release_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_release_files_name_given")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_release_files_sha256_length")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_release_files_size_counted")),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_release_files_release_id_releases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_files")),
    )
    op.create_index(op.f("ix_release_files_release_id"), "release_files", ["release_id"], unique=False)
    op.create_table(
        "release_forwardings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("laboratory_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("vendors", sa.Integer(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.CheckConstraint("vendors >= 1", name=op.f("ck_release_forwardings_vendors_counted")),
        sa.ForeignKeyConstraint(
            ["laboratory_id"], ["laboratories.id"], name=op.f("fk_release_forwardings_laboratory_id_laboratories")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_release_forwardings_release_id_releases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_forwardings")),
    )
    op.create_index(op.f("ix_release_forwardings_release_id"), "release_forwardings", ["release_id"], unique=False)
    _never_change()
    _stages(*_BEFORE, "joined")
    op.add_column("cases", sa.Column("ticket_of", sa.String(), nullable=False, server_default=""))
    op.create_index(
        "ix_cases_ticket_of",
        "cases",
        ["ticket_of"],
        unique=False,
        postgresql_where=sa.text("ticket_of <> ''"),
        sqlite_where=sa.text("ticket_of <> ''"),
    )
    op.add_column("obligations", sa.Column("release_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_obligations_of_laboratories",
        "obligations",
        ["laboratory_id", "id"],
        unique=False,
        postgresql_where=sa.text("release_id IS NOT NULL"),
        sqlite_where=sa.text("release_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_obligations_release_id"), "obligations", ["release_id"], unique=False)
    op.add_column("outbox", sa.Column("attachments", _JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("outbox", "attachments")
    op.drop_index(op.f("ix_obligations_release_id"), table_name="obligations")
    op.drop_index(
        "ix_obligations_of_laboratories",
        table_name="obligations",
        postgresql_where=sa.text("release_id IS NOT NULL"),
        sqlite_where=sa.text("release_id IS NOT NULL"),
    )
    op.drop_column("obligations", "release_id")
    op.drop_index(
        "ix_cases_ticket_of",
        table_name="cases",
        postgresql_where=sa.text("ticket_of <> ''"),
        sqlite_where=sa.text("ticket_of <> ''"),
    )
    op.drop_column("cases", "ticket_of")
    op.execute("UPDATE cases SET maintenance_stage = 'reported' WHERE maintenance_stage = 'joined'")
    _stages(*_BEFORE)
    op.drop_index(op.f("ix_release_forwardings_release_id"), table_name="release_forwardings")
    op.drop_table("release_forwardings")
    op.drop_index(op.f("ix_release_files_release_id"), table_name="release_files")
    op.drop_table("release_files")
    op.drop_index(op.f("ix_release_cases_case_id"), table_name="release_cases")
    op.drop_table("release_cases")
    op.drop_index("ix_releases_sent", table_name="releases")
    op.drop_index("ix_releases_case", table_name="releases")
    op.drop_table("releases")
    if _postgresql():
        op.execute("DROP FUNCTION refuse_changed_release()")
