"""What people settle on a plan by hand: locks, rules broken on purpose, and the version that was changed."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.add_column("plan", sa.Column("by_hand", sa.JSON(), nullable=True))
    op.add_column("plan", sa.Column("changed_from", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("plan") as plans:
        plans.drop_column("changed_from")
        plans.drop_column("by_hand")
