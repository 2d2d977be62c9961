"""What was found of a mail's sender is kept; interim measures are found by an index

Revision ID: 0016
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0012"
branch_labels = None
depends_on = None

_INTERIM = sa.text("event IN ('ScriptProvided', 'InterimMeasureDecided', 'Expedited')")
_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.add_column("inbound_mails", sa.Column("verdict", _JSON, server_default="{}", nullable=False))
    op.create_index("ix_history_interim", "history", ["event", "id"], postgresql_where=_INTERIM, sqlite_where=_INTERIM)


def downgrade() -> None:
    op.drop_index("ix_history_interim", table_name="history")
    with op.batch_alter_table("inbound_mails") as batch:
        batch.drop_column("verdict")
