"""Drives that are known already."""

from collections.abc import Callable

import numpy as np
import pytest

from app.roads import roads as searched
from app.roads.known_drives import KnownDrives
from app.roads.roads import Roads
from tests.worlds.town import SPOTS, at, place

PLACES = [place(name) for name in SPOTS] + [at(0.3 * n, 0.0) for n in range(1, 7)]  # the island's are outside


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many searches there were since one asked last."""
    counted: list[int] = []
    true_dijkstra = searched.dijkstra

    def counting(graph: object, *, directed: bool, indices: np.ndarray) -> np.ndarray:
        counted.append(len(indices))
        return true_dijkstra(graph, directed=directed, indices=indices)

    def since() -> int:
        total = sum(counted)
        counted.clear()
        return total

    monkeypatch.setattr(searched, "dijkstra", counting)
    return since


def test_one_place_more_costs_one_row_and_one_column(roads: Roads, searches: Callable[[], int]) -> None:
    """Not a search for each place; the same places again, or some of them, cost nothing."""
    known = KnownDrives(roads)
    known.drives(PLACES[:-1])
    assert searches() == len(PLACES) - 1 - 3  # three are outside
    known.drives(PLACES)
    assert searches() == 2
    known.drives(PLACES[3:9])
    known.drives(PLACES)
    assert searches() == 0


def test_what_is_known_is_what_would_be_found(roads: Roads) -> None:
    """However the places came to be known, in whatever order and how often they are named."""
    known, draw = KnownDrives(roads), np.random.default_rng(3)
    for _ in range(20):
        points = [PLACES[n] for n in draw.integers(0, len(PLACES), 12)]
        found, true = known.drives(points), roads.drives(points)
        assert np.array_equal(found.duration_s, true.duration_s)
        assert np.array_equal(found.distance_m, true.distance_m)
        assert np.array_equal(found.known, true.known)
    assert known.drives([]).duration_s.shape == (0, 0)


def test_what_was_not_used_longest_is_forgotten(roads: Roads, searches: Callable[[], int]) -> None:
    """There is no end of plans, and one of memory."""
    known = KnownDrives(roads, most_cells=20)
    here, there = PLACES[:4], PLACES[4:8]
    known.drives(here)
    known.drives(there)
    assert searches() == 8
    known.drives(there)
    assert searches() == 0
    known.drives(here)
    assert searches() == 4
