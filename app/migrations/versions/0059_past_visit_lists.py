"""A past visit knows the list that told of it, so that the list can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"

KEY = "fk_past_visit_list_id"


def upgrade() -> None:
    op.create_table(
        "past_visit_list",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_past_visit_list_told_at", "past_visit_list", ["told_at"])
    with op.batch_alter_table("past_visit") as visits:
        visits.add_column(sa.Column("list_id", sa.String(), nullable=True))
        visits.create_foreign_key(KEY, "past_visit_list", ["list_id"], ["id"], ondelete="SET NULL")
        visits.create_index("ix_past_visit_list_id", ["list_id"])


def downgrade() -> None:
    with op.batch_alter_table("past_visit") as visits:
        visits.drop_index("ix_past_visit_list_id")
        visits.drop_constraint(KEY, type_="foreignkey")
        visits.drop_column("list_id")
    op.drop_index("ix_past_visit_list_told_at", "past_visit_list")
    op.drop_table("past_visit_list")
