"""A service that has roads: what it plans, changes and offers is by road, and says so of each drive."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.db import Database
from app.intake.store import import_accounts, save_reps
from app.method.account import Location
from tests.app.api.test_plans import result_of
from tests.worlds import week
from tests.worlds.stored import LIST, LISTED_AT, listed_row
from tests.worlds.town import driven_on, place

ACCOUNTS = (week.WEST_LAKE, week.WULIN, week.GREEN_TEA, week.XIXI)
SPOTS = "adgi"  # the last is the island


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind is enough: what is stored of a drive is tested with the store."""
    return sqlite_database


def test_a_service_with_roads_plans_and_offers_by_road(
    program: httpx.Client, database: Database, tmp_path: Path
) -> None:
    """Drives to the island are estimates, and so may be what is offered beside it."""
    moved = [
        replace(account, location=Location.wgs84(*place(spot)), appointment=None)
        for account, spot in zip(ACCOUNTS, SPOTS, strict=True)
    ]
    rows = tuple(listed_row(line, account) for line, account in enumerate(moved, start=2))
    with database.write() as session:
        save_reps(session, [replace(week.WANG, home=Location.wgs84(*place("b")))])
        import_accounts(session, replace(LIST, rows=rows, faults=()), LISTED_AT)
    with driven_on(tmp_path):
        order = {"week": "2026-11-25", "time_limit_s": 0.3, "certify_s": 0}
        operation = result_of(program, program.post("/api/v1/plans", json=order).headers["location"])
        assert operation["state"] == "succeeded", operation
        plan = program.get(str(operation["result_url"])).json()
        assert [note["code"] for note in plan["notes"]] == ["BY_ROAD"]
        routes = [route for route in plan["routes"] if route["stops"]]
        assert {route["travel_source"] for route in routes} == {"roads"}
        to_stops = {stop["external_id"]: stop["drive_is_estimated"] for route in routes for stop in route["stops"]}
        assert to_stops[week.XIXI.external_id]
        assert not all(to_stops.values())
        program.post(f"{operation['result_url']}:publish")
        offer = program.get(f"/api/v1/accounts/{week.WULIN.external_id}/slots").json()
        assert offer["choices"], offer
        assert (offer["travel_source"], offer["travel_estimated"]) == ("roads", True)
