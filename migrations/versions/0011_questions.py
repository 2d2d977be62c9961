"""Questions: subject, the Board's own date; the register of resolutions apart from the cases that they belong to

Revision ID: 0011
Revises: 0008
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ORIGINS = "'1a', '1b', '1c'"
_SUBJECTS = "'procedure', 'specification', 'tests', 'tools', 'product_type', 'change'"
_STAGES = "'awaited', 'recorded'"


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("subject", sa.String(), nullable=True))
        cases.add_column(sa.Column("board_due_on", sa.Date(), nullable=True))
        cases.drop_constraint(op.f("ck_cases_origin_known"), type_="check")
        cases.create_check_constraint(op.f("ck_cases_origin_known"), f"origin IN ({_ORIGINS}, 'question')")
        cases.drop_constraint(op.f("ck_cases_analysis_stage_known"), type_="check")
        cases.create_check_constraint(
            op.f("ck_cases_analysis_stage_known"), f"analysis_stage IN ('not_opened', {_STAGES})"
        )
        cases.create_check_constraint(op.f("ck_cases_subject_known"), f"subject IN ({_SUBJECTS})")
        cases.create_check_constraint(
            op.f("ck_cases_a_question_has_a_subject"), "(origin = 'question') = (subject IS NOT NULL)"
        )
    op.create_table(
        "resolution_cases",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("history_seq", sa.Integer(), nullable=False),
        sa.Column("tie", sa.String(), nullable=False),
        sa.CheckConstraint("tie IN ('left', 'cited')", name=op.f("ck_resolution_cases_tie_known")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_resolution_cases_resolution_id_resolutions")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_resolution_cases_case_id_cases")),
        sa.PrimaryKeyConstraint("resolution_id", "case_id", "history_seq", name=op.f("pk_resolution_cases")),
    )
    op.create_index("ix_resolution_cases_case", "resolution_cases", ["case_id", "history_seq"])
    op.create_index(
        "uq_resolution_cases_left",
        "resolution_cases",
        ["resolution_id"],
        unique=True,
        postgresql_where=sa.text("tie = 'left'"),
        sqlite_where=sa.text("tie = 'left'"),
    )
    op.create_table(
        "resolution_references",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"],
            ["resolutions.id"],
            name=op.f("fk_resolution_references_resolution_id_resolutions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resolution_id", "reference", name=op.f("pk_resolution_references")),
    )
    op.create_index("ix_resolution_references_reference", "resolution_references", ["reference", "resolution_id"])
    op.execute(
        "INSERT INTO resolution_cases (resolution_id, case_id, history_seq, tie) "
        "SELECT id, case_id, history_seq, 'left' FROM resolutions"
    )
    _copy_references()
    with op.batch_alter_table("resolutions") as resolutions:
        resolutions.add_column(sa.Column("subject", sa.String(), nullable=True))
        resolutions.add_column(sa.Column("question", sa.String(), nullable=False, server_default=""))
        resolutions.add_column(sa.Column("superseded_by_id", sa.Integer(), nullable=True))
        resolutions.drop_constraint("uq_resolutions_case_id_history_seq", type_="unique")
        resolutions.drop_constraint(op.f("fk_resolutions_case_id_cases"), type_="foreignkey")
        resolutions.drop_column("case_id")
        resolutions.drop_column("history_seq")
        resolutions.create_foreign_key(
            op.f("fk_resolutions_superseded_by_id_resolutions"), "resolutions", ["superseded_by_id"], ["id"]
        )
        resolutions.create_check_constraint(op.f("ck_resolutions_subject_known"), f"subject IN ({_SUBJECTS})")
        resolutions.create_check_constraint(
            op.f("ck_resolutions_superseded_by_a_later_one"), "superseded_by_id IS NULL OR superseded_by_id > id"
        )
        resolutions.create_index("ix_resolutions_superseded_by", ["superseded_by_id"])


def _copy_references() -> None:
    connection = op.get_bind()
    rows = []
    for resolution_id, references in connection.execute(sa.text("SELECT id, test_references FROM resolutions")):
        listed = json.loads(references) if isinstance(references, str) else references
        rows += [{"resolution": resolution_id, "reference": reference} for reference in dict.fromkeys(listed)]
    if rows:
        insert = "INSERT INTO resolution_references (resolution_id, reference) VALUES (:resolution, :reference)"
        connection.execute(sa.text(insert), rows)


def downgrade() -> None:
    with op.batch_alter_table("resolutions") as resolutions:
        resolutions.drop_index("ix_resolutions_superseded_by")
        resolutions.drop_constraint(op.f("ck_resolutions_superseded_by_a_later_one"), type_="check")
        resolutions.drop_constraint(op.f("ck_resolutions_subject_known"), type_="check")
        resolutions.drop_constraint(op.f("fk_resolutions_superseded_by_id_resolutions"), type_="foreignkey")
        resolutions.drop_column("superseded_by_id")
        resolutions.drop_column("question")
        resolutions.drop_column("subject")
        resolutions.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        resolutions.add_column(sa.Column("history_seq", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE resolutions SET "
        "case_id = (SELECT case_id FROM resolution_cases WHERE resolution_id = resolutions.id AND tie = 'left'), "
        "history_seq = (SELECT history_seq FROM resolution_cases WHERE resolution_id = resolutions.id AND tie = 'left')"
    )
    with op.batch_alter_table("resolutions") as resolutions:
        resolutions.alter_column("case_id", nullable=False, existing_type=sa.Integer())
        resolutions.alter_column("history_seq", nullable=False, existing_type=sa.Integer())
        resolutions.create_foreign_key(op.f("fk_resolutions_case_id_cases"), "cases", ["case_id"], ["id"])
        resolutions.create_unique_constraint("uq_resolutions_case_id_history_seq", ["case_id", "history_seq"])
    op.drop_table("resolution_references")
    op.drop_table("resolution_cases")
    with op.batch_alter_table("cases") as cases:
        cases.drop_constraint(op.f("ck_cases_a_question_has_a_subject"), type_="check")
        cases.drop_constraint(op.f("ck_cases_subject_known"), type_="check")
        cases.drop_constraint(op.f("ck_cases_analysis_stage_known"), type_="check")
        cases.create_check_constraint(op.f("ck_cases_analysis_stage_known"), f"analysis_stage IN ({_STAGES})")
        cases.drop_constraint(op.f("ck_cases_origin_known"), type_="check")
        cases.create_check_constraint(op.f("ck_cases_origin_known"), f"origin IN ({_ORIGINS})")
        cases.drop_column("board_due_on")
        cases.drop_column("subject")
