"""Drives on the town's roads, and on a real city where its extract is there."""

import csv
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from app.roads.build import JUNCTION_CS, LIGHT_CS, build
from app.roads.network import Network
from app.roads.places import NearestRoads
from app.roads.roads import Roads
from solver.travel import EARTH_M
from tests.app.roads.conftest import silent
from tests.worlds.town import at, place

DATA = Path(__file__).parents[4] / "shared" / "data"
LIGHT_S, JUNCTION_S = LIGHT_CS / 100, JUNCTION_CS / 100


def drive(roads: Roads, origin: tuple[float, float], goal: tuple[float, float]) -> tuple[int, int]:
    found = roads.drives([origin, goal])
    assert found.known.all()
    return int(found.duration_s[0, 1]), int(found.distance_m[0, 1])


def test_a_river_is_crossed_by_the_bridge(roads: Roads) -> None:
    """From a to d it is 2 km as the crow flies, and 6 km to drive."""
    seconds, metres = drive(roads, place("a"), place("d"))
    assert metres == pytest.approx(6000, abs=5)
    assert seconds == pytest.approx(500 + LIGHT_S + 2 * JUNCTION_S, abs=1.1)


def test_one_way_streets_are_driven_one_way(roads: Roads) -> None:
    """From d to h directly, and back around by g, e and d."""
    assert drive(roads, place("d"), place("h"))[1] == pytest.approx(1000, abs=2)
    assert drive(roads, place("h"), place("d"))[1] == pytest.approx(3000, abs=4)


def test_places_lie_along_roads_and_not_at_junctions_only(roads: Roads) -> None:
    """On one road the right way round costs what lies between, the wrong way round the whole block."""
    west, east = at(0.3, 0.02), at(0.8, -0.02)
    assert drive(roads, west, east) == (51, 500)  # of the junction at its end a half
    assert drive(roads, east, west) == (50, 500)
    first, second = at(-0.01, -0.2), at(0.01, -0.7)
    assert drive(roads, first, second)[1] == pytest.approx(500, abs=2)
    assert drive(roads, second, first)[1] == pytest.approx(0.3e3 + 1e3 + 1e3 + 1e3 + 0.2e3, abs=5)
    assert drive(roads, west, west) == (0, 0)


def test_places_far_from_roads_are_outside(roads: Roads) -> None:
    """The island's road leads nowhere, so nothing is said of it; how far away it lies is."""
    island = place("i")
    found = roads.drives([place("a"), island, place("c")])
    assert found.touching.outside.tolist() == [False, True, False]
    assert found.touching.away_m == pytest.approx([0, 1000, 0], abs=2)
    assert found.known.tolist() == [[True, False, True], [False, False, False], [True, False, True]]
    assert found.duration_s[1].tolist() == found.distance_m[:, 1].tolist() == [0, 0, 0]
    assert Roads(replace(roads.network, most_away_m=1100)).drives([island]).known.all()


def test_no_places_and_no_numbers(roads: Roads) -> None:
    """Nothing leads nowhere; what is no number is refused."""
    assert roads.drives([]).duration_s.shape == (0, 0)
    assert not roads.drives([(0.0, 0.0)]).known.any()
    with pytest.raises(ValueError, match="finite"):
        roads.drives([(float("nan"), 120.0)])


def test_drives_are_the_fastest_of_all_ways(roads: Roads, network: Network) -> None:
    """Compared with every way tried, one link after the other (Bellman, 1958), between the junctions."""
    junctions = network.junctions
    best = np.where(np.eye(junctions, dtype=bool), 0.0, np.inf)
    links = list(zip(network.tail, network.head, network.forward_cs, network.backward_cs, strict=True))
    for _, (tail, head, forward, backward) in product(range(junctions), links):
        if forward:
            best[:, head] = np.minimum(best[:, head], best[:, tail] + forward)
        if backward:
            best[:, tail] = np.minimum(best[:, tail], best[:, head] + backward)
    ends = {int(node): int(network.first[n]) for n, node in enumerate(network.tail)}
    ends |= {int(node): int(network.first[n + 1]) - 1 for n, node in enumerate(network.head)}
    points = [(network.lat_e7[ends[n]] / 1e7, network.lon_e7[ends[n]] / 1e7) for n in range(junctions)]
    found = roads.drives(points).duration_s
    assert abs(found - np.ceil(best / 100)).max() <= 1


def test_the_nearest_road_is_the_nearest_of_all(network: Network) -> None:
    """Compared with all steps of all roads, on a plane that is tangent to the town."""
    draw = np.random.default_rng(1)
    places = [at(east, north) for east, north in draw.uniform((-0.5, -1.5), (2.5, 2.5), (300, 2))]
    flat = np.stack([network.lon_e7 / 1e7 * np.cos(np.radians(30)), network.lat_e7 / 1e7], axis=1)
    flat = np.radians(flat) * EARTH_M
    steps = np.setdiff1d(np.arange(len(flat) - 1), network.first[1:-1] - 1)
    found = NearestRoads(network).touching(places)
    for (lat, lon), away_m in zip(places, found.away_m, strict=True):
        here = np.radians([lon * np.cos(np.radians(30)), lat]) * EARTH_M
        begin, whole = flat[steps], flat[steps + 1] - flat[steps]
        share = np.clip(((here - begin) * whole).sum(axis=1) / (whole**2).sum(axis=1), 0, 1)[:, None]
        assert away_m == pytest.approx(np.linalg.norm(begin + share * whole - here, axis=1).min(), abs=1.5)


def test_three_hundred_stops_of_a_real_city() -> None:
    """Built and driven: no drive is shorter than the straight line, and hardly any takes the same both ways."""
    extract, stops = DATA / "roads" / "hangzhou-core.osm.pbf", DATA / "hangzhou_osm_stops.csv"
    if not extract.exists():
        pytest.skip("shared/data, the real extract, lies beside the repository where it was gathered.")
    roads = Roads(build(extract, silent))
    south, west, north, east = roads.network.box
    with stops.open(encoding="utf-8", newline="") as file:
        rows = [(float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)]
    points = [(lat, lon) for lat, lon in rows if south <= lat <= north and west <= lon <= east][:300]
    found = roads.drives(points)
    assert len(points) == 300
    assert int(found.touching.outside.sum()) == 1  # a landing stage in the lake
    lat, lon = np.radians(points).T
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half += np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    crow_m = 2 * EARTH_M * np.arcsin(np.sqrt(half))
    away_m = found.touching.away_m
    assert (found.distance_m + away_m[:, None] + away_m >= crow_m - 2)[found.known].all()
    assert (found.duration_s != found.duration_s.T)[found.known].mean() > 0.8
    assert 8 < (found.distance_m[found.known].sum() / found.duration_s[found.known].sum()) < 15  # metres a second
