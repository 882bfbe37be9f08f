"""What accounts were before an import, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    with op.batch_alter_table("import_batch") as imports:
        imports.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "import_undo",
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_batch.id"], name="fk_import_undo_import_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_import_undo_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("import_id", "account_id", name="pk_import_undo"),
    )
    op.create_index("ix_import_undo_account_id", "import_undo", ["account_id"])
    op.create_index("ix_import_undo_kept_at", "import_undo", ["kept_at"])


def downgrade() -> None:
    op.drop_table("import_undo")
    with op.batch_alter_table("import_batch") as imports:
        imports.drop_column("undone_at")
