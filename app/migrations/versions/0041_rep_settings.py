"""Settings of the method of one rep, and with each plan those it was made with."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.create_table(
        "rep_settings",
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("differing", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_rep_settings_rep_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rep_id", "number", name="pk_rep_settings"),
    )
    op.add_column("plan", sa.Column("settings_by_rep", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("plan") as plans:
        plans.drop_column("settings_by_rep")
    op.drop_table("rep_settings")
