"""Assistants, who help one team or several."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0065"

ROLE_KNOWN = "ck_person_role_known"  # step 10 gave its rules their table's name twice, and so does this one


def upgrade() -> None:
    with op.batch_alter_table("person") as people:
        people.drop_constraint(ROLE_KNOWN, type_="check")
        people.create_check_constraint(ROLE_KNOWN, "role IN ('manager', 'director', 'assistant')")
    op.create_table(
        "assistant_team",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_assistant_team_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_assistant_team_team_id"),
        sa.PrimaryKeyConstraint("person_id", "team_id", name="pk_assistant_team"),
    )
    op.create_index("ix_assistant_team_team_id", "assistant_team", ["team_id"])


def downgrade() -> None:
    """An older program knows no assistants: they go, and with them their ways in."""
    op.drop_table("assistant_team")
    op.execute("DELETE FROM session WHERE person_id IN (SELECT id FROM person WHERE role = 'assistant')")
    op.execute("DELETE FROM sign_in_link WHERE person_id IN (SELECT id FROM person WHERE role = 'assistant')")
    op.execute("DELETE FROM person WHERE role = 'assistant'")
    with op.batch_alter_table("person") as people:
        people.drop_constraint(ROLE_KNOWN, type_="check")
        people.create_check_constraint(ROLE_KNOWN, "role IN ('manager', 'director')")
