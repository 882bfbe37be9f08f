"""Planning runs: a plan is made in the background, one at a time, and its state can be asked for at any moment.

A run belongs to the process that took it. One that a dead process left unfinished is marked as failed at the next
start; its order is not taken up again by itself.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import DatabaseBusy
from app.ids import new_id
from app.intake.store import all_reps, listed_accounts, rejected_rows
from app.method.settings import MethodSettings
from app.models import RunRecord
from app.planning.certificate import PlanCertificate
from app.planning.certification import Certifier
from app.planning.engine import LocalEngine
from app.planning.options import PlanOptions
from app.planning.patience import patiently
from app.planning.progress import Progress
from app.planning.run import CannotPlan, plan_week
from app.planning.solving import ProofOrder
from app.planning.states import RunState
from app.planning.store import load_plan, save_plan
from app.planning.week_plan import WeekPlan

LOG = logging.getLogger("kproute.runs")
PROGRESS_EVERY_S = 0.5  # progress is a write to disk; more often nobody sees


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as it stands: queued, running, succeeded (with `plan_id`) or failed (with a code and a sentence)."""

    id: str
    state: RunState
    phase: str
    reps_done: int
    reps: int
    value_s: float | None
    plan_id: str | None
    error_code: str | None
    error_text: str | None
    error_params: Mapping[str, Any]
    created_at: datetime
    finished_at: datetime | None


def run_view(session: Session, run_id: str) -> RunView | None:
    """The run of this id, or None."""
    record = session.get(RunRecord, run_id)
    if record is None:
        return None
    return RunView(
        id=record.id,
        state=RunState(record.state),
        phase=record.phase,
        reps_done=record.reps_done,
        reps=record.reps,
        value_s=record.value_s,
        plan_id=record.plan_id,
        error_code=record.error_code,
        error_text=record.error_text,
        error_params=record.error_params,
        created_at=record.created_at,
        finished_at=record.finished_at,
    )


class PlanRuns:
    """The planning runs of this process."""

    def __init__(self, database: Database, engine: LocalEngine, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._engine = engine
        self._clock = clock
        self._queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="plan")
        self._certifier = Certifier(database, engine)

    def start_run(self, options: PlanOptions) -> str:
        """Order a plan of everything that is stored, and return the id of its run at once."""
        run_id = new_id("op")
        with self._database.write() as session:
            session.add(
                RunRecord(
                    id=run_id,
                    state=RunState.QUEUED,
                    options=options.as_json(),
                    phase="queued",
                    reps_done=0,
                    reps=0,
                    created_at=self._clock(),
                )
            )
        self._queue.submit(self._run, run_id, options)
        return run_id

    def close_abandoned(self) -> None:
        """Mark what a dead process left unfinished as failed; called once, before the first run is started."""
        with self._database.write() as session:
            session.execute(
                update(RunRecord)
                .where(RunRecord.state.in_((RunState.QUEUED, RunState.RUNNING)))
                .values(
                    state=RunState.FAILED,
                    error_code="run.interrupted",
                    error_text="The program stopped while it planned. Nothing was changed; start the plan again.",
                    finished_at=self._clock(),
                )
            )
        self._certifier.close_abandoned()

    def certify(self, plan_id: str, orders: Sequence[ProofOrder], time_s: float) -> None:
        """Prove how good a stored plan is, when its turn comes."""
        self._certifier.start(plan_id, orders, time_s)

    def close(self) -> None:
        """Wait for the run at work and drop those behind it; the next start marks them as interrupted.

        Proofs are not waited for: their plans say that they are not certified.
        """
        self._queue.shutdown(wait=True, cancel_futures=True)
        self._certifier.close()

    def _run(self, run_id: str, options: PlanOptions) -> None:
        try:
            if patiently(lambda: self._change(run_id, RunState.QUEUED, state=RunState.RUNNING)):
                self._plan(run_id, options)
        except CannotPlan as refusal:
            self._fail(run_id, refusal.code, str(refusal), refusal.params)
        except Exception:
            # The thread is the last to see it: the run must not look busy for ever.
            LOG.exception("Planning run %s failed", run_id)
            text = "Planning stopped on a fault of the program. Nothing was changed; start the plan again."
            self._fail(run_id, "run.failed", f"{text} If it happens again, report {run_id}.")

    def _plan(self, run_id: str, options: PlanOptions) -> None:
        settings = MethodSettings()
        with self._database.read() as session:
            listed, reps, rejected = listed_accounts(session), all_reps(session), rejected_rows(session)
            previous = _earlier_plan(session, options)
        planned = plan_week(
            listed,
            reps,
            settings,
            options,
            self._engine,
            rejected=rejected,
            previous=previous,
            on_progress=_Teller(lambda progress: self._tell(run_id, progress)),
        )
        plan = replace(planned.plan, certificate=PlanCertificate.running()) if options.certify_s else planned.plan
        plan_id = patiently(lambda: self._keep(run_id, plan, options, settings))
        if plan_id is not None and options.certify_s:
            self.certify(plan_id, planned.proofs, options.certify_s)

    def _keep(self, run_id: str, plan: WeekPlan, options: PlanOptions, settings: MethodSettings) -> str | None:
        """Store the plan and close its run, both or neither; returns the plan's id."""
        with self._database.write() as session:
            plan_id = save_plan(session, plan, options=options, settings=settings)
            finished = update(RunRecord).where(RunRecord.id == run_id, RunRecord.state == RunState.RUNNING)
            changed = session.execute(
                finished.values(
                    state=RunState.SUCCEEDED, plan_id=plan_id, value_s=plan.value_s, finished_at=self._clock()
                ).returning(RunRecord.id)
            )
            if changed.first() is None:
                # Another process has declared this run dead; the plan goes with it.
                session.rollback()
                return None
        return plan_id

    def _tell(self, run_id: str, progress: Progress) -> None:
        try:
            self._change(
                run_id,
                RunState.RUNNING,
                phase=progress.phase,
                reps_done=progress.reps_done,
                reps=progress.reps,
                value_s=progress.value_s,
            )
        except DatabaseBusy:
            # A long import holds the database; the plan is worth more than one step of its progress bar.
            LOG.info("Progress of run %s not written: the database is busy", run_id)

    def _fail(self, run_id: str, code: str, text: str, params: Mapping[str, object] | None = None) -> None:
        patiently(
            lambda: self._change(
                run_id,
                RunState.RUNNING,
                state=RunState.FAILED,
                error_code=code,
                error_text=text,
                error_params=dict(params or {}),
                finished_at=self._clock(),
            )
        )

    def _change(self, run_id: str, in_state: RunState, **values: object) -> bool:
        """Change the run if it is still in this state, and say whether it was."""
        with self._database.write() as session:
            changed = session.execute(
                update(RunRecord)
                .where(RunRecord.id == run_id, RunRecord.state == in_state)
                .values(**values)
                .returning(RunRecord.id)
            )
            return changed.first() is not None


def _earlier_plan(session: Session, options: PlanOptions) -> WeekPlan | None:
    """The plan to hold on to, if the order names one; raises CannotPlan where it is gone."""
    if options.previous is None:
        return None
    stored = load_plan(session, options.previous)
    if stored is None:
        raise CannotPlan("NO_EARLIER_PLAN", plan=options.previous)
    return stored.plan


class _Teller:
    """Passes progress on when a rep or a phase is finished, else at most twice a second."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._last: tuple[str, int] | None = None
        self._told_s = 0.0

    def __call__(self, progress: Progress) -> None:
        step, now_s = (progress.phase, progress.reps_done), time.monotonic()
        if step != self._last or now_s - self._told_s >= PROGRESS_EVERY_S:
            self._last, self._told_s = step, now_s
            self._tell(progress)
