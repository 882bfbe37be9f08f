"""Plans through the API: ordered, watched, read, published."""

import time

import httpx
import pytest

from app.db import Database
from tests.worlds import week
from tests.worlds.stored import store_lists

PATIENCE_S = 60.0


def result_of(client: httpx.Client, location: str) -> dict[str, object]:
    """The operation once it is over."""
    until_s = time.monotonic() + PATIENCE_S
    while (operation := client.get(location).json())["finished_at"] is None:
        assert time.monotonic() < until_s
        time.sleep(0.05)
    assert isinstance(operation, dict)
    return operation


@pytest.fixture
def lists(database: Database) -> None:
    """The lists of the small week, not planned yet."""
    with database.write() as session:
        store_lists(session)


def test_a_plan_is_ordered_watched_read_and_published(program: httpx.Client, lists: None) -> None:
    """From the order to the phone: 202, an operation, a draft, and after publishing the rep's route."""
    ordered = program.post("/api/v1/plans", json={"week": "2026-11-25", "time_limit_s": 0.3, "seed": 7})
    assert ordered.status_code == 202
    assert ordered.json()["state"] in ("queued", "running")
    operation = result_of(program, ordered.headers["location"])
    assert (operation["state"], operation["error"]) == ("succeeded", None)
    url = str(operation["result_url"])

    plan = program.get(url).json()
    assert (plan["status"], plan["week_on"], plan["as_of"]) == ("draft", "2026-11-23", "2026-11-23")
    assert (plan["options"]["seed"], plan["options"]["time_limit_s"]) == (7, 0.3)
    assert plan["settings"]["visit_cap"] == 2
    assert sum(plan["totals"]["outcomes"].values()) == len(week.LEDGER)
    assert plan["totals"]["stops"] == sum(len(route["stops"]) for route in plan["routes"])

    visited = next(route for route in plan["routes"] if route["stops"])
    day = f"/api/v1/reps/{visited['rep_id']}/routes/{visited['on']}"
    assert program.get(day).status_code == 404
    assert program.post(f"{url}:publish").json()["status"] == "published"
    assert program.get(day).json()["route"] == visited


def test_an_order_that_cannot_be_carried_out_says_so(program: httpx.Client) -> None:
    """Without reps the operation fails with a code and a sentence; the request itself was fine."""
    operation = result_of(program, program.post("/api/v1/plans", json={"week": "2026-11-25"}).headers["location"])
    assert operation["state"] == "failed"
    assert operation["error"] == {"code": "NO_REPS", "detail": "There is no rep to plan for. Add reps first."}
    assert operation["result_url"] is None


def test_plans_are_listed(program: httpx.Client, stored_week: str) -> None:
    """Newest first, with how much is in each."""
    (plan,) = program.get("/api/v1/plans").json()["data"]
    assert (plan["id"], plan["number"], plan["routes"], plan["stops"]) == (stored_week, 1, 3, 7)


def test_a_plan_adds_up(program: httpx.Client, stored_week: str) -> None:
    """Totals are the sums of the routes, and each outcome of the ledger is counted."""
    plan = program.get(f"/api/v1/plans/{stored_week}").json()
    totals = plan["totals"]
    assert totals["travel_s"] == sum(route["travel_s"] for route in plan["routes"])
    assert totals["prize_s"] - totals["travel_s"] - 3 * totals["overtime_s"] == plan["value_s"]
    assert totals["outcomes"] == {"routed": 7, "unserved": 1, "gated": 1, "rejected": 1}
    assert plan["notes"][0]["sentence"].startswith("Travel times are estimated")


def test_the_ledger_is_read_page_by_page(program: httpx.Client, stored_week: str) -> None:
    """Ten rows in three pages, each row with its sentence."""
    url = f"/api/v1/plans/{stored_week}/ledger"
    rows, cursor = [], None
    for _ in range(3):
        page = program.get(url, params={"limit": 4, **({"cursor": cursor} if cursor else {})}).json()
        rows += page["data"]
        cursor = page["next_cursor"]
    assert cursor is None
    assert [row["line"] for row in rows] == list(range(2, 12))
    assert rows[0]["sentence"] == "Visited on 2026-11-24 at 09:20 by 王芳."
    assert all(row["sentence"] for row in rows)
    assert rows[8]["remedy"]


@pytest.mark.parametrize("cursor", ["eA", "LTE", "wrI", "OTk5OTk5OTk5OTk5OTk5OTk5OTk"])  # x, -1, ², 10^20
def test_a_place_in_the_ledger_is_a_count(program: httpx.Client, stored_week: str, cursor: str) -> None:
    """Words, minus one, odd digits and endless numbers are refused."""
    answer = program.get(f"/api/v1/plans/{stored_week}/ledger", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor.unknown")


@pytest.mark.parametrize("path", ["/api/v1/plans/pln_none", "/api/v1/plans/pln_none/ledger", "/api/v1/operations/no"])
def test_what_is_not_there_is_not_found(program: httpx.Client, path: str) -> None:
    """An unknown id is 404."""
    assert program.get(path).status_code == 404
    assert program.post("/api/v1/plans/pln_none:publish").json()["code"] == "plan.unknown"
