"""The queue of runs, plans and imports: ordered once, claimed with a lease, ended once. Who calls commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.hooks.outbox import announce
from app.hooks.words import EventType
from app.ids import new_id
from app.models import RunFileRecord, RunRecord
from app.runs.states import Lane, RunKind, RunState

LEASE = timedelta(seconds=30)  # a worker that does not renew it is taken for dead
MOST_ATTEMPTS = 3  # of a run whose workers died; then the order is poison
GAVE_UP = (
    "It was begun three times, and each time the program that worked on it ended before it was done. Nothing was"
    " changed. Try fewer accounts at once, or report it with the list."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that is this worker's as long as nobody else has begun a later attempt."""

    run_id: str
    attempt: int
    order: Mapping[str, Any]  # as JSON has it


class Order(Protocol):
    """What a run is to do."""

    def as_json(self) -> dict[str, Any]: ...


class CannotRun(Exception):
    """The order cannot be carried out; the sentence, or `code` and `params`, say why and what to do instead."""

    def __init__(self, code: str, sentence: str, **params: object) -> None:
        super().__init__(sentence)
        self.code, self.params = code, params


class Standing(Enum):
    """What a worker hears when it renews its lease."""

    OURS = "ours"
    CANCELLED = "cancelled"  # end it, with what there is
    LOST = "lost"  # somebody else's, or over: throw the work away


def order_run(session: Session, order: Order, lane: Lane, at: datetime, *, kind: RunKind = RunKind.PLAN) -> str:
    """Put an order in the queue and return its run's id."""
    run_id = new_id("op")
    session.add(
        RunRecord(
            id=run_id,
            kind=kind,
            state=RunState.QUEUED,
            lane=lane,
            attempt=0,
            options=order.as_json(),
            phase="queued",
            reps_done=0,
            reps=0,
            created_at=at,
        )
    )
    return run_id


def somebody_waits(session: Session, lane: Lane) -> bool:
    """Whether there is something to claim in the lane, without claiming it."""
    return session.scalars(_waiting(lane, _moment(session))).first() is not None


def claim_run(session: Session, lane: Lane) -> Claim | None:
    """Take the run that has waited longest in the lane; None where none waits.

    A run whose worker stopped renewing its lease waits again. One that was cancelled meanwhile, or has used up its
    attempts, ends here.
    """
    now = _moment(session)
    while (run := session.scalars(_waiting(lane, now).with_for_update(skip_locked=True)).first()) is not None:
        if run.cancel_asked_at is None and run.attempt < MOST_ATTEMPTS:
            run.state, run.attempt, run.lease_until = RunState.RUNNING, run.attempt + 1, now + LEASE
            run.started_at, run.reps_done, run.of_reps = now, 0, []
            run.value_s, run.expected_at = None, None
            return Claim(run.id, run.attempt, run.options)
        run.lease_until, run.finished_at = None, now
        if run.cancel_asked_at is not None:
            run.state = RunState.CANCELLED
        else:
            run.state, run.error_code, run.error_text = RunState.FAILED, "run.gave_up", GAVE_UP
            _announce_failure(session, run.id, run.kind, run.error_code, now)
        session.flush()
        _drop_file(session, run.id)
    return None


def _waiting(lane: Lane, now: datetime) -> Select[RunRecord]:
    nobody_works = and_(RunRecord.state == RunState.RUNNING, RunRecord.lease_until < now)
    waits = or_(RunRecord.state == RunState.QUEUED, nobody_works)
    return select(RunRecord).where(RunRecord.lane == lane, waits).order_by(RunRecord.created_at, RunRecord.id).limit(1)


def renew_lease(session: Session, claim: Claim) -> Standing:
    """Say that the run is still worked on, and hear whether it should be."""
    asked = session.execute(
        update(RunRecord)
        .where(*_ours(claim))
        .values(lease_until=_moment(session) + LEASE)
        .returning(RunRecord.cancel_asked_at)
    ).first()
    if asked is None:
        return Standing.LOST
    return Standing.OURS if asked[0] is None else Standing.CANCELLED


def change_run(session: Session, claim: Claim, **values: object) -> bool:
    """Change the run if it is still this worker's, and say whether it was.

    A `state` that ends it gives the lease back.
    """
    ends = False
    if values.get("state", RunState.RUNNING) is not RunState.RUNNING:
        values["lease_until"] = None
        ends = values["state"] is not RunState.QUEUED
    changed = session.execute(
        update(RunRecord)
        .where(*_ours(claim))
        .values(**values)
        .returning(RunRecord.kind, RunRecord.error_code, RunRecord.finished_at)
    ).first()
    if changed is not None and ends:
        _drop_file(session, claim.run_id)
        if changed.error_code is not None:
            _announce_failure(session, claim.run_id, changed.kind, changed.error_code, changed.finished_at)
    return changed is not None


def hand_back(session: Session, claim: Claim) -> None:
    """Put a run that was only begun back in the queue, as if this attempt had not been."""
    change_run(session, claim, state=RunState.QUEUED, attempt=claim.attempt - 1, phase="queued", started_at=None)


def cancel_run(session: Session, run_id: str, at: datetime) -> bool:
    """End the run: at once where it waits, soon and with its best plan where it runs. False where there is none."""
    run = session.scalars(select(RunRecord).where(RunRecord.id == run_id).with_for_update()).first()
    if run is None:
        return False
    if run.state == RunState.QUEUED:
        run.state, run.finished_at, run.cancel_asked_at = RunState.CANCELLED, at, at
        _drop_file(session, run.id)
    elif run.state == RunState.RUNNING and run.cancel_asked_at is None:
        run.cancel_asked_at = at
    return True


def _announce_failure(session: Session, run_id: str, kind: str, code: str, at: datetime) -> None:
    event = EventType.PLAN_FAILED if kind == RunKind.PLAN else EventType.IMPORT_FAILED
    announce(session, event, run_id, at, url=f"/api/v1/operations/{run_id}", code=code)


def _drop_file(session: Session, run_id: str) -> None:
    """Nobody needs the file of a run that is over."""
    session.execute(delete(RunFileRecord).where(RunFileRecord.run_id == run_id))


def _ours(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (
        RunRecord.id == claim.run_id,
        RunRecord.attempt == claim.attempt,
        RunRecord.state == RunState.RUNNING,
    )


def _moment(session: Session) -> datetime:
    """Now, by the one clock that all workers of a database share; SQLite's workers share a machine."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return now
