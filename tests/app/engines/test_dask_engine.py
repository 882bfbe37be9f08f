"""Solves on other machines' workers: the same answers, whoever of them dies meanwhile."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from distributed import Client

from app.engines.dask_engine import DaskEngine
from app.engines.local_engine import LocalEngine
from app.engines.tasks import SolveTask
from app.method.settings import MethodSettings
from app.planning.certification import certified
from app.planning.run import plan_week
from app.planning.week_plan import WeekPlan
from solver import Incumbent, Limit, check
from tests.waiting import until
from tests.worlds import company
from tests.worlds.abstract import line_problem

PATIENCE_S = 120.0
COUNTED = Limit(60, iterations=2)
LONG = Limit(600.0, iterations=1_000_000)
KPROUTE = [sys.executable, "-c", "from app.cli.main import run; run()"]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that is stopped at the end, if it still runs."""
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield program
    finally:
        program.terminate()
        program.wait(PATIENCE_S)


def scheduler(port: int) -> list[str]:
    place = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    return [sys.executable, "-m", "distributed.cli.dask_scheduler", *place]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler with two workers, each a process of its own."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    with running(*scheduler(port)), running(*KPROUTE, "node", address, "--cores", "2"):
        yield address


@pytest.fixture
def engine(address: str) -> Iterator[DaskEngine]:
    """An engine that has found both workers."""
    engine = DaskEngine(address)
    until(lambda: engine.workers == 2 and not busy_workers(address))
    yield engine
    engine.close()


def busy_workers(address: str) -> set[str]:
    """The workers that have something to do; none where the scheduler is away."""
    try:
        with Client(address, set_as_default=False) as client:
            return {worker for worker, tasks in client.processing().items() if tasks}
    except OSError:
        return set()


def process_of(address: str, worker: str) -> int:
    """The process of a worker that lives."""
    with Client(address, set_as_default=False) as client:
        pid: int = client.run(os.getpid, workers=[worker])[worker]
        return pid


def test_another_machine_gives_the_same_answer(engine: DaskEngine) -> None:
    """The plan is the one this machine finds, and every better one is told on the way."""
    task, told = SolveTask(line_problem(6), COUNTED, seed=3), list[Incumbent]()
    there = engine.submit(task, on_incumbent=told.append).result(PATIENCE_S)
    local = LocalEngine(1, stands_back=False)
    here = local.submit(task).result(PATIENCE_S)
    local.close()
    assert (there.solution, there.value) == (here.solution, here.value)
    assert check(task.problem.part(task.problem.visits), there.solution, value=there.value) == []
    until(lambda: [better.value for better in told] == [better.value for better in there.trace])


def test_a_week_of_several_reps_is_the_same_on_many_machines(engine: DaskEngine, company_plan: WeekPlan) -> None:
    """Routes and ledger are equal, and the proofs come from there as well."""
    planned = plan_week(company.LISTED, company.REPS, MethodSettings(), company.QUICK, engine)
    assert planned.plan == company_plan
    proofs = list(certified(engine, planned.proofs, 20))
    assert [proof.rep_id for proof in proofs] == [order.rep_id for order in planned.proofs]
    assert all(proof.bound_s is not None and proof.bound_s >= proof.value_s - 0.01 for proof in proofs)


def test_a_solve_that_is_called_off_ends_with_its_best(engine: DaskEngine) -> None:
    """Ten minutes were allowed; a word ends it within seconds, with a plan."""
    found: list[Incumbent] = []
    seat = engine.seat(urgent=False, halted=lambda: bool(found))
    result = seat.submit(SolveTask(line_problem(40), LONG), on_incumbent=found.append).result(PATIENCE_S)
    assert len(result.solution.served) > 6


def test_an_urgent_solve_does_not_wait_for_a_batch(engine: DaskEngine) -> None:
    """Both workers search for minutes, and two more wait; the urgent answer is there before any of them."""
    over: list[bool] = []
    batch = engine.seat(urgent=False, halted=lambda: bool(over))
    searching = [batch.submit(SolveTask(line_problem(40), LONG, seed=seed)) for seed in range(4)]
    until(lambda: len(busy_workers(engine.address)) == 2)
    urgent = engine.seat(urgent=True, halted=lambda: False)
    assert len(urgent.submit(SolveTask(line_problem(3), COUNTED)).result(PATIENCE_S).solution.served) == 3
    assert not any(future.done() for future in searching)
    over.append(True)
    assert all(len(future.result(PATIENCE_S).solution.served) > 6 for future in searching)


def test_a_killed_worker_costs_a_retry(engine: DaskEngine) -> None:
    """Killed in mid-solve, the answer comes from the other one; a new worker takes its place."""
    over: list[bool] = []
    seat = engine.seat(urgent=False, halted=lambda: bool(over))
    future = seat.submit(SolveTask(line_problem(40), LONG))
    until(lambda: busy_workers(engine.address))
    (first,) = busy_workers(engine.address)
    os.kill(process_of(engine.address, first), signal.SIGKILL)
    until(lambda: busy_workers(engine.address) - {first})
    over.append(True)
    assert len(future.result(PATIENCE_S).solution.served) > 6
    until(lambda: engine.workers == 2)


def test_a_scheduler_that_dies_costs_a_retry() -> None:
    """What it had is sent again once there is one at its address."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    engine, over = DaskEngine(address), list[bool]()
    assert "does not answer" in (engine.trouble() or "")
    with running(*scheduler(port)) as first:
        until(lambda: "has no worker" in (engine.trouble() or ""))
        with running(*KPROUTE, "node", address, "--cores", "1"):
            until(lambda: engine.trouble() is None)
            seat = engine.seat(urgent=False, halted=lambda: bool(over))
            future = seat.submit(SolveTask(line_problem(40), LONG))
            until(lambda: busy_workers(address))
            first.kill()
            with running(*scheduler(port)):
                until(lambda: engine.trouble() is None and busy_workers(address))
                over.append(True)
                assert len(future.result(PATIENCE_S).solution.served) > 6
                engine.close()
