"""Runs as those see them who order, watch or cancel them; `worker` is who works on them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import SHELL, Identity
from app.access.scope import sees_all_of
from app.db import Database
from app.engines.engine import PlanningEngine
from app.models import RunRecord
from app.planning.certification import Certifier
from app.planning.options import PlanOptions
from app.planning.progress import RepProgress, RepState
from app.planning.proving_again import ask_again, proofs_again
from app.planning.solving import ProofOrder
from app.runs.import_work import ImportWork
from app.runs.plan_work import PlanWork
from app.runs.run_queue import cancel_run, order_run
from app.runs.states import Lane, RunKind, RunState
from app.runs.worker import RunWorker, Work


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as it stands: succeeded with a plan or an import, failed with a code and a sentence, or cancelled."""

    id: str
    kind: RunKind
    state: RunState
    lane: Lane
    attempt: int
    phase: str
    reps_done: int
    reps: int
    value_s: float | None
    of_reps: tuple[RepProgress, ...]
    expected_at: datetime | None
    cancel_asked: bool
    plan_id: str | None
    import_id: str | None
    error_code: str | None
    error_text: str | None
    error_params: Mapping[str, Any]
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None


def run_view(session: Session, run_id: str) -> RunView | None:
    """The run of this id, or None."""
    record = session.get(RunRecord, run_id)
    if record is None:
        return None
    return RunView(
        id=record.id,
        kind=RunKind(record.kind),
        state=RunState(record.state),
        lane=Lane(record.lane),
        attempt=record.attempt,
        phase=record.phase,
        reps_done=record.reps_done,
        reps=record.reps,
        value_s=record.value_s,
        of_reps=tuple(RepProgress(rep["rep_id"], RepState(rep["state"]), rep["value_s"]) for rep in record.of_reps),
        expected_at=record.expected_at,
        cancel_asked=record.cancel_asked_at is not None,
        plan_id=record.plan_id,
        import_id=record.import_id,
        error_code=record.error_code,
        error_text=record.error_text,
        error_params=record.error_params,
        created_at=record.created_at,
        finished_at=record.finished_at,
    )


def seen_run(session: Session, identity: Identity, run_id: str) -> RunView | None:
    """The run of this id, if it plans nobody whom the identity does not see; a list that is imported is everybody's."""
    record = session.get(RunRecord, run_id)
    if record is None or not (
        identity.sees_everything
        or (record.kind == RunKind.PLAN and sees_all_of(session, identity, PlanOptions.from_json(record.options).reps))
    ):
        return None
    return run_view(session, run_id)


def lane_of(options: PlanOptions) -> Lane:
    """Somebody waits for a plan that holds on to an earlier one; a fresh week can wait for others."""
    return Lane.BATCH if options.previous is None else Lane.NOW


class PlanRuns:
    """The door to planning runs, with a worker of this process behind it for each lane."""

    def __init__(self, database: Database, engine: PlanningEngine, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._certifier = Certifier(database, engine)
        plan = partial(PlanWork, database, engine, self._certifier, clock)
        work: dict[Lane, Work] = {
            Lane.NOW: plan(urgent=True),
            Lane.BATCH: plan(urgent=False),
            Lane.LISTS: ImportWork(database, clock),
        }
        self._workers = {lane: RunWorker(lane, database, do, clock) for lane, do in work.items()}

    def start(self) -> None:
        """Take up what waits: orders of a process that is gone among them."""
        self._certifier.close_abandoned()
        for worker in self._workers.values():
            worker.start()

    def start_run(self, options: PlanOptions, lane: Lane = Lane.BATCH, by: Identity = SHELL) -> str:
        """Order a plan, and return the id of its run at once."""
        with self._database.write() as session:
            run_id = order_run(session, options, lane, self._clock())
            note_deed(session, by, "plan.ordered", run_id, self._clock())
        self.wake(lane)
        return run_id

    def wake(self, lane: Lane) -> None:
        """Have somebody look whether there is an order in the lane."""
        self._workers[lane].start()

    def cancel(self, run_id: str, by: Identity = SHELL) -> bool:
        """End a run; one at work ends within seconds, with the best plan found until then. False: none is seen."""
        with self._database.write() as session:
            found = seen_run(session, by, run_id) is not None
            if found:
                cancel_run(session, run_id, self._clock())
                note_deed(session, by, "plan.cancelled", run_id, self._clock())
        return found

    def prove_again(self, plan_id: str, by: Identity) -> None:
        """Prove a plan whose proof broke off or was left unfinished, as far as what it was made from is still so."""
        with self._database.read() as session:
            again = proofs_again(session, plan_id)
        with self._database.write() as session:
            begins = ask_again(session, by, plan_id, again, self._clock())
        if begins and again is not None:
            self.certify(again.plan_id, again.orders, again.time_s)

    def certify(self, plan_id: str, orders: Sequence[ProofOrder], time_s: float) -> None:
        """Prove how good a stored plan is, when its turn comes."""
        self._certifier.start(plan_id, orders, time_s)

    def close(self, grace_s: float = 0.0) -> None:
        """Let the runs at work finish within the grace; those that do not go back to the queue, for whoever is next.

        Proofs are not waited for: their plans say that they are not certified.
        """
        for worker in self._workers.values():
            worker.stop(grace_s)
        for worker in self._workers.values():
            worker.join()
        self._certifier.close()
