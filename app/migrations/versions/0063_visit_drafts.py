"""Lists of past visits are looked through as lists of accounts are, and what became of their rows is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"

KNOWN = "kind IN ('accounts', 'visits')"
LIST = "fk_import_draft_visit_list_id"


def upgrade() -> None:
    with op.batch_alter_table("past_visit_list") as lists:
        lists.add_column(sa.Column("known", sa.Integer(), nullable=False, server_default="0"))
        lists.add_column(sa.Column("rejected", sa.Integer(), nullable=False, server_default="0"))
        lists.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("past_visit_list") as lists:
        lists.alter_column("known", server_default=None)
        lists.alter_column("rejected", server_default=None)
    with op.batch_alter_table("import_draft") as drafts:
        drafts.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="accounts"))
        drafts.add_column(sa.Column("visit_list_id", sa.String(), nullable=True))
        drafts.create_check_constraint(op.f("ck_import_draft_kind_known"), KNOWN)
        drafts.create_foreign_key(LIST, "past_visit_list", ["visit_list_id"], ["id"], ondelete="SET NULL")
        drafts.create_index("ix_import_draft_visit_list_id", ["visit_list_id"])
    with op.batch_alter_table("import_draft") as drafts:
        drafts.alter_column("kind", server_default=None)
    with op.batch_alter_table("import_columns") as columns:
        columns.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="accounts"))
        columns.create_check_constraint(op.f("ck_import_columns_kind_known"), KNOWN)
        columns.drop_constraint("pk_import_columns", type_="primary")
        columns.create_primary_key("pk_import_columns", ["kind", "source", "names_sha256"])
    with op.batch_alter_table("import_columns") as columns:
        columns.alter_column("kind", server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM import_columns WHERE kind <> 'accounts'")
    op.execute("DELETE FROM import_draft WHERE kind <> 'accounts'")
    with op.batch_alter_table("import_columns") as columns:
        columns.drop_constraint("pk_import_columns", type_="primary")
        columns.drop_constraint(op.f("ck_import_columns_kind_known"), type_="check")
        columns.drop_column("kind")
        columns.create_primary_key("pk_import_columns", ["source", "names_sha256"])
    with op.batch_alter_table("import_draft") as drafts:
        drafts.drop_index("ix_import_draft_visit_list_id")
        drafts.drop_constraint(LIST, type_="foreignkey")
        drafts.drop_constraint(op.f("ck_import_draft_kind_known"), type_="check")
        drafts.drop_column("visit_list_id")
        drafts.drop_column("kind")
    op.execute("DELETE FROM past_visit_list WHERE undone_at IS NOT NULL")
    with op.batch_alter_table("past_visit_list") as lists:
        lists.drop_column("undone_at")
        lists.drop_column("rejected")
        lists.drop_column("known")
