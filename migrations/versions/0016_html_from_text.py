"""The HTML of a letter is made of its text when it is sent

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("outbox", "html")


def downgrade() -> None:
    op.add_column("outbox", sa.Column("html", sa.String(), nullable=False, server_default=""))
