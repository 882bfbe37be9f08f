"""What the API needs: versions and tombstones of rows, ids of contacts, kept answers, and a secret to sign with."""

import secrets

import sqlalchemy as sa
from alembic import op

from app.ids import new_id
from app.models.base import stored_now

revision = "0008"
down_revision = "0007"

_VERSIONED = ("account", "rep")


def upgrade() -> None:
    for name in _VERSIONED:
        _add_versions(name)
    _name_contacts()
    op.create_table(
        "kept_answer",
        sa.Column("request_sha256", sa.String(), nullable=False),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request_sha256", name="pk_kept_answer"),
    )
    op.create_index("ix_kept_answer_kept_at", "kept_answer", ["kept_at"])
    signing = op.create_table(
        "signing_secret",
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="pk_signing_secret"),
    )
    op.bulk_insert(signing, [{"purpose": "cursor", "secret": secrets.token_hex(32)}])


def downgrade() -> None:
    op.drop_table("signing_secret")
    op.drop_table("kept_answer")
    op.drop_index("ix_contact_id", "contact")
    with op.batch_alter_table("contact") as rows:
        rows.drop_column("id")
    # An older program knows no tombstones: it must neither plan nor send out what was deleted.
    op.execute("UPDATE account SET active = false WHERE deleted_at IS NOT NULL")
    op.execute("UPDATE rep SET field_days = '[]' WHERE deleted_at IS NOT NULL")
    for name in _VERSIONED:
        op.drop_index(f"ix_{name}_updated_at", name)
        with op.batch_alter_table(name) as rows:
            for column in ("version", "updated_at", "deleted_at"):
                rows.drop_column(column)


def _add_versions(name: str) -> None:
    """Rows that are there begin at version 1, changed now."""
    op.add_column(name, sa.Column("version", sa.Integer(), nullable=True))
    op.add_column(name, sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(name, sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    table = sa.table(name, sa.column("version"), sa.column("updated_at", sa.DateTime(timezone=True)))
    op.execute(table.update().values(version=1, updated_at=stored_now()))
    with op.batch_alter_table(name) as rows:
        rows.alter_column("version", existing_type=sa.Integer(), nullable=False)
        rows.alter_column("updated_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.create_index(f"ix_{name}_updated_at", name, ["updated_at"])


def _name_contacts() -> None:
    op.add_column("contact", sa.Column("id", sa.String(), nullable=True))
    contact = sa.table("contact", sa.column("id"), sa.column("account_id"), sa.column("position"))
    connection = op.get_bind()
    for account_id, position in connection.execute(sa.select(contact.c.account_id, contact.c.position)).all():
        this = contact.update().where(contact.c.account_id == account_id, contact.c.position == position)
        connection.execute(this.values(id=new_id("con")))
    with op.batch_alter_table("contact") as rows:
        rows.alter_column("id", existing_type=sa.String(), nullable=False)
    op.create_index("ix_contact_id", "contact", ["id"], unique=True)
