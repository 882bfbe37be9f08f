"""Pages: a walk shows every row that stays once, whoever writes meanwhile; cursors are ours, of one list, for a day."""

import random
import threading
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from app.access.keys import create_key
from app.config import Settings
from app.db import Database
from app.main import create_app
from tests.conftest import NOW
from tests.in_process import browser
from tests.worlds import week

WALKS = 40  # each on both databases, while others write


def walk(client: httpx.Client, path: str, **asked: str) -> list[dict[str, object]]:
    """Every row of a list, page by page."""
    rows: list[dict[str, object]] = []
    while True:
        page = client.get(path, params=asked).json()
        rows += page["data"]
        if page["next_cursor"] is None:
            return rows
        asked["cursor"] = page["next_cursor"]


@pytest.mark.parametrize("path", ["/api/v1/accounts", "/api/v1/reps"])
def test_pages_are_the_list(program: httpx.Client, stored_week: str, path: str) -> None:
    """Pages of one row put together are the list as a whole."""
    assert walk(program, path, limit="1") == program.get(path).json()["data"] != []


def test_a_page_links_to_the_next(program: httpx.Client, stored_week: str) -> None:
    """Whoever follows the links walks the list with its filters; the last page has none."""
    page = program.get("/api/v1/accounts", params={"limit": "1", "grade": "A"})
    rows = page.json()["data"]
    while "next" in page.links:
        page = program.get(page.links["next"]["url"])
        rows += page.json()["data"]
    assert rows == program.get("/api/v1/accounts", params={"grade": "A"}).json()["data"]
    assert len(rows) > 1


def test_plans_and_ledgers_come_in_pages(program: httpx.Client, stored_week: str) -> None:
    """A plan once, and its ledger row by row in the order of the list."""
    assert [row["id"] for row in walk(program, "/api/v1/plans", limit="1")] == [stored_week]
    ledger = f"/api/v1/plans/{stored_week}/ledger"
    assert walk(program, ledger, limit="3") == program.get(ledger).json()["data"]


def cursor_of(client: httpx.Client, path: str, **asked: str) -> str:
    cursor = client.get(path, params={"limit": "1", **asked}).json()["next_cursor"]
    assert isinstance(cursor, str)
    return cursor


def test_a_cursor_is_of_one_list(program: httpx.Client, stored_week: str) -> None:
    """Another list, other filters and another order refuse it."""
    cursor = cursor_of(program, "/api/v1/accounts")
    for path, asked in (
        ("/api/v1/reps", {}),
        ("/api/v1/accounts", {"grade": "A"}),
        (f"/api/v1/plans/{stored_week}/ledger", {}),
    ):
        refused = program.get(path, params={"cursor": cursor, **asked})
        assert (refused.status_code, refused.json()["code"]) == (422, "cursor.unknown")


def test_an_altered_cursor_is_refused(program: httpx.Client, stored_week: str) -> None:
    """Whatever character is another one; a made-up one too."""
    cursor = cursor_of(program, "/api/v1/accounts")
    for place in range(0, len(cursor) - 1, 7):
        other = "A" if cursor[place] != "A" else "B"
        altered = cursor[:place] + other + cursor[place + 1 :]
        assert program.get("/api/v1/accounts", params={"cursor": altered}).status_code == 422
    assert program.get("/api/v1/accounts", params={"cursor": cursor}).status_code == 200


def test_a_cursor_lives_for_a_day(app: FastAPI, program: httpx.Client, stored_week: str) -> None:
    """Within 24 hours the walk goes on; after them it begins anew."""
    cursor = cursor_of(program, "/api/v1/accounts")
    app.state.clock = lambda: NOW + timedelta(hours=24)
    assert program.get("/api/v1/accounts", params={"cursor": cursor}).status_code == 200
    app.state.clock = lambda: NOW + timedelta(hours=24, seconds=2)
    refused = program.get("/api/v1/accounts", params={"cursor": cursor})
    assert (refused.status_code, refused.json()["code"]) == (422, "cursor.expired")


@pytest.mark.timeout(1200)
def test_no_row_that_stays_is_missed_or_doubled(database: Database, stored_week: str) -> None:
    """Walks with pages of any size while accounts come, change and go between the others."""
    app = create_app(
        Settings(database_url=database.url.render_as_string(hide_password=False), api_rate_per_s=1e6, api_burst=10**6)
    )
    app.state.clock = lambda: NOW
    with database.write() as session:
        key = create_key(session, "crm", NOW).text
    stays = [account.external_id for account in week.ACCOUNTS]
    done = threading.Event()
    failed: list[int] = []

    def write() -> None:
        client, chance = browser(app, Authorization=f"Bearer {key}"), random.Random(1)
        while not done.is_set():
            name = f"HZ-00{chance.randint(0, 9)}-{chance.randint(0, 99)}"
            items = [{"external_id": name, "name": "来去"}, {"external_id": chance.choice(stays), "name": "还在"}]
            told = client.post("/api/v1/accounts:batchUpsert", json={"items": items})
            gone = client.delete(f"/api/v1/accounts/{name}", headers={"If-Match": "*"})
            failed.extend(a.status_code for a in (told, gone) if a.status_code not in (200, 204, 503))
        client.close()

    writer = threading.Thread(target=write)
    writer.start()
    client, chance = browser(app, Authorization=f"Bearer {key}"), random.Random(2)
    walks = [
        [row["external_id"] for row in walk(client, "/api/v1/accounts", limit=str(chance.randint(1, 5)))]
        for _ in range(WALKS)
    ]
    done.set()
    writer.join()
    client.close()
    app.state.engine.close()
    app.state.database.dispose()
    assert failed == []
    for seen in walks:
        assert [name for name in seen if name in stays] == stays
        assert len(seen) == len(set(seen))
