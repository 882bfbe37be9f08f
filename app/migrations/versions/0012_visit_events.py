"""What happened on visits."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_KINDS = "kind IN ('arrived', 'done', 'skipped', 'delayed', 'cancelled', 'note', 'debrief', 'next_step')"
_FLAGS = "flag IN ('done_although_cancelled', 'cancelled_although_done')"


def upgrade() -> None:
    op.create_table(
        "visit_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=True),
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("flag", sa.String(), nullable=True),
        sa.Column("blanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(_KINDS, name=op.f("ck_visit_event_kind_known")),
        sa.CheckConstraint(_FLAGS, name=op.f("ck_visit_event_flag_known")),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_visit_event_located_whole")),
        sa.CheckConstraint("lat IS NULL OR kind = 'arrived'", name=op.f("ck_visit_event_located_at_check_in")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_visit_event_visit_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_visit_event_rep_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_visit_event"),
        sa.UniqueConstraint("visit_id", "number", name="uq_visit_event_visit_id_number"),
    )
    op.create_index("ix_visit_event_received_at", "visit_event", ["received_at"])
    op.create_index("ix_visit_event_rep_id", "visit_event", ["rep_id"])


def downgrade() -> None:
    op.drop_table("visit_event")
