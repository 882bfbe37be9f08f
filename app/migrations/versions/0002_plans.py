"""Plans: visits, shifts, routes, stops, the ledger, publications and runs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_visit_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
        sa.UniqueConstraint("account_id", "week_on", "number", name="uq_visit_account_id_week_on_number"),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_shift_rep_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_shift"),
        sa.UniqueConstraint("rep_id", "on_day", name="uq_shift_rep_id_on_day"),
    )
    op.create_index("ix_shift_on_day", "shift", ["on_day"], unique=False)
    op.create_table(
        "plan",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("value_s", sa.Double(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('draft', 'published', 'superseded')", name="ck_plan_status_known"),
        sa.CheckConstraint("days BETWEEN 1 AND 28", name="ck_plan_days_known"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sa.UniqueConstraint("number", name="uq_plan_number"),
    )
    op.create_index("ix_plan_week_on", "plan", ["week_on"], unique=False)
    op.create_table(
        "route",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("shift_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rep_name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("shift_start_s", sa.Integer(), nullable=False),
        sa.Column("shift_end_s", sa.Integer(), nullable=False),
        sa.Column("start_name", sa.String(), nullable=False),
        sa.Column("start_lat", sa.Double(), nullable=False),
        sa.Column("start_lon", sa.Double(), nullable=False),
        sa.Column("end_name", sa.String(), nullable=False),
        sa.Column("end_lat", sa.Double(), nullable=False),
        sa.Column("end_lon", sa.Double(), nullable=False),
        sa.Column("depart_s", sa.Integer(), nullable=False),
        sa.Column("return_s", sa.Integer(), nullable=False),
        sa.Column("lunch_s", sa.Integer(), nullable=True),
        sa.Column("lunch_duration_s", sa.Integer(), nullable=False),
        sa.Column("back_s", sa.Integer(), nullable=False),
        sa.Column("back_m", sa.Integer(), nullable=False),
        sa.Column("travel_source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_route_plan_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name="fk_route_shift_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_route"),
        sa.UniqueConstraint("plan_id", "shift_id", name="uq_route_plan_id_shift_id"),
    )
    op.create_index("ix_route_shift_id", "route", ["shift_id"], unique=False)
    op.create_table(
        "stop",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("route_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("is_appointment", sa.Boolean(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("open_spans_s", sa.JSON(), nullable=False),
        sa.Column("drive_s", sa.Integer(), nullable=False),
        sa.Column("drive_m", sa.Integer(), nullable=False),
        sa.Column("arrival_s", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Integer(), nullable=False),
        sa.Column("departure_s", sa.Integer(), nullable=False),
        sa.Column("detour_s", sa.Integer(), nullable=False),
        sa.Column("worth", sa.JSON(), nullable=False),
        sa.CheckConstraint("category IN ('prospect', 'maintenance', 'signed')", name="ck_stop_category_known"),
        sa.CheckConstraint("due IN ('overdue', 'due', 'not_due', 'no_interval')", name="ck_stop_due_known"),
        sa.CheckConstraint("grade IN ('A', 'B', 'C')", name="ck_stop_grade_known"),
        sa.ForeignKeyConstraint(["route_id"], ["route.id"], name="fk_stop_route_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_stop_visit_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_stop"),
        sa.UniqueConstraint("route_id", "position", name="uq_stop_route_id_position"),
    )
    op.create_index("ix_stop_visit_id", "stop", ["visit_id"], unique=False)
    op.create_table(
        "ledger_row",
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('routed', 'unserved', 'gated', 'rejected')", name="ck_ledger_row_outcome_known"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_ledger_row_plan_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "position", name="pk_ledger_row"),
    )
    op.create_table(
        "publication",
        sa.Column("shift_id", sa.String(), nullable=False),
        sa.Column("route_id", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["route_id"], ["route.id"], name="fk_publication_route_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name="fk_publication_shift_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shift_id", name="pk_publication"),
    )
    op.create_index("ix_publication_route_id", "publication", ["route_id"], unique=False)
    op.create_table(
        "plan_run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("reps_done", sa.Integer(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("value_s", sa.Double(), nullable=True),
        sa.Column("plan_id", sa.String(), nullable=True),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("error_text", sa.String(), nullable=True),
        sa.Column("error_params", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'failed') = (error_code IS NOT NULL)", name="ck_plan_run_failed_with_code"),
        sa.CheckConstraint(
            "(state IN ('succeeded', 'failed')) = (finished_at IS NOT NULL)", name="ck_plan_run_finished_when_over"
        ),
        sa.CheckConstraint("state IN ('queued', 'running', 'succeeded', 'failed')", name="ck_plan_run_state_known"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_run_plan_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_run"),
    )
    op.create_index("ix_plan_run_plan_id", "plan_run", ["plan_id"], unique=False)


def downgrade() -> None:
    for table in ("plan_run", "publication", "ledger_row", "stop", "route", "plan", "shift", "visit"):
        op.drop_table(table)
