"""People: teams, managers who sign in, six-digit codes, sessions that can be listed, keys with scopes and an end."""

import json
import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0010"
down_revision = "0009"

_INSTANT = sa.DateTime(timezone=True)
_ALL_SCOPES = (
    "lists:read",
    "lists:write",
    "plans:read",
    "plans:run",
    "routes:read",
    "visits:write",
    "webhooks:manage",
)


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        *_versioned(),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("name", name="uq_team_name"),
    )
    op.create_index("ix_team_updated_at", "team", ["updated_at"])
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        *_versioned(),
        sa.CheckConstraint("role IN ('manager', 'director')", name="ck_person_role_known"),
        sa.CheckConstraint("(role = 'manager') = (team_id IS NOT NULL)", name="ck_person_manager_of_a_team"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_person_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("login", name="uq_person_login"),
    )
    op.create_index("ix_person_team_id", "person", ["team_id"])
    op.create_index("ix_person_updated_at", "person", ["updated_at"])
    op.create_table(
        "sign_in_tries",
        sa.Column("key_sha256", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key_sha256", name="pk_sign_in_tries"),
    )
    with op.batch_alter_table("rep") as reps:
        reps.add_column(sa.Column("team_id", sa.String(), nullable=True))
        reps.create_foreign_key("fk_rep_team_id", "team", ["team_id"], ["id"], ondelete="SET NULL")
        reps.create_index("ix_rep_team_id", ["team_id"])
    with op.batch_alter_table("sign_in_link") as links:
        links.add_column(sa.Column("person_id", sa.String(), nullable=True))
        links.add_column(sa.Column("code_sign", sa.String(), nullable=True))
        _point_to_person(links, "sign_in_link")
        links.create_index("ix_sign_in_link_code_sign", ["code_sign"])
    _upgrade_sessions()
    with op.batch_alter_table("api_key") as keys:
        keys.add_column(sa.Column("scopes", sa.JSON(), nullable=False, server_default=json.dumps(_ALL_SCOPES)))
        keys.add_column(sa.Column("created_by", sa.String(), nullable=True))
        keys.add_column(sa.Column("expires_at", _INSTANT, nullable=True))
        keys.add_column(sa.Column("used_at", _INSTANT, nullable=True))
    with op.batch_alter_table("api_key") as keys:
        keys.alter_column("scopes", server_default=None)
    signing = sa.table("signing_secret", sa.column("purpose"), sa.column("secret"))
    op.bulk_insert(
        signing, [{"purpose": purpose, "secret": secrets.token_hex(32)} for purpose in ("code", "invitation")]
    )


def downgrade() -> None:
    op.execute("DELETE FROM signing_secret WHERE purpose IN ('code', 'invitation')")
    with op.batch_alter_table("api_key") as keys:
        for column in ("used_at", "expires_at", "created_by", "scopes"):
            keys.drop_column(column)
    op.execute("DELETE FROM session WHERE person_id IS NOT NULL")
    with op.batch_alter_table("session") as sessions:
        _forget_person(sessions, "session")
        sessions.drop_constraint("uq_session_id", type_="unique")
        for column in ("proved_at", "seen_at", "device", "person_id", "id"):
            sessions.drop_column(column)
    op.execute("DELETE FROM sign_in_link WHERE person_id IS NOT NULL")
    with op.batch_alter_table("sign_in_link") as links:
        links.drop_index("ix_sign_in_link_code_sign")
        _forget_person(links, "sign_in_link")
        links.drop_column("code_sign")
        links.drop_column("person_id")
    with op.batch_alter_table("rep") as reps:
        reps.drop_index("ix_rep_team_id")
        reps.drop_constraint("fk_rep_team_id", type_="foreignkey")
        reps.drop_column("team_id")
    op.drop_table("sign_in_tries")
    op.drop_table("person")
    op.drop_table("team")


def _versioned() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.Column("deleted_at", _INSTANT, nullable=True),
    )


def _point_to_person(table: BatchOperations, name: str) -> None:
    table.create_foreign_key(f"fk_{name}_person_id", "person", ["person_id"], ["id"], ondelete="CASCADE")
    table.create_index(f"ix_{name}_person_id", ["person_id"])
    table.create_check_constraint(op.f(f"ck_{name}_names_one_person"), "rep_id IS NULL OR person_id IS NULL")


def _forget_person(table: BatchOperations, name: str) -> None:
    table.drop_constraint(op.f(f"ck_{name}_names_one_person"), type_="check")
    table.drop_index(f"ix_{name}_person_id")
    table.drop_constraint(f"fk_{name}_person_id", type_="foreignkey")


def _upgrade_sessions() -> None:
    """Sessions stay open; each gets a name made from its token's hash."""
    with op.batch_alter_table("session") as sessions:
        sessions.add_column(sa.Column("id", sa.String(), nullable=True))
        sessions.add_column(sa.Column("person_id", sa.String(), nullable=True))
        sessions.add_column(sa.Column("device", sa.String(), nullable=True))
        sessions.add_column(sa.Column("seen_at", _INSTANT, nullable=True))
        sessions.add_column(sa.Column("proved_at", _INSTANT, nullable=True))
    op.execute(
        "UPDATE session SET id = 'ses_' || substr(token_sha256, 1, 32), seen_at = created_at, proved_at = created_at"
    )
    with op.batch_alter_table("session") as sessions:
        for column, kind in (("id", sa.String()), ("seen_at", _INSTANT), ("proved_at", _INSTANT)):
            sessions.alter_column(column, existing_type=kind, nullable=False)
        sessions.create_unique_constraint("uq_session_id", ["id"])
        _point_to_person(sessions, "session")
