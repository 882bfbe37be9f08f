"""Under which other ids lists tell of an account, and the run that imports a list that waits."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.create_table(
        "account_alias",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("import_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_alias_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_batch.id"], name="fk_account_alias_import_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("source", "external_id", name="pk_account_alias"),
    )
    op.create_index("ix_account_alias_account_id", "account_alias", ["account_id"])
    op.create_index("ix_account_alias_import_id", "account_alias", ["import_id"])
    with op.batch_alter_table("import_draft") as drafts:
        drafts.add_column(sa.Column("run_id", sa.String(), nullable=True))
        drafts.create_foreign_key("fk_import_draft_run_id", "plan_run", ["run_id"], ["id"], ondelete="SET NULL")
        drafts.create_index("ix_import_draft_run_id", ["run_id"])


def downgrade() -> None:
    with op.batch_alter_table("import_draft") as drafts:
        drafts.drop_index("ix_import_draft_run_id")
        drafts.drop_constraint("fk_import_draft_run_id", type_="foreignkey")
        drafts.drop_column("run_id")
    op.drop_table("account_alias")
