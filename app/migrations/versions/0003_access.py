"""Access: sign-in links, sessions and API keys."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "sign_in_link",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'rep') = (rep_id IS NOT NULL)", name="ck_sign_in_link_names_its_rep"),
        sa.CheckConstraint("kind IN ('rep', 'manager')", name="ck_sign_in_link_kind_known"),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_sign_in_link_rep_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_sign_in_link"),
    )
    op.create_index("ix_sign_in_link_rep_id", "sign_in_link", ["rep_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'rep') = (rep_id IS NOT NULL)", name="ck_session_names_its_rep"),
        sa.CheckConstraint("kind IN ('rep', 'manager')", name="ck_session_kind_known"),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_session_rep_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_session"),
    )
    op.create_index("ix_session_rep_id", "session", ["rep_id"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("key_sha256", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("key_sha256", name="uq_api_key_key_sha256"),
    )


def downgrade() -> None:
    for table in ("api_key", "session", "sign_in_link"):
        op.drop_table(table)
