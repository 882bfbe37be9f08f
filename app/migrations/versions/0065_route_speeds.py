"""How fast one gets along at each hour of a route's day."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    op.add_column("route", sa.Column("speed_pct", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("route", "speed_pct")
