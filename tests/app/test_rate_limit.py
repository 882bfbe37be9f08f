"""How often a program may call: a burst, then a rate; each credential for itself."""

import httpx
import pytest
from fastapi import FastAPI

from app.access.keys import create_key
from app.config import Settings
from app.db import Database
from app.errors import PROBLEM_JSON
from app.main import create_app
from app.rate_limit import MOST_BUCKETS, Buckets
from tests.conftest import NOW
from tests.in_process import browser


def test_a_burst_then_a_rate() -> None:
    """Fifty at once, none after them, ten after a second, and never more than fifty saved up."""
    now_s = [0.0]
    buckets = Buckets(10, 50, lambda: now_s[0])
    assert [buckets.take("crm")[0] for _ in range(51)] == [True] * 50 + [False]
    now_s[0] += 1
    assert [buckets.take("crm")[0] for _ in range(11)] == [True] * 10 + [False]
    now_s[0] += 3600
    assert buckets.take("crm") == (True, 49)


def test_each_has_a_bucket_of_his_own() -> None:
    """One that is empty leaves the others alone, and strangers cannot fill the memory."""
    buckets = Buckets(1, 1, lambda: 0.0)
    assert [buckets.take(name)[0] for name in ("crm", "crm", "erp")] == [True, False, True]
    for n in range(2 * MOST_BUCKETS):
        buckets.take(str(n))
    assert len(buckets._buckets) == MOST_BUCKETS


@pytest.fixture
def narrow_app(sqlite_database: Database) -> FastAPI:
    url = sqlite_database.url.render_as_string(hide_password=False)
    app = create_app(Settings(database_url=url, api_rate_per_s=0.01, api_burst=3))
    app.state.clock = lambda: NOW
    return app


def client_of(app: FastAPI, database: Database, name: str) -> httpx.Client:
    with database.write() as session:
        key = create_key(session, name, NOW).text
    return browser(app, Authorization=f"Bearer {key}")


def test_who_calls_too_often_is_told_when_to_go_on(narrow_app: FastAPI, sqlite_database: Database) -> None:
    """Every answer says what is left; then 429 with Retry-After, as a problem; pages are not counted."""
    crm = client_of(narrow_app, sqlite_database, "crm")
    answers = [crm.get("/api/v1/plans") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"default";q=3;w=300'}
    assert [answer.headers["ratelimit"] for answer in answers] == [f'"default";r={left};t=100' for left in (2, 1, 0, 0)]
    refused = answers[-1]
    assert (refused.headers["retry-after"], refused.headers["content-type"]) == ("100", PROBLEM_JSON)
    assert refused.json()["instance"] == refused.headers["x-request-id"]
    assert client_of(narrow_app, sqlite_database, "erp").get("/api/v1/plans").status_code == 200
    assert crm.get("/healthz").status_code == 200
    narrow_app.state.engine.close()


def test_what_is_unchanged_costs_nothing(narrow_app: FastAPI, sqlite_database: Database) -> None:
    """A program may ask as often as it likes for what it has."""
    crm = client_of(narrow_app, sqlite_database, "crm")
    crm.put("/api/v1/accounts/K1", json={"name": "西湖"})
    tag = crm.get("/api/v1/accounts/K1").headers["etag"]
    answers = [crm.get("/api/v1/accounts/K1", headers={"If-None-Match": tag}) for _ in range(9)]
    assert {answer.status_code for answer in answers} == {304}
    assert {answer.headers["ratelimit"] for answer in answers} == {'"default";r=1;t=100'}
    narrow_app.state.engine.close()
