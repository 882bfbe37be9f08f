"""Planning a run's order: everything stored goes in, and the plan and the end of the run are kept together."""

import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db import Database
from app.engines.engine import PlanningEngine
from app.errors import DatabaseBusy
from app.intake.method_settings import settings_in_force
from app.intake.store import all_reps, listed_accounts, rejected_rows
from app.method.settings import MethodSettings
from app.planning.certificate import PlanCertificate
from app.planning.certification import Certifier
from app.planning.concerned import concerned
from app.planning.earlier_plan import earlier_plan
from app.planning.in_force import holders_in_force
from app.planning.keeping import Earlier
from app.planning.options import PlanOptions
from app.planning.patience import patiently
from app.planning.progress import LatestTold, Progress
from app.planning.proving_again import proofs_sum, remember_sum
from app.planning.run import CannotPlan, plan_week
from app.planning.store import save_plan
from app.planning.week_plan import WeekPlan
from app.runs.lease import Lease
from app.runs.run_queue import CannotRun, Claim, Standing, change_run, hand_back
from app.runs.states import RunState
from app.travel.by_road import version_in_use

LOG = logging.getLogger("kproute.runs")
AROUND_S = 4.0  # before and after the searches: children start, reasons are found, the plan is stored
SHARING = 1.25  # of the searches' time, with what is offered once more


class PlanWork:
    """Plans what was ordered; urgent solves wait for no batch."""

    def __init__(
        self,
        database: Database,
        engine: PlanningEngine,
        certifier: Certifier,
        clock: Callable[[], datetime],
        *,
        urgent: bool,
    ) -> None:
        self._database, self._engine, self._certifier, self._clock = database, engine, certifier, clock
        self._urgent = urgent

    def __call__(self, claim: Claim, lease: Lease) -> None:
        try:
            self._plan(claim, lease)
        except CannotPlan as refusal:
            raise CannotRun(refusal.code, refusal.say(), **refusal.params) from refusal

    def _plan(self, claim: Claim, lease: Lease) -> None:
        options, begun_at = replace(PlanOptions.from_json(claim.order), roads=version_in_use()), self._clock()
        with self._database.read() as session:
            settings = settings_in_force(session)
            listed, reps, rejected = listed_accounts(session), all_reps(session), rejected_rows(session)
            previous = _earlier_plan(session, options)
            part = concerned(
                options,
                listed,
                reps,
                rejected,
                held=holders_in_force(session, options.planned_days),
                earlier=Earlier.of(previous, options),
            )
        with LatestTold(lambda progress: self._tell(claim, options, begun_at, progress)) as tell:
            planned = plan_week(
                part.listed,
                part.reps,
                settings,
                options,
                self._engine.seat(urgent=self._urgent, halted=lease.halted),
                rejected=part.aside,
                notes=part.notes,
                previous=previous,
                on_progress=tell,
            )
        if lease.is_to_stop and lease.standing is Standing.OURS:
            patiently(lambda: self._hand_back(claim))
            return
        plan = replace(planned.plan, certificate=PlanCertificate.running()) if options.certify_s else planned.plan
        state = RunState.CANCELLED if lease.standing is Standing.CANCELLED else RunState.SUCCEEDED
        told = proofs_sum(planned.proofs)
        plan_id = patiently(lambda: self._keep(claim, plan, options, settings, state, told))
        if plan_id is not None and options.certify_s:
            self._certifier.start(plan_id, planned.proofs, options.certify_s)

    def _keep(
        self,
        claim: Claim,
        plan: WeekPlan,
        options: PlanOptions,
        settings: MethodSettings,
        state: RunState,
        proofs: str,
    ) -> str | None:
        """Store the plan and end its run, both or neither; returns the plan's id."""
        with self._database.write() as session:
            plan_id = save_plan(session, plan, options=options, settings=settings)
            remember_sum(session, plan_id, proofs)
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

    def _tell(self, claim: Claim, options: PlanOptions, begun_at: datetime, progress: Progress) -> None:
        values = {
            "phase": progress.phase,
            "reps_done": progress.reps_done,
            "reps": progress.reps,
            "of_reps": [asdict(rep) for rep in progress.of_reps],
        }
        if progress.phase == "solve":
            values["expected_at"] = self._expected_at(options, begun_at, progress.reps)
        try:
            with self._database.write() as session:
                change_run(session, claim, value_s=progress.value_s, **values)
        except DatabaseBusy:
            # A long import holds the database; the plan is worth more than one step of its progress bar.
            LOG.info("Progress of run %s not written: the database is busy", claim.run_id)

    def _expected_at(self, options: PlanOptions, begun_at: datetime, reps: int) -> datetime | None:
        """When the searches will be over if all take their time; None where they count rounds."""
        if options.iterations is not None:
            return None
        rounds = -(-reps // self._engine.workers)
        return begun_at + timedelta(seconds=AROUND_S + SHARING * rounds * options.time_limit_s)


def _earlier_plan(session: Session, options: PlanOptions) -> WeekPlan | None:
    """The plan to hold on to, if the order names one; raises CannotPlan where it is gone."""
    if options.previous is None:
        return None
    plan = earlier_plan(session, options.previous)
    if plan is None:
        raise CannotPlan("NO_EARLIER_PLAN", plan=options.previous)
    return plan
