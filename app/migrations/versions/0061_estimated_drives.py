"""Of each drive of a route, whether it is estimated from the straight line."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    op.add_column("stop", sa.Column("drive_is_estimated", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("route", sa.Column("back_is_estimated", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    op.drop_column("route", "back_is_estimated")
    op.drop_column("stop", "drive_is_estimated")
