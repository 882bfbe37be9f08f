"""Accounts without a place are found behind everybody's back: slowly, once for each address, whatever happens."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.audit import entries
from app.access.identity import SHELL, Identity
from app.attention.matters import Matter
from app.attention.troubles import incomplete_accounts
from app.db import Database
from app.errors import InvalidInput
from app.geocoding.choice import Wish, choose, chosen
from app.geocoding.locator import Locator
from app.geocoding.pins import OpenPlace, count_open, doubtful_places, put_pin, refuse
from app.geocoding.providers import Asker
from app.geocoding.words import Level, PlaceState, Provider, Trouble
from app.intake.account_changes import tell_accounts
from app.intake.account_lists import AccountFilter
from app.intake.known_accounts import accounts_of
from app.intake.overview import judged_accounts
from app.intake.standings import standings
from app.method.account import Account, Location
from app.models import AccountRecord
from tests.conftest import NOW
from tests.worlds import geocoder as world
from tests.worlds import week
from tests.worlds.geocoder import Asked, Geocoder, Said, geocoder

DOOR = Location.wgs84(30.2741, 120.1551)
HOUSE, TWIN, STREET, DISTRICT, NOWHERE, POISON = (
    replace(week.XIXI, external_id=f"P-{n}", address=address, location=None, appointment=None)
    for n, address in enumerate(
        ("文三路 90 号", "文三路  ９０ 号", "天目山路", "余杭区", "不存在路 1 号", "毒药巷 3 号")
    )
)
NOMINATIM = Wish(Provider.NOMINATIM, agrees=True)
RANKS = {HOUSE.address: 30, STREET.address: 26, DISTRICT.address: 18}


def by_the_map(asked: Asked) -> Said:
    """A Nominatim that knows three addresses, and answers one with a page."""
    address = asked.query["q"]
    if address == POISON.address:
        return Said("<html>")
    return world.nominatim(DOOR.lat, DOOR.lon, RANKS[address]) if address in RANKS else Said([])


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def no_districts() -> None:
    """As without the extra; with it see `test_offline.py`."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server() -> Iterator[Geocoder]:
    with geocoder(by_the_map) as running:
        yield running


@pytest.fixture
def locator(database: Database, server: Geocoder, clock: Clock) -> Locator:
    return Locator(database, Asker("https://routes.example.com", server.url, longest_s=2), clock, no_districts)


def store(database: Database, *accounts: Account, wish: Wish = NOMINATIM) -> None:
    with database.write() as session:
        tell_accounts(session, SHELL, "list", accounts, NOW)
        choose(session, SHELL, wish, NOW)


def ask_all(locator: Locator, clock: Clock, *, most: int = 20) -> int:
    """Ask as long as there is something, a second apart; how many questions that were."""
    for count in range(most):
        if not locator.ask_one():
            return count
        clock.wait(1)
    return most


def places(database: Database) -> Mapping[str, OpenPlace]:
    with database.read() as session:
        return {one.external_id: one for one in doubtful_places(session, SHELL, 0, 50)}


def codes(session: Session) -> dict[str, str | None]:
    """The gate's verdict on each account, by the table and by the account itself."""
    quick = {one.external_id: one.verdict.code for one in standings(session, SHELL, AccountFilter(), NOW)}
    slow = judged_accounts(session, select(AccountRecord), NOW)
    assert quick == {one.account.external_id: one.verdict.code for one in slow}
    return quick


def test_nobody_is_asked_before_somebody_agreed(database: Database, locator: Locator, server: Geocoder) -> None:
    """Off is how it begins, and how it ends when it is turned off."""
    with database.write() as session:
        tell_accounts(session, SHELL, "list", [HOUSE], NOW)
    assert not locator.ask_one()
    for wish in (replace(NOMINATIM, agrees=False), Wish(Provider.BAIDU, agrees=True)):
        with pytest.raises(InvalidInput), database.write() as session:
            choose(session, SHELL, wish, NOW)
    for wish in (NOMINATIM, Wish(None)):
        with database.write() as session:
            choose(session, SHELL, wish, NOW)
    assert not locator.ask_one()
    assert server.asked == []


def test_what_is_near_the_door_is_planned_and_what_is_not_is_gated(
    database: Database, locator: Locator, clock: Clock
) -> None:
    """House and street count; of a district the gate says what to do; what nobody knows stays without a place."""
    store(database, HOUSE, STREET, DISTRICT, NOWHERE)
    assert ask_all(locator, clock) == 4
    with database.read() as session:
        assert codes(session) == {
            HOUSE.external_id: None,
            STREET.external_id: None,
            DISTRICT.external_id: "ROUGH_LOCATION",
            NOWHERE.external_id: "NEEDS_LOCATION",
        }
        known = accounts_of(session, [HOUSE.external_id, DISTRICT.external_id])
        (lacking,) = [one for one in incomplete_accounts(session, SHELL) if one.matter is Matter.NO_PLACE]
        deeds = [one.action for one in entries(session, None, None, None, 50)]
    assert known[HOUSE.external_id].location == DOOR
    assert known[DISTRICT.external_id].location is None
    assert lacking.count == 2
    assert deeds.count("account.found") == 3
    found = places(database)
    assert list(found) == [DISTRICT.external_id, NOWHERE.external_id, HOUSE.external_id, STREET.external_id]
    assert [found[one.external_id].level for one in (DISTRICT, HOUSE)] == [Level.DISTRICT, Level.ROOFTOP]
    assert found[NOWHERE.external_id].state is PlaceState.NOTHING


def test_an_address_is_asked_for_once_and_a_second_apart(
    database: Database, locator: Locator, clock: Clock, server: Geocoder
) -> None:
    """Two accounts at one address are one question, however it is written; later ones need none at all."""
    store(database, HOUSE, TWIN, STREET)
    assert (locator.ask_one(), locator.ask_one()) == (True, False)
    clock.wait(1)
    assert ask_all(locator, clock) == 1
    assert sorted(asked.query["q"] for asked in server.asked) == sorted([HOUSE.address, STREET.address])
    with database.write() as session:
        tell_accounts(session, SHELL, "list", [replace(HOUSE, external_id="P-9")], NOW)
    clock.wait(1)
    assert ask_all(locator, clock) == 0
    assert places(database)["P-9"].level is Level.ROOFTOP


def test_a_provider_that_refuses_is_left_alone(
    database: Database, locator: Locator, clock: Clock, server: Geocoder
) -> None:
    """As long as it asks for; the page can say why; and when it answers again everything goes on."""
    store(database, HOUSE, NOWHERE)
    server.answer = lambda _: Said("", 429, {"Retry-After": "90"})
    assert ask_all(locator, clock) == 1
    clock.wait(80)
    assert not locator.ask_one()
    with database.read() as session:
        choice = chosen(session)
    assert (choice.trouble, choice.next_ask_at) == (Trouble.TOO_MANY, NOW + timedelta(seconds=90))
    server.answer = by_the_map
    clock.wait(10)
    assert ask_all(locator, clock) == 2
    with database.read() as session:
        assert chosen(session).trouble is None


def test_nonsense_about_one_address_holds_up_no_other(database: Database, locator: Locator, clock: Clock) -> None:
    """It goes to the end of the queue, and after three times it counts as not known."""
    store(database, POISON, HOUSE, STREET)
    for _ in range(8):
        locator.ask_one()
        clock.wait(31)
    found = places(database)
    assert found[HOUSE.external_id].state is found[STREET.external_id].state is PlaceState.FOUND
    assert found[POISON.external_id].state is PlaceState.NOTHING


def test_an_asker_that_died_is_followed_by_another(database: Database, locator: Locator, clock: Clock) -> None:
    """What it had taken is asked for again when its lease is over."""
    store(database, HOUSE)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Locator(database, dies, clock, no_districts).ask_one()
    clock.wait(59)
    assert not locator.ask_one()
    clock.wait(1)
    assert ask_all(locator, clock) == 1


def test_another_provider_is_asked_for_what_the_first_did_not_know(
    database: Database, locator: Locator, clock: Clock, server: Geocoder
) -> None:
    """And for nothing else."""
    store(database, HOUSE, NOWHERE)
    ask_all(locator, clock)
    server.answer = lambda _: world.amap(30.2, 120.1, "兴趣点")
    with database.write() as session:
        choose(session, SHELL, Wish(Provider.AMAP, "key", agrees=True), clock())
    assert ask_all(locator, clock) == 1
    assert places(database)[NOWHERE.external_id].provider is Provider.AMAP


def test_a_pin_stands_above_lists_until_the_account_moves(database: Database, locator: Locator, clock: Clock) -> None:
    """A nightly list that knows no place takes nothing back; a new address does, and is asked for."""
    store(database, DISTRICT)
    ask_all(locator, clock)
    with database.write() as session:
        put_pin(session, SHELL, DISTRICT.external_id, DOOR, clock())
        tell_accounts(session, SHELL, "list", [DISTRICT], NOW)
    with database.read() as session:
        assert codes(session) == {DISTRICT.external_id: None}
        assert count_open(session, SHELL) == 0
    with database.write() as session:
        tell_accounts(session, SHELL, "list", [replace(DISTRICT, address=STREET.address)], NOW)
        assert codes(session) == {DISTRICT.external_id: "NEEDS_LOCATION"}
    assert ask_all(locator, clock) == 1
    with database.read() as session:
        assert codes(session) == {DISTRICT.external_id: None}


def test_a_pin_corrects_what_a_list_tells_until_it_tells_something_else(database: Database) -> None:
    elsewhere = Location.wgs84(30.3, 120.2)
    with database.write() as session:
        tell_accounts(session, SHELL, "list", [replace(HOUSE, location=elsewhere)], NOW)
        put_pin(session, SHELL, HOUSE.external_id, DOOR, NOW)
        assert accounts_of(session, [HOUSE.external_id])[HOUSE.external_id].location == DOOR
        newer = Location.wgs84(30.31, 120.21)
        tell_accounts(session, SHELL, "list", [replace(HOUSE, location=newer)], NOW)
        assert accounts_of(session, [HOUSE.external_id])[HOUSE.external_id].location == newer


def test_what_is_refused_is_not_found_again(database: Database, locator: Locator, clock: Clock) -> None:
    """The account waits for a pin, whoever is asked from then on."""
    store(database, HOUSE)
    ask_all(locator, clock)
    with database.write() as session:
        refuse(session, Identity("manager"), HOUSE.external_id, clock())
        choose(session, SHELL, Wish(Provider.AMAP, "key", agrees=True), clock())
    assert ask_all(locator, clock) == 0
    with database.read() as session:
        assert codes(session) == {HOUSE.external_id: "NEEDS_LOCATION"}
    assert places(database)[HOUSE.external_id].state is PlaceState.REFUSED


def test_an_answer_that_comes_after_it_was_turned_off_is_dropped(database: Database, clock: Clock) -> None:
    store(database, HOUSE)

    def turned_off_meanwhile(*_: object) -> None:
        with database.write() as session:
            choose(session, SHELL, Wish(None), clock())

    Locator(database, turned_off_meanwhile, clock, no_districts).ask_one()
    assert places(database)[HOUSE.external_id].state is PlaceState.WAITING
