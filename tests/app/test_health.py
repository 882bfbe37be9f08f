"""What machines ask: alive, ready, and the figures."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from app.config import Settings
from app.db import Database
from app.engines.fork_server import ForkServer
from app.engines.tasks import SolveTask
from app.main import create_app
from app.planning.options import PlanOptions
from solver import Limit
from tests.in_process import browser
from tests.worlds import week
from tests.worlds.abstract import line_problem

PATIENCE_S = 240.0  # machine code may have to be made first
TOKEN = "a-token-for-prometheus"


def readiness(app: FastAPI, pending: str = "still getting ready") -> httpx.Response:
    """The answer once no child is on its way any more."""
    until_s = time.monotonic() + PATIENCE_S
    while pending in (answer := browser(app).get("/readyz")).text:
        assert time.monotonic() < until_s
        time.sleep(0.2)
    return answer


def faults_of(answer: httpx.Response) -> dict[str, str]:
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert problem["code"] == "server.not_ready"
    return {fault["pointer"]: fault["detail"] for fault in problem["errors"]}


def test_a_service_that_can_work_is_ready(app: FastAPI, database: Database) -> None:
    """Once a child of the solver waits for work; until then it says what it waits for."""
    server = app.state.engine.fork_server = ForkServer()  # the tests' own may have loaded already
    app.state.engine.warm()
    assert set(faults_of(browser(app).get("/readyz"))) == {"/solver"}
    answer = readiness(app)
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    server.close()


def test_children_that_die_make_it_unready(app: FastAPI, database: Database) -> None:
    """A broken installation of the solver is seen before somebody orders a plan; a mended one recovers."""
    whole, broken = app.state.engine.fork_server, ForkServer("app.planning.no_such_program")
    app.state.engine.fork_server = broken
    app.state.engine.warm()
    assert "end before they are ready" in faults_of(readiness(app))["/solver"]
    app.state.engine.fork_server = whole
    broken.close()
    assert readiness(app, pending="end before they are ready").status_code == 200


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///{folder}/empty.db", "not those of this version"),
        ("sqlite:///{folder}/no/such/folder/kproute.db", "cannot be reached"),
        ("postgresql+psycopg://kproute:geheim@127.0.0.1:1/kproute", "cannot be reached"),
    ],
)
def test_a_database_out_of_reach_makes_it_unready(tmp_path: Path, url: str, said: str) -> None:
    """It says what to do and not where the database lies; the process is alive all the same."""
    app = create_app(Settings(database_url=url.format(folder=tmp_path)))
    answer = browser(app).get("/readyz")
    assert said in faults_of(answer)["/database"]
    assert "geheim" not in answer.text
    assert str(tmp_path) not in answer.text
    assert browser(app).get("/healthz").json() == {"status": "ok"}
    app.state.engine.close()


def test_tables_of_a_newer_program_make_it_unready(app: FastAPI, database: Database) -> None:
    """An old program that is left running beside an upgrade says so."""
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert "not those of this version" in faults_of(browser(app).get("/readyz"))["/database"]


@pytest.fixture
def watched(database: Database, stored_week: str) -> Iterator[FastAPI]:
    """The application with a token for its figures."""
    url = database.url.render_as_string(hide_password=False)
    app = create_app(Settings(database_url=url, metrics_token=TOKEN))
    yield app
    app.state.runs.close()
    app.state.engine.close()
    app.state.database.dispose()


def figures(app: FastAPI) -> dict[str, float]:
    """Every sample, by its name and labels, read as Prometheus reads it."""
    answer = browser(app, Authorization=f"Bearer {TOKEN}").get("/metrics")
    assert answer.status_code == 200
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_figures_are_for_who_has_the_token(watched: FastAPI, app: FastAPI) -> None:
    """Nobody else, wherever he comes from; without a token in the settings there is nothing to see."""
    for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": TOKEN}, {"Authorization": "Bearer 王"}):
        answer = browser(watched, **{name: value.encode() for name, value in headers.items()}).get("/metrics")
        assert (answer.status_code, answer.json()["code"]) == (401, "metrics.wrong_token")
    assert browser(app, Authorization=f"Bearer {TOKEN}").get("/metrics").json()["code"] == "metrics.off"


def test_requests_are_counted_and_timed(watched: FastAPI) -> None:
    """By method, template and status."""
    for plan_id in ("pln_1", "pln_2"):
        browser(watched).get(f"/api/v1/plans/{plan_id}")
    told = figures(watched)
    labels = "[('method', 'GET'), ('route', '/api/v1/plans/{plan_id}')"
    assert told[f"kproute_http_requests_total{labels}, ('status', '401')]"] == 2
    assert told[f"kproute_http_request_duration_seconds_count{labels}]"] == 2
    assert told["process_resident_memory_bytes[]"] > 1e6


def test_runs_are_counted_where_they_are_stored(watched: FastAPI) -> None:
    """Every state is there from the beginning, so that an alert can watch it."""
    told = figures(watched)
    assert (told["kproute_plan_runs[('state', 'failed')]"], told["kproute_database_up[]"]) == (0, 1)
    watched.state.runs.start_run(PlanOptions(week.MONDAY, week.MONDAY, iterations=1))
    watched.state.runs.close()
    told = figures(watched)
    assert sum(told[f"kproute_plan_runs[('state', '{state}')]"] for state in ("succeeded", "failed", "queued")) == 1


def test_solves_are_timed_and_failures_counted(watched: FastAPI) -> None:
    """A solve with an answer has its seconds; one without is a failure."""
    engine = watched.state.engine
    engine.submit(SolveTask(line_problem(3), Limit(60, iterations=1))).result(PATIENCE_S)
    engine.close()
    told = figures(watched)
    assert (told["kproute_solve_seconds_count[]"], told["kproute_solves_failed_total[]"]) == (1, 0)


def test_a_database_that_is_down_is_a_figure(tmp_path: Path) -> None:
    """The others are wanted all the more then."""
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path}/no/such/folder/kproute.db", metrics_token=TOKEN))
    told = figures(app)
    assert told["kproute_database_up[]"] == 0
    assert "process_resident_memory_bytes[]" in told
    app.state.engine.close()


def test_a_busy_database_is_counted(watched: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time that somebody gave up waiting."""
    monkeypatch.setattr("app.storage.sqlite.BUSY_TIMEOUT_MS", 50)
    with database.write() as session:
        session.connection()  # it has the turn from here on
        answer = browser(watched, **{"Sec-Fetch-Site": "same-origin"}).post("/sign-in/token")
    assert answer.status_code == 503
    assert figures(watched)["kproute_database_busy_total[]"] >= 1
