"""The phone's one call: a rep's published day."""

import httpx

from app.db import Database
from app.method.settings import MethodSettings
from app.planning.store import publish_plan, save_plan
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import OPTIONS

TUESDAY = "/api/v1/reps/wang/routes/2026-11-24"


def publish_again(database: Database) -> None:
    with database.write() as session:
        publish_plan(session, save_plan(session, week.PLAN, options=OPTIONS, settings=MethodSettings()), NOW)


def test_the_day_is_whole(wang: httpx.Client) -> None:
    """Numbered stops with their worth, the drives between them, lunch and the way home."""
    answer = wang.get(TUESDAY)
    route = answer.json()["route"]
    assert answer.headers["cache-control"] == "private, no-cache"
    assert [(stop["number"], stop["external_id"]) for stop in route["stops"]] == [
        (1, "HZ-001"),
        (2, "HZ-002"),
        (3, "HZ-003"),
    ]
    assert route["stops"][2]["worth"] == [
        {"name": "base", "worth_s": 9000},
        {"name": "urgency", "worth_s": 1800},
        {"name": "next_step", "worth_s": 2700},
    ]
    assert route["stops"][2]["prize_s"] == 13_500
    assert route["stops"][0]["location"] == {"lat": 30.259, "lon": 120.14}
    assert (route["lunch_s"], route["travel_s"], route["travel_m"]) == (41_400, 5_400, 25_500)


def test_an_unchanged_day_is_not_sent_again(wang: httpx.Client) -> None:
    """With the ETag of its copy a phone gets 304 and no body."""
    etag = wang.get(TUESDAY).headers["etag"]
    assert etag.startswith('"')
    again = wang.get(TUESDAY, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)


def test_a_changed_day_is_sent(wang: httpx.Client, database: Database) -> None:
    """A newly published version has another ETag."""
    etag = wang.get(TUESDAY).headers["etag"]
    publish_again(database)
    again = wang.get(TUESDAY, headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert again.json()["plan_number"] == 2
    assert again.headers["etag"] != etag


def test_a_hostile_name_is_only_text(stored_week: str, manager: httpx.Client) -> None:
    """It arrives letter by letter, as data."""
    route = manager.get("/api/v1/reps/li/routes/2026-11-24").json()["route"]
    assert route["stops"][0]["name"] == week.HOSTILE_NAME


def test_a_day_without_a_route_is_not_found(wang: httpx.Client) -> None:
    """There is nothing for Monday."""
    answer = wang.get("/api/v1/reps/wang/routes/2026-11-23")
    assert (answer.status_code, answer.json()["code"]) == (404, "route.none")


def test_a_day_that_is_none_is_refused(wang: httpx.Client) -> None:
    """Only a written date names a day."""
    for day in ("today", "1795478400", "2026-02-30", "2026-11-24T00:00", "%00", "9999-12-31"):
        answer = wang.get(f"/api/v1/reps/wang/routes/{day}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/path/day")
