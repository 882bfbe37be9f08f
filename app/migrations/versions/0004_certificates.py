"""Certificates, the days a plan keeps from an earlier one, and how near together the stops of a day lie."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_OF_PLANS, _OF_ROUTES = ("certificate", "earlier"), ("within_m", "across_m")


def upgrade() -> None:
    for name in _OF_PLANS:
        op.add_column("plan", sa.Column(name, sa.JSON(), nullable=True))
    for name in _OF_ROUTES:
        op.add_column("route", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    for table, names in (("route", _OF_ROUTES), ("plan", _OF_PLANS)):
        with op.batch_alter_table(table) as rows:
            for name in names:
                rows.drop_column(name)
