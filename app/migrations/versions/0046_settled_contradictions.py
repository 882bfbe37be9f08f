"""Reports that contradict each other are settled by somebody."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    op.add_column("visit_event", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("visit_event", sa.Column("settled_by", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("visit_event") as events:
        events.drop_column("settled_by")
        events.drop_column("settled_at")
