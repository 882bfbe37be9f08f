"""The page of accounts without a sure place, and the same through the API: least sure first, put, taken, refused."""

from typing import Any

import httpx
import pytest

from app.access.identity import SHELL
from app.db import Database
from app.intake.account_changes import stored_accounts
from app.intake.datums import to_wgs84
from app.intake.known_accounts import accounts_of
from app.method.account import Datum, Location
from tests.conftest import SignIn
from tests.worlds.found import DISTRICT, HOUSE, UNKNOWN, store_found

ENGLISH, CHINESE = {"Accept-Language": "en"}, {"Accept-Language": "zh"}
DOOR = {"lat": "30.4175", "lon": "120.3001", "datum": "wgs84", "version": "1"}
V1 = "/api/v1"


@pytest.fixture
def found(database: Database, stored_week: str) -> None:
    with database.write() as session:
        store_found(session)


def location(database: Database, external_id: str) -> Location | None:
    with database.read() as session:
        return accounts_of(session, [external_id])[external_id].location


def test_the_least_sure_come_first_with_what_is_known(manager: httpx.Client, found: None) -> None:
    """In both languages; what is called like an attack stays a name."""
    page = manager.get("/places", headers=ENGLISH).text
    order = [page.index(f'action="/places/{one.external_id}"') for one in (DISTRICT, UNKNOWN, HOUSE)]
    assert order == sorted(order)
    for said in ("found the district only", "Nobody knows this address", "found the house"):
        assert said in page
    assert UNKNOWN.name not in page
    assert "仅到区县" in manager.get("/places", headers=CHINESE).text
    assert (
        "Its address leads to a district only" in manager.get(f"/accounts/{DISTRICT.external_id}", headers=ENGLISH).text
    )


def test_a_pin_that_is_put_counts_and_leaves_the_page(manager: httpx.Client, database: Database, found: None) -> None:
    """In whatever system the map is drawn; the account's history says who did it."""
    gcj = {**DOOR, "datum": "gcj02"}
    assert manager.post(f"/places/{DISTRICT.external_id}", data=gcj).status_code == 303
    at = location(database, DISTRICT.external_id)
    assert at is not None
    assert (at.lat, at.lon) == pytest.approx(to_wgs84(30.4175, 120.3001, Datum.GCJ02))
    assert DISTRICT.name not in manager.get("/places").text
    page = manager.get(f"/accounts/{DISTRICT.external_id}", headers=ENGLISH).text
    assert "Pin put on the map" in page
    assert "leads to a district only" not in page


@pytest.mark.parametrize(
    "wrong", [{"lat": ""}, {"lon": "east"}, {"lat": "nan"}, {"lat": "120.3"}, {"lat": "0", "lon": "0"}]
)
def test_what_is_no_place_is_refused(
    manager: httpx.Client, database: Database, found: None, wrong: dict[str, str]
) -> None:
    answer = manager.post(f"/places/{DISTRICT.external_id}", data={**DOOR, **wrong}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.text
    assert location(database, DISTRICT.external_id) is None


def test_an_account_told_anew_meanwhile_is_looked_at_again(
    manager: httpx.Client, database: Database, found: None
) -> None:
    """Its address may be another one by now."""
    for path in (f"/places/{HOUSE.external_id}", f"/places/{HOUSE.external_id}/refuse"):
        answer = manager.post(path, data={**DOOR, "version": "7"}, headers=ENGLISH)
        assert (answer.status_code, "Look again" in answer.text) == (409, True)
    assert location(database, HOUSE.external_id) is not None


def test_what_is_refused_stays_on_the_page_without_a_pin(
    manager: httpx.Client, database: Database, found: None
) -> None:
    assert manager.post(f"/places/{HOUSE.external_id}/refuse", data={"version": "1"}).status_code == 303
    assert location(database, HOUSE.external_id) is None
    assert "What was found was refused" in manager.get("/places", headers=ENGLISH).text


def test_a_company_whose_accounts_all_have_places_is_told_so(manager: httpx.Client, stored_week: str) -> None:
    assert "Every account has a place" in manager.get("/places", headers=ENGLISH).text


def test_a_rep_puts_no_pins(sign_in: SignIn, found: None) -> None:
    rep = sign_in("rep", "wang")
    assert (rep.get("/places").status_code, rep.post(f"/places/{HOUSE.external_id}", data=DOOR).status_code) == (
        403,
        403,
    )


def listed(program: httpx.Client, **query: Any) -> Any:
    answer = program.get(f"{V1}/places", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_programs_see_and_put_the_same(program: httpx.Client, database: Database, found: None) -> None:
    """Page by page; a proposal is taken by putting the pin where it is, and a pin is taken away again."""
    first = listed(program, limit=2)
    second = listed(program, limit=2, cursor=first["next_cursor"])
    shown = {one["account_id"]: one for one in [*first["data"], *second["data"]]}
    assert list(shown) == [HOUSE.external_id, DISTRICT.external_id, UNKNOWN.external_id]
    house = shown[HOUSE.external_id]
    assert (house["state"], house["level"], house["can_be_planned"]) == ("found", "rooftop", True)
    assert (shown[DISTRICT.external_id]["level"], shown[DISTRICT.external_id]["can_be_planned"]) == ("district", False)
    assert shown[UNKNOWN.external_id]["state"] == "nothing"

    place, seen = f"{V1}/accounts/{HOUSE.external_id}/place", {"If-Match": f'"{house["version"]}"'}
    assert program.put(place, json=house["location"]).status_code == 428
    assert program.put(place, json=house["location"], headers={"If-Match": '"9"'}).status_code == 412
    assert program.put(place, json={"lat": 0, "lon": 0}, headers=seen).status_code == 422
    assert program.put(place, json=house["location"], headers=seen).status_code == 204
    assert HOUSE.external_id not in {one["account_id"] for one in listed(program)["data"]}
    assert program.delete(place, headers=seen).status_code == 204
    assert listed(program)["data"][0]["state"] == "refused"
    assert program.delete(f"{V1}/accounts/nobody/place", headers=seen).status_code == 404
    with database.read() as session:
        assert stored_accounts(session, SHELL, [HOUSE.external_id])[HOUSE.external_id].account.location is None
