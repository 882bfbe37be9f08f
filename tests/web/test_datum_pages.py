"""The page of one place in three coordinate systems: agreement is said, and so is what it means where there is none."""

import re

import geocoordinates_ffi as independent
import httpx
import pytest
from fastapi import FastAPI

from app.db import Database
from app.method.account import Datum
from app.security import cookie_name
from tests.conftest import NOW, OWN_PAGE, SignIn
from tests.in_process import browser
from tests.worlds import week
from tests.worlds.found import DISTRICT, store_found
from tests.worlds.teams import Row, Who, store_teams
from web.maps import Tiles

ENGLISH = {"Accept-Language": "en"}
AT = (30.2741, 120.1551)
TYPED = {"lat": str(AT[0]), "lon": str(AT[1])}


def told(page: str) -> dict[str, tuple[float, float]]:
    """The degrees of each system as they are copied."""
    rows = re.findall(r'<code id="at-(\w+)">([\d.-]+), ([\d.-]+)</code>', page)
    return {datum: (float(lat), float(lon)) for datum, lat, lon in rows}


def drawn(page: str) -> list[tuple[float, float]]:
    """Where the map has the three."""
    rows = re.findall(r'"coordinates": \[([\d.-]+), ([\d.-]+)\]', page)
    return [(float(lat), float(lon)) for lon, lat in rows]


@pytest.mark.parametrize("tiles", list(Datum))
def test_typed_degrees_are_told_in_all_systems_and_drawn_on_one_spot(
    app: FastAPI, manager: httpx.Client, tiles: Datum
) -> None:
    """As an independent library converts them, whatever the base map is drawn in."""
    app.state.settings = app.state.settings.model_copy(update={"tile_datum": tiles})
    page = manager.get("/datums", params=TYPED, headers=ENGLISH).text
    point = independent.Wgs84(lat=AT[0], lon=AT[1])
    gcj, bd = independent.wgs84_to_gcj02(point), independent.wgs84_to_bd09(point)
    assert told(page) == {
        "wgs84": AT,
        "gcj02": pytest.approx((gcj.lat, gcj.lon), abs=1e-6),
        "bd09": pytest.approx((bd.lat, bd.lon), abs=1e-6),
    }
    assert 'data-agree="yes"' in page
    spot = Tiles("", "", tiles).shift(*AT)
    assert drawn(page) == [pytest.approx(spot, abs=1e-6)] * 3
    assert "datum=gcj02" in page, "where the same digits would lie in another system"


def test_where_the_systems_do_not_agree_the_page_says_what_to_do(manager: httpx.Client) -> None:
    """Beside the pole GCJ-02 has no way back."""
    page = manager.get("/datums", params={"lat": "89.99", "lon": "120"}, headers=ENGLISH).text
    assert 'data-agree="no"' in page
    assert "Give them in WGS-84" in page


@pytest.mark.parametrize("wrong", [{"lat": "north"}, {"lat": "91"}, {"lon": ""}, {"lat": "nan"}, {"lon": "1e999"}])
def test_what_is_no_place_is_refused_with_an_example(manager: httpx.Client, wrong: dict[str, str]) -> None:
    answer = manager.get("/datums", params=TYPED | wrong, headers=ENGLISH)
    assert (answer.status_code, "such as 30.2741" in answer.text) == (422, True)


def test_an_account_is_shown_by_its_id_and_one_without_a_place_is_named(
    manager: httpx.Client, database: Database, stored_week: str
) -> None:
    """Asked for nothing, the page shows where the first rep starts."""
    with database.write() as session:
        store_found(session)
    assert week.XIXI.location is not None
    page = manager.get("/datums", params={"account": week.XIXI.external_id}).text
    assert told(page)["wgs84"] == (week.XIXI.location.lat, week.XIXI.location.lon)
    answer = manager.get("/datums", params={"account": DISTRICT.external_id}, headers=ENGLISH)
    assert (answer.status_code, "Put its pin first" in answer.text) == (422, True)
    assert told(manager.get("/datums").text)


def test_a_manager_sees_no_place_of_another_team(app: FastAPI, database: Database) -> None:
    """It is not there for him, like an id that nobody has; the example is his own rep's."""
    with database.write() as session:
        world = store_teams(session, NOW)
    client = browser(app, **OWN_PAGE, Accept="text/html")
    client.cookies.set(cookie_name(app.state.settings), world.session_tokens[Who.MANAGER])
    for row, status in ((Row.OWN, 200), (Row.FOREIGN, 404), (Row.NONE, 404)):
        answer = client.get("/datums", params={"account": world.names["account_id"][row]})
        assert (answer.status_code, bool(told(answer.text))) == (status, status == 200), row
    assert "李强" not in client.get("/datums").text


def test_a_rep_does_not_come_in(sign_in: SignIn, stored_week: str) -> None:
    assert sign_in("rep", "wang").get("/datums", params=TYPED).status_code == 403
