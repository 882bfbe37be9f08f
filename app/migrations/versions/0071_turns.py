"""A stop knows which of its account's visits in the plan it is."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"


def upgrade() -> None:
    with op.batch_alter_table("stop") as stops:
        stops.add_column(sa.Column("turn", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    with op.batch_alter_table("stop") as stops:
        stops.drop_column("turn")
