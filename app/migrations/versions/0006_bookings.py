"""Starts that were agreed with accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "booking",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("start_s", sa.Integer(), nullable=False),
        sa.Column("service_s", sa.Integer(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_booking_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_booking_rep_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("account_id", name="pk_booking"),
        sa.CheckConstraint("start_s BETWEEN 0 AND 86399", name="ck_booking_start_within_day"),
        sa.CheckConstraint("service_s BETWEEN 0 AND 86400", name="ck_booking_service_within_day"),
    )
    op.create_index("ix_booking_rep_id", "booking", ["rep_id"])
    op.create_index("ix_booking_on_day", "booking", ["on_day"])


def downgrade() -> None:
    op.drop_table("booking")
