"""A planning run ends in a stored plan or in a sentence, and never looks busy for ever."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.access.identity import SHELL
from app.db import Database
from app.engines.local_engine import LocalEngine
from app.intake.method_settings import keep_settings
from app.intake.store import save_reps
from app.method.settings import MethodSettings
from app.models import RunRecord
from app.planning.progress import RepState
from app.planning.store import list_plans, load_plan
from app.planning.week_plan import Outcome
from app.runs.run_queue import order_run
from app.runs.runs import PlanRuns, RunView, run_view
from app.runs.states import Lane, RunState
from app.visits.publishing import publish_under_way
from tests.conftest import NOW
from tests.waiting import until
from tests.worlds import week
from tests.worlds.stored import OPTIONS, store_lists

QUICK = replace(OPTIONS, time_limit_s=0.3)
LONG = replace(OPTIONS, time_limit_s=600, iterations=1_000_000)  # minutes, even for a few accounts
PATIENCE_S = 60.0


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind is enough here: what differs by kind is tested in test_run_queue.py, and planning takes its time."""
    return sqlite_database


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


def left_behind(database: Database, *, attempt: int, cancelled: bool = False) -> str:
    """A run as a process that was killed a minute ago leaves it."""
    with database.write() as session:
        run_id = order_run(session, QUICK, Lane.BATCH, NOW)
        session.execute(
            update(RunRecord)
            .where(RunRecord.id == run_id)
            .values(
                state=RunState.RUNNING,
                attempt=attempt,
                lease_until=datetime.now(UTC) - timedelta(minutes=1),
                cancel_asked_at=NOW if cancelled else None,
            )
        )
    return run_id


def test_a_run_ends_in_a_stored_plan(database: Database, runs: PlanRuns) -> None:
    """The plan is a draft of what is stored, by the settings in force, with a ledger row for every row of the list."""
    settings = replace(MethodSettings(), visit_cap=3)
    with database.write() as session:
        store_lists(session)
        keep_settings(session, SHELL, settings, NOW)
    run = finished(database, runs.start_run(QUICK))
    assert (run.state, run.error_code, run.reps_done, run.reps) == ("succeeded", None, 2, 2)
    assert [(rep.rep_id, rep.state, rep.value_s is not None) for rep in run.of_reps] == [
        (rep_id, RepState.DONE, True) for rep_id in sorted((week.LI.external_id, week.WANG.external_id))
    ]
    with database.read() as session:
        stored = load_plan(session, run.plan_id or "")
    assert stored is not None
    assert (stored.status, stored.options, stored.plan.value_s) == ("draft", QUICK, run.value_s)
    assert stored.settings == settings
    assert [row.line for row in stored.plan.ledger] == list(range(2, 12))
    routed = {row.external_id for row in stored.plan.ledger if row.outcome is Outcome.ROUTED}
    assert routed
    assert {stop.external_id for route in stored.plan.routes for stop in route.stops} == routed


def test_a_run_of_some_reps_is_of_their_accounts(database: Database, runs: PlanRuns) -> None:
    """Two teams one after the other: each ledger has its own rows, routed and not, and together all that are owned."""
    with database.write() as session:
        store_lists(session)
    told: dict[str, set[str]] = {}
    for rep_id in ("wang", "li"):
        run = finished(database, runs.start_run(replace(QUICK, reps=(rep_id,))))
        assert (run.state, run.reps) == ("succeeded", 1)
        with database.write() as session:
            published = publish_under_way(session, run.plan_id or "", NOW)
            stored = load_plan(session, published)
        assert stored is not None
        assert {route.rep_id for route in stored.plan.routes} == {rep_id}
        told[rep_id] = {row.external_id for row in stored.plan.ledger}
        assert len(told[rep_id]) == len(stored.plan.ledger)
    assert not told["wang"] & told["li"]
    assert told["wang"] | told["li"] == {account.external_id for account in week.ACCOUNTS}
    with database.read() as session:
        assert {plan.status for plan in list_plans(session)} == {"published"}


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


def test_what_a_dead_process_left_is_taken_up_again(database: Database, runs: PlanRuns) -> None:
    """Nobody has to order it twice; the second attempt ends in the one plan."""
    with database.write() as session:
        store_lists(session)
    run_id = left_behind(database, attempt=1)
    runs.start()
    run = finished(database, run_id)
    assert (run.state, run.attempt) == ("succeeded", 2)
    with database.read() as session:
        assert [plan.id for plan in list_plans(session)] == [run.plan_id]


def test_an_order_that_kills_its_workers_ends_after_three(database: Database, runs: PlanRuns) -> None:
    """It says so, and the next order is not held up."""
    with database.write() as session:
        store_lists(session)
    poison = left_behind(database, attempt=3)
    after = runs.start_run(QUICK)
    run = finished(database, poison)
    assert (run.state, run.error_code, run.attempt) == ("failed", "run.gave_up", 3)
    assert "three times" in (run.error_text or "")
    assert finished(database, after).state == "succeeded"


def test_a_finished_run_is_left_alone_at_the_next_start(database: Database, runs: PlanRuns) -> None:
    """What is over stays as it ended."""
    run = finished(database, runs.start_run(QUICK))
    runs.start()
    runs.close()
    assert view(database, run.id) == run


def test_who_was_overtaken_stores_nothing(database: Database, runs: PlanRuns) -> None:
    """Where a later attempt has begun in the meantime, the late result is thrown away."""
    with database.write() as session:
        store_lists(session)
    run_id = runs.start_run(replace(QUICK, time_limit_s=2.0))
    until(lambda: view(database, run_id).phase == "solve")
    with database.write() as session:
        later = {"attempt": 2, "lease_until": datetime.now(UTC) + timedelta(minutes=1)}
        session.execute(update(RunRecord).where(RunRecord.id == run_id).values(**later))
    runs.close(grace_s=PATIENCE_S)
    assert (view(database, run_id).state, view(database, run_id).plan_id) == ("running", None)
    with database.read() as session:
        assert list_plans(session) == []


def test_a_waiting_run_is_cancelled_at_once(database: Database, runs: PlanRuns) -> None:
    """It never begins, and the one before it goes on."""
    with database.write() as session:
        store_lists(session)
    first, second = (runs.start_run(replace(QUICK, seed=seed)) for seed in range(2))
    assert runs.cancel(second)
    run = view(database, second)
    assert (run.state, run.attempt, run.plan_id) == ("cancelled", 0, None)
    assert finished(database, first).state == "succeeded"


def test_a_run_at_work_is_cancelled_with_the_best_so_far(database: Database, runs: PlanRuns) -> None:
    """Of minutes of search a few seconds: the plan is there, checked and with every row in its ledger."""
    with database.write() as session:
        store_lists(session)
    run_id = runs.start_run(LONG)
    until(lambda: view(database, run_id).value_s is not None)
    asked_s = time.monotonic()
    assert runs.cancel(run_id)
    assert view(database, run_id).cancel_asked
    run = finished(database, run_id)
    assert time.monotonic() - asked_s < PATIENCE_S / 2
    assert (run.state, run.error_code) == ("cancelled", None)
    with database.read() as session:
        stored = load_plan(session, run.plan_id or "")
    assert stored is not None
    assert stored.plan.routes
    assert [row.line for row in stored.plan.ledger] == list(range(2, 12))


def test_what_is_over_is_not_cancelled(database: Database, runs: PlanRuns) -> None:
    """A run that ended stays as it is; one that was never there is named so."""
    run = finished(database, runs.start_run(QUICK))
    assert runs.cancel(run.id)
    assert view(database, run.id) == run
    assert not runs.cancel("op_none")


def test_a_cancelled_run_of_a_dead_process_ends(database: Database, runs: PlanRuns) -> None:
    """Nobody works on it again only to throw it away."""
    run_id = left_behind(database, attempt=1, cancelled=True)
    runs.start()
    assert (finished(database, run_id).state, view(database, run_id).attempt) == ("cancelled", 1)


def test_who_is_waited_for_does_not_wait_for_a_batch(database: Database, runs: PlanRuns) -> None:
    """Behind minutes of batch, a re-plan is done in its own time."""
    with database.write() as session:
        store_lists(session)
    batch = runs.start_run(LONG)
    until(lambda: view(database, batch).phase == "solve")
    assert finished(database, runs.start_run(QUICK, Lane.NOW)).state == "succeeded"
    assert view(database, batch).state == "running"
    runs.cancel(batch)


def test_a_stopping_program_hands_its_run_back(database: Database, engine: LocalEngine, runs: PlanRuns) -> None:
    """As if it had not begun: the next program plans it, and the attempt does not count."""
    with database.write() as session:
        store_lists(session)
    run_id = runs.start_run(LONG)
    until(lambda: view(database, run_id).phase == "solve")
    runs.close()
    run = view(database, run_id)
    assert (run.state, run.attempt, run.plan_id) == ("queued", 0, None)
    runs.cancel(run_id)


def test_a_long_search_says_when_it_will_be_over(database: Database, runs: PlanRuns) -> None:
    """One that counts rounds cannot."""
    with database.write() as session:
        store_lists(session)
    timed = finished(database, runs.start_run(QUICK))
    counted = finished(database, runs.start_run(replace(QUICK, iterations=10)))
    assert timed.expected_at is not None
    assert counted.expected_at is None


def test_there_is_no_run_of_an_unknown_id(database: Database) -> None:
    """Asking for it gives nothing rather than a fault."""
    with database.read() as session:
        assert run_view(session, "op_none") is None
