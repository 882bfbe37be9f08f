"""Deals in the making, and every change of them."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0047"

STAGES = "'identified', 'contacted', 'met_kp', 'solution_shown', 'negotiating', 'signed', 'growing'"


def upgrade() -> None:
    op.create_table(
        "opportunity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("close_on", sa.Date(), nullable=True),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("help_wanted", sa.String(), nullable=False),
        sa.Column("help_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("help_asked_by", sa.String(), nullable=True),
        sa.Column("help_answer", sa.String(), nullable=False),
        sa.Column("help_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("help_answered_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"stage IN ({STAGES})", name="ck_opportunity_stage_known"),
        sa.CheckConstraint("value >= 0", name="ck_opportunity_value_not_negative"),
        sa.CheckConstraint("(help_wanted = '') = (help_asked_at IS NULL)", name="ck_opportunity_help_asked_whole"),
        sa.CheckConstraint(
            "(help_answer = '') = (help_answered_at IS NULL)", name="ck_opportunity_help_answered_whole"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_opportunity_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_opportunity"),
    )
    op.create_index("ix_opportunity_account_id", "opportunity", ["account_id"])
    op.create_index("ix_opportunity_help_asked_at", "opportunity", ["help_asked_at"])
    op.create_table(
        "opportunity_change",
        sa.Column("opportunity_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name="fk_opportunity_change_opportunity_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("opportunity_id", "number", name="pk_opportunity_change"),
    )


def downgrade() -> None:
    op.drop_table("opportunity_change")
    op.drop_table("opportunity")
