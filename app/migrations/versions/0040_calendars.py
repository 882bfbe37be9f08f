"""Calendars to subscribe to: their secret addresses, and a number for each publication of a plan."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.add_column("plan", sa.Column("publication", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE plan SET publication = (SELECT count(*) FROM plan AS earlier WHERE earlier.published_at IS NOT NULL AND"
        " (earlier.published_at < plan.published_at"
        " OR (earlier.published_at = plan.published_at AND earlier.number <= plan.number)))"
        " WHERE published_at IS NOT NULL"
    )
    op.create_table(
        "calendar_feed",
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_calendar_feed_rep_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rep_id", name="pk_calendar_feed"),
        sa.UniqueConstraint("token_sha256", name="uq_calendar_feed_token_sha256"),
    )


def downgrade() -> None:
    op.drop_table("calendar_feed")
    with op.batch_alter_table("plan") as plans:
        plans.drop_column("publication")
