"""How reps look at their own weeks."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    op.create_table(
        "self_review",
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("won", sa.String(), nullable=False),
        sa.Column("lost", sa.String(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_self_review_rep_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rep_id", "week_on", name="pk_self_review"),
    )


def downgrade() -> None:
    op.drop_table("self_review")
