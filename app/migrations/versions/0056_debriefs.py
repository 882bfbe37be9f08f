"""What a debrief changed of its account, so that a correction can take it back."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    with op.batch_alter_table("visit_event") as batch:
        batch.add_column(sa.Column("changed", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("visit_event") as batch:
        batch.drop_column("changed")
