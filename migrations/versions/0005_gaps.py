"""The words by which the texts of cases are found; whom a case is assigned to

`issuetracker init` fills the words of the cases that are there: how they are read is the program's.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
_OLD = "INSERT INTO case_words_index(case_words_index, rowid, words, neutral) VALUES ('delete', old.id, old.words, old.neutral)"
_NEW = "INSERT INTO case_words_index(rowid, words, neutral) VALUES (new.id, new.words, new.neutral)"
# The index holds no text of its own: it follows the table by these, as SQLite's manual has it (FTS5, 4.4.3).
_FTS5 = (
    "CREATE VIRTUAL TABLE case_words_index USING fts5(words, neutral, content='case_words', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 2')",
    f"CREATE TRIGGER case_words_added AFTER INSERT ON case_words BEGIN {_NEW}; END",
    f"CREATE TRIGGER case_words_removed AFTER DELETE ON case_words BEGIN {_OLD}; END",
    f"CREATE TRIGGER case_words_changed AFTER UPDATE ON case_words BEGIN {_OLD}; {_NEW}; END",
)


def upgrade() -> None:
    op.create_table(
        "case_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("history_seq", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("words", _WORDS, nullable=False),
        sa.Column("neutral", _WORDS, nullable=True),
        sa.CheckConstraint(
            "kind IN ('report', 'analysis', 'message', 'file', 'resolution')", name=op.f("ck_case_words_kind_known")
        ),
        sa.CheckConstraint(
            "visibility IN ('oca', 'laboratory', 'vendor', 'parties')", name=op.f("ck_case_words_visibility_known")
        ),
        sa.CheckConstraint("neutral IS NULL OR kind = 'report'", name=op.f("ck_case_words_members_read_the_report")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_words_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_case_words_author_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_words")),
        sa.UniqueConstraint("case_id", "history_seq", name="uq_case_words_case_id_history_seq"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for column in ("words", "neutral"):
            op.create_index(f"ix_case_words_{column}", "case_words", [column], postgresql_using="gin")
    else:
        for statement in _FTS5:
            op.execute(statement)

    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("assignee_id", sa.Integer(), nullable=True))
        cases.create_foreign_key(op.f("fk_cases_assignee_id_people"), "people", ["assignee_id"], ["id"])
        cases.create_index("ix_cases_assignee_due", ["assignee_id", "case_stage", "due_at", "id"])


def downgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.drop_index("ix_cases_assignee_due")
        cases.drop_constraint(op.f("fk_cases_assignee_id_people"), type_="foreignkey")
        cases.drop_column("assignee_id")
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE case_words_index")
    op.drop_table("case_words")
