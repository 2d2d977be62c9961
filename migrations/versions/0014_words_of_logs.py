"""What the clock has found in a file that tells whose it is: serial numbers, devices, tokens

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_UNREAD = sa.text("tells_of IS NULL")


def upgrade() -> None:
    op.add_column("files", sa.Column("tells_of", sa.JSON(none_as_null=True), nullable=True))
    op.create_index("ix_files_unread", "files", ["id"], unique=False, postgresql_where=_UNREAD, sqlite_where=_UNREAD)


def downgrade() -> None:
    op.drop_index("ix_files_unread", table_name="files")
    op.drop_column("files", "tells_of")
