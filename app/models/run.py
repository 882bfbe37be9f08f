"""Runs: an order to plan or to import, who works on it, how far it got, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant, one_of
from app.runs.states import Lane, RunKind, RunState


class RunRecord(Base):
    """A run is worked on by whoever holds its lease; `attempt` counts the holders, so that a late one is known."""

    __tablename__ = "plan_run"
    __table_args__ = (
        one_of("kind", RunKind),
        one_of("state", RunState),
        one_of("lane", Lane),
        CheckConstraint("(state IN ('queued', 'running')) = (finished_at IS NULL)", name="finished_when_over"),
        CheckConstraint("(state = 'failed') = (error_code IS NOT NULL)", name="failed_with_code"),
        CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="leased_while_running"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    lane: Mapped[str]
    attempt: Mapped[int]
    lease_until: Mapped[datetime | None] = mapped_column(UtcInstant)
    cancel_asked_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    phase: Mapped[str]
    reps_done: Mapped[int]
    reps: Mapped[int]
    value_s: Mapped[float | None]
    of_reps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # how far planning is for each
    expected_at: Mapped[datetime | None] = mapped_column(UtcInstant)  # when it will be over, as far as can be told
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plan.id", ondelete="SET NULL"), index=True)
    import_id: Mapped[str | None] = mapped_column(ForeignKey("import_batch.id", ondelete="SET NULL"), index=True)
    error_code: Mapped[str | None]
    error_text: Mapped[str | None]  # in English; who speaks another language words it from code and params
    error_params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    started_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    finished_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class RunFileRecord(Base):
    """The list that a run is to import; it goes when the run is over."""

    __tablename__ = "run_file"

    run_id: Mapped[str] = mapped_column(ForeignKey("plan_run.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes]
