"""Reps' hours may differ by weekday, and a day may be worked in half."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0013"

COLUMNS = ("weekday_hours", "mornings_off", "afternoons_off")


def upgrade() -> None:
    with op.batch_alter_table("rep") as table:
        for name in COLUMNS:
            table.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("rep") as table:
        for name in COLUMNS:
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("rep") as table:
        for name in reversed(COLUMNS):
            table.drop_column(name)
