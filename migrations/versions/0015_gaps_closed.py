"""What was found of a mail's sender is kept; interim measures and the Board's own dates are found by an index

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_INTERIM = sa.text("event IN ('ScriptProvided', 'InterimMeasureDecided', 'Expedited')")
_DATED = sa.text("board_due_on IS NOT NULL")
_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.add_column("inbound_mails", sa.Column("verdict", _JSON, server_default="{}", nullable=False))
    op.create_index("ix_history_interim", "history", ["event", "id"], postgresql_where=_INTERIM, sqlite_where=_INTERIM)
    op.create_index("ix_cases_board_due", "cases", ["board_due_on"], postgresql_where=_DATED, sqlite_where=_DATED)


def downgrade() -> None:
    op.drop_index("ix_cases_board_due", table_name="cases")
    op.drop_index("ix_history_interim", table_name="history")
    op.drop_column("inbound_mails", "verdict")
