"""Who was erased, and the secret behind the hashes that tell him again."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prints", sa.JSON(), nullable=False),
        sa.Column("scrubbed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('account', 'contact', 'rep', 'manager')", name=op.f("ck_erasure_kind_known")),
        sa.PrimaryKeyConstraint("subject_id", name="pk_erasure"),
    )
    signing = sa.table("signing_secret", sa.column("purpose"), sa.column("secret"))
    op.bulk_insert(signing, [{"purpose": "erasure", "secret": secrets.token_hex(32)}])


def downgrade() -> None:
    op.execute("DELETE FROM signing_secret WHERE purpose = 'erasure'")
    op.drop_table("erasure")
