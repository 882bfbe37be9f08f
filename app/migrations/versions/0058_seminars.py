"""Seminars, their hosts, and who is asked to them."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"

WHY = "'capped', 'far', 'unserved', 'seat_left', 'by_hand'"
STATES = "'open', 'accepted', 'declined', 'came', 'taken_out'"


def upgrade() -> None:
    op.create_table(
        "seminar",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_seminar"),
        sa.CheckConstraint("half IN ('morning', 'afternoon')", name="ck_seminar_half_known"),
        sa.CheckConstraint("seats >= 1", name="ck_seminar_seats_known"),
    )
    op.create_index("ix_seminar_on_day", "seminar", ["on_day"])
    op.create_index("ix_seminar_updated_at", "seminar", ["updated_at"])
    op.create_table(
        "seminar_host",
        sa.Column("seminar_id", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seminar_id", "rep_id", name="pk_seminar_host"),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminar.id"], name="fk_seminar_host_seminar_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_seminar_host_rep_id", ondelete="CASCADE"),
    )
    op.create_index("ix_seminar_host_rep_id", "seminar_host", ["rep_id"])
    op.create_table(
        "seminar_invitation",
        sa.Column("seminar_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("worth", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seminar_id", "account_id", name="pk_seminar_invitation"),
        sa.ForeignKeyConstraint(
            ["seminar_id"], ["seminar.id"], name="fk_seminar_invitation_seminar_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_seminar_invitation_account_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("area IN ('home', 'surroundings', 'remote')", name="ck_seminar_invitation_area_known"),
        sa.CheckConstraint("grade IN ('A', 'B', 'C')", name="ck_seminar_invitation_grade_known"),
        sa.CheckConstraint(f"why IN ({WHY})", name="ck_seminar_invitation_why_known"),
        sa.CheckConstraint(f"state IN ({STATES})", name="ck_seminar_invitation_state_known"),
    )
    op.create_index("ix_seminar_invitation_account_id", "seminar_invitation", ["account_id"])


def downgrade() -> None:
    op.drop_table("seminar_invitation")
    op.drop_table("seminar_host")
    op.drop_table("seminar")
