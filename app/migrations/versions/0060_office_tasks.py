"""What people say of an account's task, and the grounds of its three answers."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    op.create_table(
        "task_word",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("saying", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("to_role", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "saying IN ('done', 'later', 'handover', 'note', 'reopened')", name="ck_task_word_saying_known"
        ),
        sa.CheckConstraint("to_role IN ('rep', 'assistant')", name="ck_task_word_to_role_known"),
        sa.CheckConstraint("(saying = 'later') = (until_on IS NOT NULL)", name="ck_task_word_later_until"),
        sa.CheckConstraint("(saying = 'handover') = (to_role IS NOT NULL)", name="ck_task_word_handed_over_to"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_task_word_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_task_word"),
    )
    op.create_index("ix_task_word_account_id", "task_word", ["account_id"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("leg", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.CheckConstraint("leg IN ('authority', 'ability_to_pay', 'need')", name="ck_evidence_leg_known"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_evidence_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_account_id", "evidence", ["account_id"])


def downgrade() -> None:
    op.drop_table("evidence")
    op.drop_table("task_word")
