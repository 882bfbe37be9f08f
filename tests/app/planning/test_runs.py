"""A planning run ends in a stored plan or in a sentence, and never looks busy for ever."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from app.db import Database
from app.ids import new_id
from app.intake.store import save_reps
from app.models import RunRecord
from app.planning.engine import LocalEngine
from app.planning.runs import PlanRuns, RunView, run_view
from app.planning.states import RunState
from app.planning.store import list_plans, load_plan
from app.planning.week_plan import Outcome
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import OPTIONS, store_lists

QUICK = replace(OPTIONS, time_limit_s=0.3)
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    """One planner for all runs of this file."""
    engine = LocalEngine(1)
    yield engine
    engine.close()


@pytest.fixture
def runs(database: Database, engine: LocalEngine) -> Iterator[PlanRuns]:
    """The runs of this process on an empty database."""
    runs = PlanRuns(database, engine, lambda: NOW)
    yield runs
    runs.close()


def view(database: Database, run_id: str) -> RunView:
    with database.read() as session:
        run = run_view(session, run_id)
    assert run is not None
    return run


def finished(database: Database, run_id: str) -> RunView:
    """The run once it is over."""
    until_s = time.monotonic() + PATIENCE_S
    while (run := view(database, run_id)).finished_at is None:
        assert time.monotonic() < until_s, f"the run is still {run.state}"
        time.sleep(0.02)
    return run


def interrupted_run(database: Database, state: RunState) -> str:
    """A run as a process that was killed leaves it."""
    run_id = new_id("op")
    row = {"id": run_id, "state": state, "options": QUICK.as_json(), "phase": "solve", "reps_done": 1, "reps": 2}
    with database.write() as session:
        session.execute(insert(RunRecord), [{**row, "created_at": NOW}])
    return run_id


def test_a_run_ends_in_a_stored_plan(database: Database, runs: PlanRuns) -> None:
    """The plan is a draft of what is stored, with a ledger row for every row of the list."""
    with database.write() as session:
        store_lists(session)
    run = finished(database, runs.start_run(QUICK))
    assert (run.state, run.error_code, run.reps_done, run.reps) == ("succeeded", None, 2, 2)
    with database.read() as session:
        stored = load_plan(session, run.plan_id or "")
    assert stored is not None
    assert (stored.status, stored.options, stored.plan.value_s) == ("draft", QUICK, run.value_s)
    assert [row.line for row in stored.plan.ledger] == list(range(2, 12))
    routed = {row.external_id for row in stored.plan.ledger if row.outcome is Outcome.ROUTED}
    assert routed
    assert {stop.external_id for route in stored.plan.routes for stop in route.stops} == routed


def test_a_run_for_nobody_fails_with_a_sentence(database: Database, runs: PlanRuns) -> None:
    """Without reps there is no plan, and the run says what to do first."""
    run = finished(database, runs.start_run(QUICK))
    assert (run.state, run.error_code, run.plan_id) == ("failed", "NO_REPS", None)
    assert run.error_text == "There is no rep to plan for. Add reps first."


def test_a_week_without_a_field_day_fails_with_a_sentence(database: Database, runs: PlanRuns) -> None:
    """A team on leave has no plan, and the run says which days were looked at."""
    all_week = frozenset(week.MONDAY + timedelta(days=n) for n in range(7))
    with database.write() as session:
        save_reps(session, [replace(week.WANG, leave=all_week)])
    run = finished(database, runs.start_run(QUICK))
    assert (run.state, run.error_code) == ("failed", "NO_FIELD_DAY")
    assert "2026-11-23" in (run.error_text or "")


def test_a_fault_of_ours_fails_the_run_and_not_the_next(
    database: Database, runs: PlanRuns, caplog: pytest.LogCaptureFixture
) -> None:
    """A run that breaks tells no inner details, leaves nothing, and the next one goes through."""
    with database.write() as session:
        store_lists(session)
    broken = PlanRuns(database, closed_engine(), lambda: NOW)
    run = finished(database, broken.start_run(QUICK))
    broken.close()
    assert (run.state, run.error_code) == ("failed", "run.failed")
    assert run.id in (run.error_text or "")
    assert "Traceback" in caplog.text
    with database.read() as session:
        assert list_plans(session) == []
    assert finished(database, runs.start_run(QUICK)).state == "succeeded"


def closed_engine() -> LocalEngine:
    """A planner that takes no work any more."""
    engine = LocalEngine(1)
    engine.close()
    return engine


def test_runs_wait_for_each_other(database: Database, runs: PlanRuns) -> None:
    """Ordered together, they are made one after the other and all of them end."""
    with database.write() as session:
        store_lists(session)
    ids = [runs.start_run(replace(QUICK, seed=seed)) for seed in range(2)]
    assert view(database, ids[-1]).state in ("queued", "running")
    assert [finished(database, run_id).state for run_id in ids] == ["succeeded"] * 2
    with database.read() as session:
        assert [plan.number for plan in list_plans(session)] == [2, 1]


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING])
def test_what_a_dead_process_left_is_closed_at_the_next_start(
    database: Database, runs: PlanRuns, state: RunState
) -> None:
    """Nobody waits for a run that nobody works on; it says to start it again."""
    run_id = interrupted_run(database, state)
    runs.close_abandoned()
    run = view(database, run_id)
    assert (run.state, run.error_code, run.finished_at) == ("failed", "run.interrupted", NOW)
    assert "start the plan again" in (run.error_text or "")


def test_a_finished_run_is_left_alone_at_the_next_start(database: Database, runs: PlanRuns) -> None:
    """What is over stays as it ended."""
    run = finished(database, runs.start_run(QUICK))
    runs.close_abandoned()
    assert view(database, run.id) == run


def test_a_run_declared_dead_stores_nothing(database: Database, runs: PlanRuns) -> None:
    """Where another process has closed a run in the meantime, its late result is thrown away."""
    with database.write() as session:
        store_lists(session)
    run_id = runs.start_run(replace(QUICK, time_limit_s=2.0))
    until(lambda: view(database, run_id).phase == "solve")
    runs.close_abandoned()
    runs.close()
    assert view(database, run_id).error_code == "run.interrupted"
    with database.read() as session:
        assert list_plans(session) == []


def until(true: Callable[[], bool]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until_s
        time.sleep(0.02)


def test_there_is_no_run_of_an_unknown_id(database: Database) -> None:
    """Asking for it gives nothing rather than a fault."""
    with database.read() as session:
        assert run_view(session, "op_none") is None
