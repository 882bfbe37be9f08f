"""A plan keeps a sum of what its proof rests on, so that a proof can be asked for again."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"


def upgrade() -> None:
    op.add_column("plan", sa.Column("proofs_sum", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("plan", "proofs_sum")
