"""Where nobody is asked, districts are read from the addresses: seen on the page of places, never driven to."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.access.identity import SHELL
from app.db import Database
from app.geocoding.choice import Wish, choose
from app.geocoding.locator import Locator
from app.geocoding.pins import OpenPlace, doubtful_places, put_pin
from app.geocoding.providers import Found
from app.geocoding.queue import SPACING
from app.geocoding.words import Level, PlaceState, Provider
from app.intake.account_changes import tell_accounts
from app.intake.known_accounts import accounts_of
from app.method.account import Location
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.regions import YUHANG, regions

NAMED, CITY, OPEN = (
    replace(week.XIXI, external_id=f"O-{n}", address=address, location=None, appointment=None)
    for n, address in enumerate(("杭州市余杭区文一西路", "杭州市文三路", "文三路 90 号"))
)
HOUSE = Found(Location.wgs84(30.36, 119.86), Level.ROOFTOP)


def never(*_: object) -> None:
    raise AssertionError("Nothing may leave this machine.")


@pytest.fixture
def places_of_nobody(database: Database, tmp_path: Path) -> Locator:
    china = regions(tmp_path)
    with database.write() as session:
        tell_accounts(session, SHELL, "list", [NAMED, CITY, OPEN], NOW)
    return Locator(database, never, lambda: NOW, lambda: china)


def places(database: Database) -> dict[str, OpenPlace]:
    with database.read() as session:
        return {one.external_id: one for one in doubtful_places(session, SHELL, 0, 50)}


def test_a_district_is_found_and_nobody_is_sent_there(
    database: Database, places_of_nobody: Locator, tmp_path: Path
) -> None:
    """All at once, and once: what an address leaves open is not looked up again."""
    assert places_of_nobody.ask_one()
    assert not places_of_nobody.ask_one()
    found = places(database)
    assert {name: (one.state, one.level, one.provider, one.can_be_planned) for name, one in found.items()} == {
        NAMED.external_id: (PlaceState.FOUND, Level.DISTRICT, None, False),
        CITY.external_id: (PlaceState.FOUND, Level.CITY, None, False),
        OPEN.external_id: (PlaceState.NOTHING, None, None, False),
    }
    at = found[NAMED.external_id].location
    assert at is not None
    assert regions(tmp_path).around((at.lat, at.lon)) == YUHANG
    with database.read() as session:
        assert accounts_of(session, [NAMED.external_id])[NAMED.external_id].location is None


def test_who_is_asked_later_answers_better(database: Database, places_of_nobody: Locator) -> None:
    """A provider is asked for every one of them; a pin that was put meanwhile stays."""
    places_of_nobody.ask_one()
    with database.write() as session:
        put_pin(session, SHELL, CITY.external_id, HOUSE.location, NOW)
        choose(session, SHELL, Wish(Provider.NOMINATIM, agrees=True), NOW)
    asked: list[str] = []

    def answers(provider: Provider, key: str, address: str) -> Found:
        asked.append(address)
        return HOUSE

    moments = iter(NOW + n * SPACING for n in range(100))
    locator = Locator(database, answers, lambda: next(moments), never)
    for _ in range(3):
        locator.ask_one()
    assert sorted(asked) == sorted((NAMED.address, OPEN.address))
    assert {one.level for one in places(database).values()} == {Level.ROOFTOP}
