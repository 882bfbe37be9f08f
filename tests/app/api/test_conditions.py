"""Conditional requests: who has it already is not sent it again, and nobody overwrites what he has not seen."""

import random
import threading
import time

import httpx
import pytest
from fastapi import FastAPI

from app.access.keys import create_key
from app.config import Settings
from app.db import Database
from app.main import create_app
from tests.conftest import NOW
from tests.in_process import browser

ACCOUNT = "/api/v1/accounts/HZ-001"
WRITERS, TIMES = 4, 100


def test_what_is_unchanged_is_not_sent_again(program: httpx.Client, stored_week: str) -> None:
    """304 for the tag, also as one of several or as a weak one; the whole for another tag."""
    first = program.get(ACCOUNT)
    tag = first.headers["etag"]
    assert tag.startswith('"1-')
    for known in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        again = program.get(ACCOUNT, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert program.get(ACCOUNT, headers={"If-None-Match": '"1-other"'}).status_code == 200


def test_every_single_thing_has_a_tag(program: httpx.Client, stored_week: str) -> None:
    """Plans, imports, reps, contacts, appointments and routes as well."""
    imported = program.get("/api/v1/imports").json()["data"][0]["id"]
    for path in (f"plans/{stored_week}", f"imports/{imported}", "reps/wang", "reps/wang/routes/2026-11-24"):
        answer = program.get(f"/api/v1/{path}")
        known = {"If-None-Match": answer.headers["etag"]}
        assert program.get(f"/api/v1/{path}", headers=known).status_code == 304


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", [ACCOUNT, "/api/v1/reps/wang"])
def test_a_change_says_what_it_is_based_on(program: httpx.Client, stored_week: str, method: str, path: str) -> None:
    """428 without If-Match, 412 with a stale one, both with the tag of what is there; then nothing has changed."""
    before = program.get(path)
    body = {"name": "新名"} | ({"home": {"lat": 30.2, "lon": 120.1}} if "reps" in path else {})
    told = {} if method == "DELETE" else {"json": body}
    missing = program.request(method, path, **told)
    stale = program.request(method, path, headers={"If-Match": '"0-old"'}, **told)
    weak = program.request(method, path, headers={"If-Match": f"W/{before.headers['etag']}"}, **told)
    assert (missing.status_code, missing.json()["code"]) == (428, "condition.missing")
    assert (stale.status_code, stale.json()["code"], weak.status_code) == (412, "condition.stale", 412)
    assert missing.headers["etag"] == stale.headers["etag"] == before.headers["etag"]
    assert program.get(path).content == before.content


def test_a_version_from_a_list_is_enough(program: httpx.Client, stored_week: str) -> None:
    """Nobody has to read a row again that a list has shown."""
    version = program.get("/api/v1/accounts").json()["data"][0]["version"]
    changed = program.patch(ACCOUNT, json={"grade": "B"}, headers={"If-Match": f'"{version}"'})
    assert (changed.status_code, changed.json()["version"]) == (200, version + 1)
    again = program.patch(ACCOUNT, json={"grade": "C"}, headers={"If-Match": f'"{version}"'})
    assert again.status_code == 412


def test_a_change_without_a_difference_is_no_new_version(program: httpx.Client, stored_week: str) -> None:
    """Telling what is known already leaves version and time as they were."""
    before = program.get(ACCOUNT).json()
    same = program.patch(ACCOUNT, json={"name": before["name"]}, headers={"If-Match": "*"}).json()
    assert (same["version"], same["updated_at"]) == (before["version"], before["updated_at"])


def test_a_new_row_needs_no_condition(program: httpx.Client, stored_week: str) -> None:
    """PUT at an id that is free makes it; with an If-Match there is nothing that could match."""
    refused = program.put("/api/v1/accounts/NEW", json={"name": "新店"}, headers={"If-Match": '"1"'})
    assert refused.status_code == 412
    assert program.put("/api/v1/accounts/NEW", json={"name": "新店"}).status_code == 201
    assert program.put("/api/v1/accounts/NEW", json={"name": "新店"}).status_code == 428


@pytest.mark.timeout(1200)
def test_no_update_is_lost(database: Database, stored_week: str) -> None:
    """Four writers read, add one and write, a hundred times each, with If-Match: the sum is four hundred."""
    url = database.url.render_as_string(hide_password=False)
    app: FastAPI = create_app(Settings(database_url=url, api_rate_per_s=1e6, api_burst=10**6))
    app.state.clock = lambda: NOW
    with database.write() as session:
        key = create_key(session, "crm", NOW).text
    refused: list[int] = []
    failed: list[int] = []

    def write(pauses: random.Random) -> None:
        client = browser(app, Authorization=f"Bearer {key}")
        for _ in range(TIMES):
            while True:
                seen = client.get(ACCOUNT)
                told = {"visits": seen.json()["visits"] + 1}
                answer = client.patch(ACCOUNT, json=told, headers={"If-Match": seen.headers["etag"]})
                if answer.status_code == 200:
                    break
                (refused if answer.status_code in (412, 503) else failed).append(answer.status_code)
                time.sleep(pauses.uniform(0, 0.3))  # as a client should, lest the four only get in each other's way
        client.close()

    client = browser(app, Authorization=f"Bearer {key}")
    before = client.get(ACCOUNT).json()
    threads = [threading.Thread(target=write, args=(random.Random(n),)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = client.get(ACCOUNT).json()
    client.close()
    app.state.engine.close()
    app.state.database.dispose()
    assert failed == []
    assert refused
    assert after["visits"] - before["visits"] == after["version"] - before["version"] == WRITERS * TIMES
