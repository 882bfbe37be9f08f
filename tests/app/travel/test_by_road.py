"""Travel by road, and what is left to the straight line."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.method.rep import TravelMode
from app.roads.extract import UnusableRoads
from app.travel.by_road import (
    drive_on,
    main_roads,
    network_in_use,
    roads_in_use,
    streets,
    travel_model,
    version_in_use,
)
from app.travel.straight_line import SPEEDS, straight_line
from solver import StraightLine
from tests.worlds.geocoder import Asked, Said
from tests.worlds.osrm import HTML, osrm, table
from tests.worlds.town import driven_on, place

PLACES = [place("a"), place("d"), place("i"), place("j"), place("a")]  # the third and fourth are outside
ALL = np.arange(len(PLACES))


@pytest.fixture
def by_road(tmp_path: Path) -> Iterator[None]:
    with driven_on(tmp_path):
        yield


@pytest.mark.usefixtures("by_road")
def test_only_what_lies_outside_is_estimated() -> None:
    """By the bridge where there are roads; to the island as the crow flies, times the factor, and marked."""
    found = travel_model(PLACES, TravelMode.CAR, by_road=True).matrix(ALL)
    guessed = straight_line(PLACES, TravelMode.CAR).matrix(ALL)
    outside = np.isin(ALL, [2, 3])
    assert found.estimated is not None
    assert np.array_equal(found.estimated, outside[:, None] | outside[None, :])
    assert np.array_equal(found.duration_s[found.estimated], guessed.duration_s[found.estimated])
    assert found.distance_m[0, 1] == pytest.approx(6000, abs=5)
    assert guessed.distance_m[0, 1] < 3000
    assert found.duration_s[0, 1] == pytest.approx(500 + 6 + 1.2 + SPEEDS[TravelMode.CAR].parking_s, abs=1.1)
    assert found.duration_s[0, 4] == found.duration_s[0, 0] == 0  # at one door nobody drives
    assert (found.source, found.is_estimated(0, 1), found.is_estimated(0, 2)) == ("roads", False, True)


@pytest.mark.usefixtures("by_road")
def test_parts_and_single_legs_are_those_of_the_whole() -> None:
    """As the solver asks for them."""
    model = travel_model(PLACES, TravelMode.CAR, by_road=True)
    whole, part = model.matrix(ALL), model.matrix(np.array([3, 0]))
    assert part.duration_s.tolist() == whole.duration_s[np.ix_([3, 0], [3, 0])].tolist()
    assert part.estimated is not None
    assert part.estimated.tolist() == [[True, True], [True, False]]
    there, back = model.seconds(1, np.array([0, 2]))
    assert there.tolist() == whole.duration_s[1, [0, 2]].tolist()
    assert back.tolist() == whole.duration_s[[0, 2], 1].tolist()


@pytest.mark.usefixtures("by_road")
def test_who_does_not_drive_and_what_was_not_asked_for_stay_by_the_straight_line() -> None:
    """Roads of cars are not those of trains, and a plan that was estimated stays so until it is planned anew."""
    for mode, asked in ((TravelMode.TRANSIT, True), (TravelMode.EBIKE, True), (TravelMode.CAR, False)):
        assert isinstance(travel_model(PLACES, mode, by_road=asked), StraightLine)
    assert travel_model([], TravelMode.CAR, by_road=True).places == 0


def test_a_server_is_driven_on_and_what_it_does_not_tell_is_estimated() -> None:
    """The same label, cell by cell; without the server all of them, and the plan is still one by road."""

    def answer(asked: Asked) -> Said:
        told = table(asked)
        told["durations"][0][1] = None
        return Said(told)

    guessed = straight_line(PLACES, TravelMode.CAR).matrix(ALL)
    with osrm(answer) as server:
        drive_on(None, server.url)
        try:
            found = travel_model(PLACES, TravelMode.CAR, by_road=True).matrix(ALL)
            assert (network_in_use(), roads_in_use()) == (None, server.url.removeprefix("http://"))
            assert (version_in_use() or "").startswith("osrm-")
            drive_on(None, server.url)
            server.answer = lambda _: HTML
            without = travel_model(PLACES, TravelMode.CAR, by_road=True).matrix(ALL)
        finally:
            drive_on(None)
    assert found.estimated is not None
    assert without.estimated is not None
    assert (found.source, found.is_estimated(0, 1), found.is_estimated(1, 0)) == ("roads", True, False)
    assert found.duration_s[0, 1] == guessed.duration_s[0, 1]
    assert found.duration_s[1, 0] == pytest.approx(200 + SPEEDS[TravelMode.CAR].parking_s, abs=2)
    assert (guessed.duration_s[~without.estimated] == 0).all()  # from a place to itself
    assert np.array_equal(without.duration_s, guessed.duration_s)


def test_without_roads_everything_is_estimated(tmp_path: Path) -> None:
    """And a file that holds none is refused, and nothing is driven on."""
    assert (network_in_use(), version_in_use()) == (None, None)
    assert isinstance(travel_model(PLACES, TravelMode.CAR, by_road=True), StraightLine)
    assert (streets([(PLACES[0], PLACES[1])]), list(main_roads((-90, -180, 90, 180)))) == ({}, [])
    (tmp_path / "none").write_bytes(b"")
    with pytest.raises(UnusableRoads):
        drive_on(tmp_path / "none")
    assert network_in_use() is None
