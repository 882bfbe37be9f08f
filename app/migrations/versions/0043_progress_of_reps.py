"""How far a run has come for each rep, so that it is still known when its page is opened again."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    with op.batch_alter_table("plan_run") as runs:
        runs.add_column(sa.Column("of_reps", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("plan_run") as runs:
        runs.alter_column("of_reps", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("plan_run") as runs:
        runs.drop_column("of_reps")
