"""The settings of the method as a manager changes them."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.create_table(
        "method_settings",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("differing", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_method_settings"),
    )


def downgrade() -> None:
    op.drop_table("method_settings")
