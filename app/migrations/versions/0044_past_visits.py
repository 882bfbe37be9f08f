"""Visits of before our plans, told by lists."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.create_table(
        "past_visit",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('done', 'skipped', 'cancelled')", name="ck_past_visit_outcome_known"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_past_visit_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_past_visit_rep_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("account_id", "outcome", "on_day", name="pk_past_visit"),
    )
    op.create_index("ix_past_visit_rep_id", "past_visit", ["rep_id"])


def downgrade() -> None:
    op.drop_table("past_visit")
