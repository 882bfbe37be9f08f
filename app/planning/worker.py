"""Who works on planning runs: claims one after the other, keeps its lease, and stores the plan and its end together.

Any number of workers may work on one database. A run whose worker died is claimed anew when its lease is over; a worker
that comes back late finds that a later attempt has begun, and its plan is thrown away.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db import Database
from app.errors import DatabaseBusy
from app.intake.store import all_reps, listed_accounts, rejected_rows
from app.method.settings import MethodSettings
from app.planning.certificate import PlanCertificate
from app.planning.certification import Certifier
from app.planning.engine import PlanningEngine
from app.planning.lease import Lease
from app.planning.options import PlanOptions
from app.planning.patience import patiently
from app.planning.progress import Progress
from app.planning.run import CannotPlan, plan_week
from app.planning.run_queue import Claim, Standing, change_run, claim_run, hand_back, somebody_waits
from app.planning.states import Lane, RunState
from app.planning.store import load_plan, save_plan
from app.planning.week_plan import WeekPlan

LOG = logging.getLogger("kproute.runs")
LOOK_EVERY_S = 1.0  # for orders of other processes
PROGRESS_EVERY_S = 0.5  # progress is a write to disk; more often nobody sees
AROUND_S = 4.0  # before and after the searches: children start, reasons are found, the plan is stored
SHARING = 1.25  # of the searches' time, with what is offered once more


class PlanWorker:
    """A thread that plans the orders of one lane."""

    def __init__(
        self,
        lane: Lane,
        database: Database,
        engine: PlanningEngine,
        certifier: Certifier,
        clock: Callable[[], datetime],
    ) -> None:
        self._lane, self._database, self._engine, self._certifier = lane, database, engine, certifier
        self._clock = clock
        self._look = threading.Event()
        self._stop, self._halt = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work, or look at once whether there is something new."""
        self._look.set()
        if self._thread is None and not self._stop.is_set():
            self._thread = threading.Thread(target=self._work, name=f"plan-{self._lane}", daemon=True)
            self._thread.start()

    def stop(self, grace_s: float) -> None:
        """Take no more; what is at work after the grace goes back to the queue."""
        self._stop.set()
        self._look.set()
        if self._thread is not None and grace_s > 0:
            self._thread.join(grace_s)
        self._halt.set()

    def join(self) -> None:
        """Wait until the thread is gone."""
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            claim = self._claim()
            if claim is None:
                self._look.wait(LOOK_EVERY_S)
                self._look.clear()
            else:
                self._run(claim)

    def _claim(self) -> Claim | None:
        try:
            with self._database.read() as session:
                if not somebody_waits(session, self._lane):
                    return None
            with self._database.write() as session:
                return claim_run(session, self._lane)
        except DatabaseBusy:
            return None  # asked again in a moment
        except Exception:
            # A database that is out of reach for a while must not end the worker.
            LOG.exception("The queue of planning runs cannot be read")
            return None

    def _run(self, claim: Claim) -> None:
        LOG.info("Planning run %s, attempt %d", claim.run_id, claim.attempt)
        try:
            self._attempt(claim)
        except DatabaseBusy as trouble:
            # Nothing can be said of the run where it is stored. It is taken up again when its lease is over.
            LOG.warning("Planning run %s was left for later. %s", claim.run_id, trouble)

    def _attempt(self, claim: Claim) -> None:
        """Plan the run and store its end; raises DatabaseBusy where the database stayed out of reach for too long."""
        try:
            with Lease(self._database, claim, self._halt) as lease:
                self._plan(claim, lease)
        except DatabaseBusy:
            raise
        except CannotPlan as refusal:
            self._fail(claim, refusal.code, str(refusal), dict(refusal.params))
        except Exception:
            # The thread is the last to see it: the run must not look busy for ever.
            LOG.exception("Planning run %s failed", claim.run_id)
            text = "Planning stopped on a fault of the program. Nothing was changed; start the plan again."
            self._fail(claim, "run.failed", f"{text} If it happens again, report {claim.run_id}.", {})

    def _plan(self, claim: Claim, lease: Lease) -> None:
        options, settings = claim.options, MethodSettings()
        with self._database.read() as session:
            listed, reps, rejected = listed_accounts(session), all_reps(session), rejected_rows(session)
            previous = _earlier_plan(session, options)
        planned = plan_week(
            listed,
            reps,
            settings,
            options,
            self._engine.seat(urgent=self._lane is Lane.NOW, halted=lease.halted),
            rejected=rejected,
            previous=previous,
            on_progress=_Teller(lambda progress: self._tell(claim, progress)),
        )
        if self._halt.is_set() and lease.standing is Standing.OURS:
            patiently(lambda: self._hand_back(claim))
            return
        plan = replace(planned.plan, certificate=PlanCertificate.running()) if options.certify_s else planned.plan
        state = RunState.CANCELLED if lease.standing is Standing.CANCELLED else RunState.SUCCEEDED
        plan_id = patiently(lambda: self._keep(claim, plan, settings, state))
        if plan_id is not None and options.certify_s:
            self._certifier.start(plan_id, planned.proofs, options.certify_s)

    def _keep(self, claim: Claim, plan: WeekPlan, settings: MethodSettings, state: RunState) -> str | None:
        """Store the plan and end its run, both or neither; returns the plan's id."""
        with self._database.write() as session:
            plan_id = save_plan(session, plan, options=claim.options, settings=settings)
            ended = change_run(
                session, claim, state=state, plan_id=plan_id, value_s=plan.value_s, finished_at=self._clock()
            )
            if not ended:
                # A later attempt has begun; the plan goes with this one.
                session.rollback()
                return None
        return plan_id

    def _hand_back(self, claim: Claim) -> None:
        with self._database.write() as session:
            hand_back(session, claim)

    def _tell(self, claim: Claim, progress: Progress) -> None:
        values = {"phase": progress.phase, "reps_done": progress.reps_done, "reps": progress.reps}
        if progress.phase == "solve" and not progress.reps_done:
            values["expected_at"] = self._expected_at(claim.options, progress.reps)
        try:
            with self._database.write() as session:
                change_run(session, claim, value_s=progress.value_s, **values)
        except DatabaseBusy:
            # A long import holds the database; the plan is worth more than one step of its progress bar.
            LOG.info("Progress of run %s not written: the database is busy", claim.run_id)

    def _expected_at(self, options: PlanOptions, reps: int) -> datetime | None:
        """When the searches will be over if all take their time; None where they count rounds."""
        if options.iterations is not None:
            return None
        rounds = -(-reps // self._engine.workers)
        return self._clock() + timedelta(seconds=AROUND_S + SHARING * rounds * options.time_limit_s)

    def _fail(self, claim: Claim, code: str, text: str, params: dict[str, object]) -> None:
        def write() -> None:
            with self._database.write() as session:
                change_run(
                    session,
                    claim,
                    state=RunState.FAILED,
                    error_code=code,
                    error_text=text,
                    error_params=params,
                    finished_at=self._clock(),
                )

        patiently(write)


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
