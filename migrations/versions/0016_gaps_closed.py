"""What was found of a mail's sender is kept

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

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.add_column("inbound_mails", sa.Column("verdict", _JSON, server_default="{}", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("inbound_mails") as batch:
        batch.drop_column("verdict")
