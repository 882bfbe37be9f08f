"""What steers a plan, where its stops lie and what they bring, and what each of its days is for its rep."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    op.add_column("plan", sa.Column("steering", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("route", sa.Column("kind", sa.String(), nullable=True))
    op.add_column("stop", sa.Column("area", sa.String(), nullable=True))
    op.add_column("stop", sa.Column("is_without_business", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("stop", sa.Column("result", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("stop", "result")
    op.drop_column("stop", "is_without_business")
    op.drop_column("stop", "area")
    op.drop_column("route", "kind")
    op.drop_column("plan", "steering")
