"""Proofs come after plans, behind everything else, and none looks under way for ever."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import delete

from app.db import Database
from app.engines.child_process import LEAST_URGENT
from app.engines.local_engine import LocalEngine
from app.engines.tasks import CertifyTask, SolveTask
from app.method.settings import MethodSettings
from app.models import PlanRecord
from app.planning.certificate import CertificateState, PlanCertificate, WhyNot
from app.planning.certificate_rows import find_certificate, keep_certificate
from app.planning.certification import Certifier, certified
from app.planning.division import Listed
from app.planning.run import PlannedWeek, plan_week
from app.planning.solving import ProofOrder
from app.planning.store import save_plan
from solver import Limit, Solution
from tests.processes import niceness, solver_children
from tests.waiting import until
from tests.worlds.abstract import line_problem
from tests.worlds.stored import OPTIONS, store_lists
from tests.worlds.week import ACCOUNTS, PLAN, REPS

PATIENCE_S = 60.0
LONG_S = 600.0


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind is enough here: what differs by kind is tested in test_run_queue.py, and planning takes its time."""
    return sqlite_database


@pytest.fixture
def engine() -> Iterator[LocalEngine]:
    """One worker and one prover, no reserve."""
    with contextlib.closing(LocalEngine(1, stands_back=False)) as engine:
        yield engine


@pytest.fixture(scope="module")
def planned() -> PlannedWeek:
    """The small week's accounts, really planned."""
    listed = [Listed(line, account) for line, account in enumerate(ACCOUNTS, start=2)]
    with contextlib.closing(LocalEngine(2, stands_back=False)) as engine:
        return plan_week(listed, REPS, MethodSettings(), replace(OPTIONS, iterations=3), engine)


@pytest.fixture
def plan_id(database: Database) -> str:
    """The small week in the database, its certificate under way."""
    with database.write() as session:
        store_lists(session)
        plan = replace(PLAN, certificate=PlanCertificate.running())
        return save_plan(session, plan, options=OPTIONS, settings=MethodSettings())


@pytest.fixture(scope="module")
def hard() -> ProofOrder:
    """More than can be proven in the time of a test: three hundred accounts, and a plan of none of them."""
    return ProofOrder("wang", line_problem(300), Solution(()), 0)


def certificate(database: Database, plan_id: str) -> PlanCertificate:
    with database.read() as session:
        found = find_certificate(session, plan_id)
    assert found is not None
    return found


def provers() -> list[int]:
    """The processes of this one that prove, by their urgency."""
    return [child for child in solver_children(os.getpid()) if niceness(child) == LEAST_URGENT]


def test_every_rep_s_plan_is_bounded(engine: LocalEngine, planned: PlannedWeek) -> None:
    """In the order of the reps, each with its value, and no bound below it."""
    found = list(certified(engine, planned.proofs, 30.0))
    assert [rep.rep_id for rep in found] == [proof.rep_id for proof in planned.proofs]
    assert [rep.value_s for rep in found] == [proof.value / 100 for proof in planned.proofs]
    assert all(rep.bound_s is not None and rep.bound_s >= rep.value_s for rep in found)
    assert PlanCertificate.summed_up(found).state is CertificateState.CERTIFIED


def test_a_stored_plan_gets_its_certificate(database: Database, plan_id: str, planned: PlannedWeek) -> None:
    """Under way at first, then proven for every rep."""
    with contextlib.closing(LocalEngine(1, stands_back=False)) as engine:
        certifier = Certifier(database, engine)
        certifier.start(plan_id, planned.proofs, 30.0)
        until(lambda: certificate(database, plan_id).state is not CertificateState.RUNNING)
        certifier.close()
    assert certificate(database, plan_id).state is CertificateState.CERTIFIED
    assert len(certificate(database, plan_id).reps) == 2


def test_a_proof_stands_back_and_no_solve_waits_for_it(engine: LocalEngine, hard: ProofOrder) -> None:
    """Its process has the lowest priority, and a plan ordered meanwhile is there before it."""
    proof = engine.certify(CertifyTask(hard.problem, hard.solution, hard.value, LONG_S))
    until(provers)
    result = engine.submit(SolveTask(line_problem(4), Limit(60, iterations=1))).result(PATIENCE_S)
    assert len(result.solution.served) == 4
    assert not proof.done()


def test_what_is_not_finished_when_the_program_stops_is_said_to_be_so(
    database: Database, plan_id: str, hard: ProofOrder
) -> None:
    """At once, without waiting for the proof; no process is left."""
    engine = LocalEngine(1, stands_back=False)
    certifier = Certifier(database, engine)
    certifier.start(plan_id, [hard], LONG_S)
    until(provers)
    started_s = time.monotonic()
    certifier.close()
    engine.close()
    assert time.monotonic() - started_s < 10
    assert provers() == []
    assert certificate(database, plan_id) == PlanCertificate.none(WhyNot.UNFINISHED)


def test_what_a_dead_process_left_is_closed_at_the_next_start(
    database: Database, plan_id: str, engine: LocalEngine
) -> None:
    """A plan that is certified stays so."""
    with database.write() as session:
        done = save_plan(session, PLAN, options=OPTIONS, settings=MethodSettings())
    Certifier(database, engine).close_abandoned()
    assert certificate(database, plan_id).why_not is WhyNot.UNFINISHED
    assert certificate(database, done) == PLAN.certificate


def test_a_start_leaves_alone_what_this_process_is_certifying(
    database: Database, plan_id: str, engine: LocalEngine, hard: ProofOrder
) -> None:
    """The demo's plan is ordered before the service starts."""
    certifier = Certifier(database, engine)
    certifier.start(plan_id, [hard], LONG_S)
    certifier.close_abandoned()
    assert certificate(database, plan_id).state is CertificateState.RUNNING
    certifier.close()


def test_a_prover_that_is_killed_says_so(engine: LocalEngine, hard: ProofOrder, planned: PlannedWeek) -> None:
    """That rep has no bound; the next one's proof goes on."""
    killer = threading.Thread(target=lambda: until(kill_one))
    killer.start()
    found = certified(engine, [hard, planned.proofs[0]], LONG_S)
    killed, after = next(found), next(found)
    killer.join()
    assert (killed.bound_s, killed.why_not) == (None, WhyNot.FAILED)
    assert after.bound_s is not None


def kill_one() -> bool:
    for process in provers():
        os.kill(process, signal.SIGKILL)
        return True
    return False


def test_a_plan_that_is_gone_is_not_missed(database: Database, plan_id: str, planned: PlannedWeek) -> None:
    """Removed while its proof was under way: the proof is thrown away, and the next plan's turn comes."""
    with contextlib.closing(LocalEngine(1, stands_back=False)) as engine:
        certifier = Certifier(database, engine)
        with database.write() as session:
            after = save_plan(
                session,
                replace(PLAN, certificate=PlanCertificate.running()),
                options=OPTIONS,
                settings=MethodSettings(),
            )
            session.execute(delete(PlanRecord).where(PlanRecord.id == plan_id))
        certifier.start(plan_id, planned.proofs, 30.0)
        certifier.start(after, planned.proofs, 30.0)
        until(lambda: certificate(database, after).state is CertificateState.CERTIFIED)
        certifier.close()
    with database.read() as session:
        assert find_certificate(session, plan_id) is None


def test_a_certificate_is_kept_with_its_plan_alone(database: Database, plan_id: str) -> None:
    """Another plan's stays as it is."""
    with database.write() as session:
        other = save_plan(session, PLAN, options=OPTIONS, settings=MethodSettings())
        keep_certificate(session, plan_id, PlanCertificate.none(WhyNot.TOO_LARGE))
    assert certificate(database, plan_id).why_not is WhyNot.TOO_LARGE
    assert certificate(database, other) == PLAN.certificate
