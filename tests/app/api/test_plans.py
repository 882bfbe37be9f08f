"""Plans through the API: ordered, watched, read, published."""

import json
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
        time.sleep(0.2)  # a key may ask ten times a second
    assert isinstance(operation, dict)
    return operation


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind is enough here: what differs by kind is tested in test_run_queue.py, and planning takes its time."""
    return sqlite_database


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
    assert plan["certificate"]["state"] in ("running", "certified", "not_certified")
    assert plan["settings"]["visit_cap"] == 2
    assert sum(plan["totals"]["outcomes"].values()) == len(week.LEDGER)
    assert plan["totals"]["stops"] == sum(len(route["stops"]) for route in plan["routes"])

    visited = next(route for route in plan["routes"] if route["stops"])
    day = f"/api/v1/reps/{visited['rep_id']}/routes/{visited['on']}"
    assert program.get(day).status_code == 404
    assert program.post(f"{url}:publish").json()["status"] == "published"
    assert program.get(day).json()["route"] == visited


def test_a_plan_of_two_weeks_is_ordered(program: httpx.Client, lists: None) -> None:
    """`weeks` counts from the week that is named; four at most."""
    order = {"week": "2026-11-25", "weeks": 2, "iterations": 1, "certify_s": 0}
    plan = program.get(result_of(program, program.post("/api/v1/plans", json=order).headers["location"])["result_url"])
    assert {route["on"] >= "2026-11-30" for route in plan.json()["routes"]} == {False, True}
    refused = program.post("/api/v1/plans", json=order | {"weeks": 5})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/body/weeks")


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


def test_a_plan_says_how_good_it_provably_is(program: httpx.Client, stored_week: str) -> None:
    """For the whole team and for each rep; nothing is said of the best possible where nothing is proven."""
    certificate = program.get(f"/api/v1/plans/{stored_week}").json()["certificate"]
    assert (certificate["state"], certificate["bound_s"], certificate["gap_pct"]) == ("certified", 54_800.0, 0.3)
    assert certificate["why_not"] is None
    assert certificate["sentence"].startswith("Within 0.3 % of the best possible")
    assert [(rep["rep_id"], rep["gap_pct"]) for rep in certificate["reps"]] == [("wang", 0.4), ("li", 0.0)]


def test_a_day_says_how_near_together_it_lies(program: httpx.Client, stored_week: str) -> None:
    """Metres within the day and across days, and the share of travel; None where there is nothing to compare."""
    routes = {(r["rep_id"], r["on"]): r for r in program.get(f"/api/v1/plans/{stored_week}").json()["routes"]}
    tuesday, thursday = routes["wang", "2026-11-24"], routes["li", "2026-11-26"]
    assert (tuesday["within_m"], tuesday["across_m"]) == (2_100, 9_800)
    assert tuesday["travel_share"] == round(tuesday["travel_s"] / (tuesday["return_s"] - tuesday["depart_s"]), 4)
    assert (thursday["within_m"], thursday["across_m"], thursday["travel_share"]) == (None, None, 0.0)


LONG = {"week": "2026-11-25", "iterations": 1_000_000, "time_limit_s": 600, "certify_s": 0}


def test_a_plan_under_way_is_ended_with_the_best_so_far(program: httpx.Client, lists: None) -> None:
    """The answer comes at once; within seconds there is a draft. To cancel again changes nothing."""
    location = program.post("/api/v1/plans", json=LONG).headers["location"]
    until_s = time.monotonic() + PATIENCE_S
    while program.get(location).json()["progress"]["value_s"] is None:
        assert time.monotonic() < until_s
        time.sleep(0.2)  # a key may ask ten times a second
    answer = program.post(f"{location}:cancel")
    assert (answer.status_code, answer.json()["state"], answer.json()["cancel_asked"]) == (202, "running", True)
    operation = result_of(program, location)
    assert (operation["state"], operation["error"]) == ("cancelled", None)
    assert program.get(str(operation["result_url"])).json()["status"] == "draft"
    assert program.post(f"{location}:cancel").json() == operation


def test_a_plan_that_waits_is_cancelled_at_once(program: httpx.Client, lists: None) -> None:
    """Behind a long one of the same lane it has not begun: there is no plan of it."""
    first, second = (program.post("/api/v1/plans", json=LONG).headers["location"] for _ in range(2))
    answer = program.post(f"{second}:cancel").json()
    assert (answer["state"], answer["attempt"], answer["result_url"]) == ("cancelled", 0, None)
    program.post(f"{first}:cancel")


def test_nobody_can_end_what_is_not_there(program: httpx.Client) -> None:
    """A problem with a code, as for every unknown id."""
    answer = program.post("/api/v1/operations/op_none:cancel")
    assert (answer.status_code, answer.json()["code"]) == (404, "operation.unknown")


def test_a_run_can_be_listened_to(program: httpx.Client, lists: None) -> None:
    """Server-sent events from the order to its end; each is the operation as it then was."""
    location = program.post("/api/v1/plans", json={"week": "2026-11-25", "time_limit_s": 0.3}).headers["location"]
    answer = program.get(f"{location}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line.startswith("data: ")]
    assert len(events) > 1
    assert events[0]["state"] in ("queued", "running")
    assert events[-1] == program.get(location).json()
    assert events[-1]["state"] == "succeeded"


@pytest.mark.parametrize(("order", "lane"), [({}, "batch"), ({"previous": "{plan}"}, "now"), ({"lane": "now"}, "now")])
def test_who_is_waited_for_has_a_lane_of_its_own(
    program: httpx.Client, stored_week: str, order: dict[str, str], lane: str
) -> None:
    """A plan that holds on to an earlier one is waited for; others say so."""
    order = {name: value.format(plan=stored_week) for name, value in order.items()}
    answer = program.post("/api/v1/plans", json={"week": "2026-11-25", "time_limit_s": 0.3, "certify_s": 0, **order})
    assert answer.json()["lane"] == lane


def test_an_earlier_plan_of_the_week_can_be_held_on_to(program: httpx.Client, stored_week: str) -> None:
    """The new plan names it and says how many visits keep their day."""
    order = {"week": "2026-11-25", "time_limit_s": 0.3, "previous": stored_week, "nearness_pct": 150, "certify_s": 0}
    operation = result_of(program, program.post("/api/v1/plans", json=order).headers["location"])
    plan = program.get(str(operation["result_url"])).json()
    assert (plan["options"]["previous"], plan["options"]["nearness_pct"]) == (stored_week, 150)
    (said,) = (n["sentence"] for n in plan["notes"] if n["code"] == "KEPT_DAYS")
    assert "of 7 visits of the earlier plan keep their day" in said
    assert (plan["certificate"]["state"], plan["certificate"]["why_not"]) == ("not_certified", "not_asked")


@pytest.mark.parametrize(
    "order", [{"week": "2026-12-02", "previous": "{plan}"}, {"week": "2026-11-25", "previous": "x"}]
)
def test_a_plan_of_no_such_week_cannot_be_held_on_to(
    program: httpx.Client, stored_week: str, order: dict[str, str]
) -> None:
    """One of another week, or none at all: refused, and the field is named."""
    answer = program.post("/api/v1/plans", json={k: v.format(plan=stored_week) for k, v in order.items()})
    assert (answer.status_code, answer.json()["code"]) == (422, "plan.previous")


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
