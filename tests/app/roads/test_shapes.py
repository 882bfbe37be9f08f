"""The streets that drives follow."""

from itertools import pairwise

import numpy as np
import pytest

from app.roads.roads import Roads
from app.roads.shapes import Point, Shapes
from solver.travel import EARTH_M
from tests.worlds.town import at, place


def length_m(points: tuple[Point, ...]) -> float:
    steps = ((b[0] - a[0], (b[1] - a[1]) * np.cos(np.radians(a[0]))) for a, b in pairwise(points))
    return float(sum(np.hypot(*np.radians(step)) for step in steps) * EARTH_M)


def passes(points: tuple[Point, ...], spot: Point) -> bool:
    return any(length_m((point, spot)) < 3 for point in points)


def test_a_drive_over_the_river_follows_the_bridge(roads: Roads) -> None:
    """From street to street, by its junctions and bends, in the order they are driven."""
    leg = (at(0.3, 2.02), at(0.4, -0.03))
    way = Shapes(roads).of([leg])[leg]
    corners = [at(0.3, 2.0), place("b"), place("c"), place("f"), place("e"), at(0.4, 0.0)]
    assert len(way) >= len(corners)
    order = [min(range(len(way)), key=lambda n, spot=spot: length_m((way[n], spot))) for spot in corners]
    assert order == sorted(order)
    assert all(passes(way, spot) for spot in corners)


def test_one_way_streets_are_followed_their_way(roads: Roads) -> None:
    """There by h, back around the block by e; on one street the piece in between."""
    there, back = (at(0, -0.2), at(0.5, -1)), (at(0.5, -1), at(0, -0.2))
    near = (at(0.8, 0.01), at(0.3, 0.01))
    found = Shapes(roads).of([there, back, near])
    assert passes(found[there], place("h"))
    assert not passes(found[there], place("e"))
    assert all(passes(found[back], place(name)) for name in "ged")
    assert found[near] == tuple(reversed(Shapes(roads).of([near[::-1]])[near[::-1]]))
    assert length_m(found[near]) == pytest.approx(500, abs=2)


def test_a_shape_is_as_long_as_its_drive(roads: Roads) -> None:
    """For all legs between some places at once: what is drawn is what is counted."""
    draw = np.random.default_rng(5)
    places = [at(east, north) for east, north in draw.uniform((0, -1.2), (2, 2.2), (14, 2))]
    drives = roads.drives(places)
    inside = np.flatnonzero(~drives.touching.outside).tolist()
    assert len(inside) > 8
    legs = {(places[a], places[b]): drives.distance_m[a, b] for a in inside for b in inside if a != b}
    found = Shapes(roads).of(list(legs))
    assert found.keys() == legs.keys()
    assert all(length_m(found[leg]) == pytest.approx(metres, abs=2.5) for leg, metres in legs.items())


def test_places_outside_have_no_streets(roads: Roads) -> None:
    """And what is asked for again is known."""
    shapes = Shapes(roads)
    inside, outside = (place("a"), place("d")), (place("a"), place("i"))
    once = shapes.of([inside, outside, outside])
    assert once.keys() == {inside}
    assert shapes.of([inside])[inside] is once[inside]
    assert shapes.of([]) == {}
