"""Planning runs that outlive the process that works on them: leases, attempts, lanes, and being cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_COLUMNS = (
    sa.Column("lane", sa.String(), nullable=False, server_default="batch"),
    sa.Column("attempt", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
    sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
)
_RULES = {
    "ck_plan_run_state_known": "state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')",
    "ck_plan_run_lane_known": "lane IN ('now', 'batch')",
    "ck_plan_run_finished_when_over": "(state IN ('queued', 'running')) = (finished_at IS NULL)",
    "ck_plan_run_leased_while_running": "(state = 'running') = (lease_until IS NOT NULL)",
}
_RULES_BEFORE = {
    "ck_plan_run_state_known": "state IN ('queued', 'running', 'succeeded', 'failed')",
    "ck_plan_run_finished_when_over": "(state IN ('succeeded', 'failed')) = (finished_at IS NOT NULL)",
}


# Step 2 gave its rules their table's name twice: only here are names final, and marked so by `op.f`.


def upgrade() -> None:
    # What the older program left half done is begun again: its lease ended long ago.
    with op.batch_alter_table("plan_run") as runs:
        for name in _RULES_BEFORE:
            runs.drop_constraint(name, type_="check")
        for column in _COLUMNS:
            runs.add_column(column)
    op.execute("UPDATE plan_run SET state = 'queued' WHERE state = 'running'")
    with op.batch_alter_table("plan_run") as runs:
        for name in ("lane", "attempt"):
            runs.alter_column(name, server_default=None)
        for name, rule in _RULES.items():
            runs.create_check_constraint(op.f(name), rule)
        runs.create_index("ix_plan_run_state", ["state"])


def downgrade() -> None:
    op.execute(
        "UPDATE plan_run SET state = 'failed', error_code = 'run.cancelled', error_text = 'It was cancelled.'"
        " WHERE state = 'cancelled'"
    )
    with op.batch_alter_table("plan_run") as runs:
        runs.drop_index("ix_plan_run_state")
        for name in _RULES:
            runs.drop_constraint(op.f(name), type_="check")
        for name, rule in _RULES_BEFORE.items():
            runs.create_check_constraint(name, rule)
        for column in _COLUMNS:
            runs.drop_column(column.name)
