"""Which duplicates of a list that waits were said to be one account."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    with op.batch_alter_table("import_draft") as drafts:
        drafts.add_column(sa.Column("merges", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("import_draft") as drafts:
        drafts.alter_column("merges", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("import_draft") as drafts:
        drafts.drop_column("merges")
