"""`kproute worker`: several programs plan for one database, and it does not matter which of them survive."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from app.db import Database
from app.planning.options import PlanOptions
from app.planning.store import list_plans
from app.runs.run_queue import order_run
from app.runs.runs import RunView, run_view
from app.runs.states import Lane
from tests.conftest import NOW
from tests.waiting import until
from tests.worlds.stored import OPTIONS, store_lists

PATIENCE_S = 120.0
SLOW = replace(OPTIONS, time_limit_s=60, iterations=40_000, certify_s=0)
# The program itself, but taken for dead after three seconds instead of thirty.
WORKER = """
from datetime import timedelta
from app.runs import lease, run_queue
run_queue.LEASE, lease.RENEW_EVERY_S = timedelta(seconds=3), 0.5
from app.cli.worker import worker
worker()
"""

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start(database: Database) -> Iterator[Start]:
    """Starts a worker on the test's database; those that still run at the end are stopped."""
    programs: list[subprocess.Popen[bytes]] = []
    url = database.url.render_as_string(hide_password=False)

    def started() -> subprocess.Popen[bytes]:
        environment = {**os.environ, "KPROUTE_DATABASE_URL": url}
        programs.append(subprocess.Popen([sys.executable, "-c", WORKER], env=environment, stdout=subprocess.DEVNULL))
        return programs[-1]

    yield started
    for program in programs:
        program.terminate()
    for program in programs:
        assert program.wait(PATIENCE_S) in (0, -signal.SIGKILL)


def ordered(database: Database, runs: int, options: PlanOptions = SLOW) -> list[str]:
    with database.write() as session:
        store_lists(session)
        return [order_run(session, replace(options, seed=seed), Lane.BATCH, NOW) for seed in range(runs)]


def views(database: Database, run_ids: list[str]) -> list[RunView]:
    with database.read() as session:
        found = [run_view(session, run_id) for run_id in run_ids]
    return [run for run in found if run is not None]


def test_a_killed_worker_costs_an_attempt_and_not_the_plan(database: Database, start: Start) -> None:
    """Who has begun the first of three orders is killed, and another comes: every order ends in one plan."""
    run_ids = ordered(database, 3)
    first = start()
    until(lambda: views(database, run_ids)[0].phase == "solve")
    first.kill()
    start()
    until(lambda: all(run.is_over for run in views(database, run_ids)))
    ended = views(database, run_ids)
    assert [run.state for run in ended] == ["succeeded"] * 3
    assert ended[0].attempt == 2
    with database.read() as session:
        assert sorted(plan.id for plan in list_plans(session)) == sorted(run.plan_id or "" for run in ended)


def test_a_worker_that_is_stopped_leaves_its_order_for_the_next(database: Database, start: Start) -> None:
    """It ends by itself, with code 0, and the order waits as if it had never been begun."""
    (run_id,) = ordered(database, 1, replace(SLOW, iterations=1_000_000))
    program = start()
    until(lambda: views(database, [run_id])[0].phase == "solve")
    program.terminate()
    assert program.wait(PATIENCE_S) == 0
    (run,) = views(database, [run_id])
    assert (run.state, run.attempt) == ("queued", 0)
