"""Where one rep more helps most: amid the work that is far from everybody, at a place that is there."""

import numpy as np

from solver.centre import best_centre
from solver.fieldwork import FieldRep, Fieldwork
from solver.travel import Speeds

ROAD = Speeds(((1_000, 40_000),), 1.3, 0)
HOUR_S = 3600


def work(places: list[tuple[float, float]]) -> Fieldwork:
    lat, lon = np.array(places, dtype=np.float64).reshape(-1, 2).T
    count = len(places)
    return Fieldwork(
        tuple(f"a{n:03d}" for n in range(count)), lat, lon, np.ones(count), np.full(count, HOUR_S, dtype=np.int64)
    )


def rep(name: str, lat: float, lon: float) -> FieldRep:
    return FieldRep(name, (lat, lon), (lat, lon), ROAD, 8 * HOUR_S, 160 * HOUR_S, 12)


def town(lat: float, lon: float, count: int) -> list[tuple[float, float]]:
    return [(lat + n % 5 * 0.003, lon + n // 5 * 0.003) for n in range(count)]


WORLD = work([*town(30.0, 120.0, 30), *town(30.5, 120.5, 30)])


def test_it_lies_in_the_town_that_nobody_lives_in() -> None:
    """One rep lives in the first town; the second town waits for another, at one of its doors."""
    found = best_centre(WORLD, (rep("r", 30.0, 120.0),), rep("new", 0.0, 0.0))
    assert found in town(30.5, 120.5, 30)


def test_the_first_of_all_lives_amid_the_work() -> None:
    """Without anybody yet it is some door."""
    assert best_centre(WORLD, (), rep("new", 0.0, 0.0)) in {*town(30.0, 120.0, 30), *town(30.5, 120.5, 30)}


def test_without_work_there_is_no_place() -> None:
    """Nobody to see."""
    assert best_centre(work([]), (), rep("new", 0.0, 0.0)) is None
