"""Imports as runs: their kind, the import that came of one, a queue of their own, and the file until it is over."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_LANES = "lane IN ('now', 'batch', 'lists')"
_LANES_BEFORE = "lane IN ('now', 'batch')"


def upgrade() -> None:
    with op.batch_alter_table("plan_run") as runs:
        runs.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="plan"))
        runs.add_column(sa.Column("import_id", sa.String(), nullable=True))
        runs.drop_constraint(op.f("ck_plan_run_lane_known"), type_="check")
    with op.batch_alter_table("plan_run") as runs:
        runs.alter_column("kind", server_default=None)
        runs.create_check_constraint(op.f("ck_plan_run_lane_known"), _LANES)
        runs.create_check_constraint(op.f("ck_plan_run_kind_known"), "kind IN ('plan', 'import')")
        runs.create_foreign_key("fk_plan_run_import_id", "import_batch", ["import_id"], ["id"], ondelete="SET NULL")
        runs.create_index("ix_plan_run_import_id", ["import_id"])
    op.create_table(
        "run_file",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["plan_run.id"], name="fk_run_file_run_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", name="pk_run_file"),
    )


def downgrade() -> None:
    op.drop_table("run_file")
    op.execute("DELETE FROM plan_run WHERE kind = 'import'")
    with op.batch_alter_table("plan_run") as runs:
        runs.drop_index("ix_plan_run_import_id")
        runs.drop_constraint("fk_plan_run_import_id", type_="foreignkey")
        for name in ("ck_plan_run_kind_known", "ck_plan_run_lane_known"):
            runs.drop_constraint(op.f(name), type_="check")
        runs.drop_column("import_id")
        runs.drop_column("kind")
    with op.batch_alter_table("plan_run") as runs:
        runs.create_check_constraint(op.f("ck_plan_run_lane_known"), _LANES_BEFORE)
