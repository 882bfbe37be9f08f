"""Lists that wait to be looked through, and how lists of the same columns were read."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

_DATUMS = "datum IN ('wgs84', 'gcj02', 'bd09')"


def upgrade() -> None:
    op.create_table(
        "import_draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("datum", sa.String(), nullable=False),
        sa.Column("assume_qualified", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.String(), nullable=True),
        sa.CheckConstraint(_DATUMS, name=op.f("ck_import_draft_datum_known")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_batch.id"], name="fk_import_draft_import_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_import_draft"),
    )
    op.create_index("ix_import_draft_created_at", "import_draft", ["created_at"])
    op.create_index("ix_import_draft_import_id", "import_draft", ["import_id"])
    op.create_table(
        "import_columns",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("names_sha256", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("datum", sa.String(), nullable=False),
        sa.Column("assume_qualified", sa.Boolean(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_DATUMS, name=op.f("ck_import_columns_datum_known")),
        sa.PrimaryKeyConstraint("source", "names_sha256", name="pk_import_columns"),
    )


def downgrade() -> None:
    op.drop_table("import_columns")
    op.drop_table("import_draft")
