"""Accounts that are one customer: redirects, what both were before, and pairs that are two."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    op.create_table(
        "account_redirect",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("kept_id", sa.String(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("account_id <> kept_id", name="ck_account_redirect_leads_elsewhere"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_account_redirect_account_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["kept_id"], ["account.id"], name="fk_account_redirect_kept_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name="pk_account_redirect"),
    )
    op.create_index("ix_account_redirect_kept_id", "account_redirect", ["kept_id"])
    op.create_table(
        "merge_undo",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("kept_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_merge_undo_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["kept_id"], ["account.id"], name="fk_merge_undo_kept_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name="pk_merge_undo"),
    )
    op.create_index("ix_merge_undo_kept_id", "merge_undo", ["kept_id"])
    op.create_index("ix_merge_undo_merged_at", "merge_undo", ["merged_at"])
    op.create_table(
        "accounts_apart",
        sa.Column("one_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.CheckConstraint("one_id < other_id", name="ck_accounts_apart_in_order"),
        sa.ForeignKeyConstraint(["one_id"], ["account.id"], name="fk_accounts_apart_one_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["account.id"], name="fk_accounts_apart_other_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("one_id", "other_id", name="pk_accounts_apart"),
    )
    op.create_index("ix_accounts_apart_other_id", "accounts_apart", ["other_id"])


def downgrade() -> None:
    op.drop_table("accounts_apart")
    op.drop_table("merge_undo")
    op.drop_table("account_redirect")
