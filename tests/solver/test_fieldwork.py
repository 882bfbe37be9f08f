"""What accounts ask of reps: visits a month, the drive between neighbours, and a part of the way out and back."""

from dataclasses import replace

import numpy as np
import pytest

from solver.fieldwork import NEIGHBOURS, FieldRep, Fieldwork, territory_problem
from solver.territory import TerritoryProblem
from solver.travel import Speeds

ROAD = Speeds(((1_000, 60_000),), 1.0, 0)  # a kilometre a minute, straight on
KM_DEGREES = 1 / 111.195
HOUR_S = 3600


def work(km_east: list[float], *, visits: float = 1.0, service_h: float = 1.0) -> Fieldwork:
    """Accounts on the equator."""
    count = len(km_east)
    return Fieldwork(
        tuple(f"a{n:02d}" for n in range(count)),
        np.zeros(count),
        np.array(km_east) * KM_DEGREES,
        np.full(count, visits),
        np.full(count, round(service_h * HOUR_S)),
    )


def rep(km_east: float, *, day_h: float = 8, most_visits: int = 100) -> FieldRep:
    home = (0.0, km_east * KM_DEGREES)
    return FieldRep(f"r{km_east}", home, home, ROAD, round(day_h * HOUR_S), 100 * HOUR_S, most_visits)


def problem(accounts: Fieldwork, *reps: FieldRep) -> TerritoryProblem:
    nobody = np.full(len(accounts.ids), -1, dtype=np.int64)
    return territory_problem(accounts, reps, nobody, nobody > 0, nobody * 0)


def test_the_way_out_and_back_is_shared_by_the_visits_of_a_day() -> None:
    """An hour away, eight visits of an hour each: a quarter of an hour for each of them."""
    alone = problem(work([60.0]), rep(0.0))
    assert alone.drive_s[0, 0] == pytest.approx(2 * HOUR_S / 8, abs=2)
    assert alone.load_s[0, 0] == pytest.approx(HOUR_S * 1.25, abs=2)
    few = problem(work([60.0]), rep(0.0, most_visits=2))
    assert few.drive_s[0, 0] == pytest.approx(HOUR_S, abs=2)


def test_twice_the_visits_are_twice_the_hours() -> None:
    """Every two weeks instead of every month."""
    once, twice = (problem(work([60.0, 66.0], visits=visits), rep(0.0)) for visits in (1.0, 2.0))
    assert twice.load_s == pytest.approx(2 * once.load_s, abs=2)


def test_between_neighbours_one_drives_what_lies_between_them() -> None:
    """Three kilometres apart: three minutes for each visit; halves of it are lost where they are divided."""
    pair = problem(work([0.0, 3.0]), rep(0.0))
    stay_s = pair.load_s - pair.drive_s
    assert stay_s.ravel() == pytest.approx([HOUR_S + 180] * 2, abs=2)
    assert pair.pairs.tolist() == [[0, 1]]
    assert pair.apart_s[0] == pytest.approx(360, abs=2)


def test_neighbours_are_the_nearest() -> None:
    """Two clusters: no pair joins them."""
    clusters = [float(n) for n in range(NEIGHBOURS + 1)] + [500.0 + n for n in range(NEIGHBOURS + 1)]
    pairs = problem(work(clusters), rep(0.0)).pairs
    assert {(a <= NEIGHBOURS) == (b <= NEIGHBOURS) for a, b in pairs.tolist()} == {True}


def test_accounts_at_one_door_have_the_same_neighbours_in_any_order() -> None:
    """Twelve in one building: who counts as near goes by id."""
    there = replace(work([1.0] * 12), ids=tuple(f"a{n:02d}" for n in reversed(range(12))))
    names = [
        {frozenset((found.accounts[a], found.accounts[b])) for a, b in found.pairs.tolist()}
        for found in (problem(work([1.0] * 12), rep(0.0)), problem(there, rep(0.0)))
    ]
    assert names[0] == names[1]


def test_no_account_is_no_work() -> None:
    """And one alone has no neighbour."""
    assert problem(work([]), rep(0.0)).load_s.shape == (0, 1)
    assert problem(work([5.0]), rep(0.0)).pairs.shape == (0, 2)


def test_nonsense_is_refused() -> None:
    """Fewer visits than none, or an account without a place."""
    with pytest.raises(ValueError, match="not negative"):
        work([1.0], visits=-1.0)
    with pytest.raises(ValueError, match="has a place"):
        replace(work([1.0]), lat=np.zeros(2))
    with pytest.raises(ValueError, match="not negative"):
        replace(rep(0.0), day_s=-1)
