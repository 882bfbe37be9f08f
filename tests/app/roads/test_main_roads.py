"""The main roads of the town: the bridge alone, and of a longer one what bends."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.roads.build import build
from app.roads.main_roads import MainRoads
from app.roads.network import Network
from tests.app.roads.conftest import silent
from tests.worlds.town import place, write_extract

EVERYWHERE = (-90.0, -180.0, 90.0, 180.0)


def test_only_main_roads_are_drawn_and_only_where_they_are_seen(network: Network) -> None:
    """The bridge is a secondary road; streets of houses are none, and north of the town there is nothing."""
    main = MainRoads(network)
    ((rank, (line,)),) = main.within(EVERYWHERE)
    assert (rank, len(line)) == (3, 2)
    assert line[0] == pytest.approx(place("c"), abs=1e-6)
    assert line[1] == pytest.approx(place("f"), abs=1e-6)
    assert list(main.within((30.1, 119.0, 31.0, 121.0))) == []
    assert list(MainRoads(replace(network, rank=np.zeros_like(network.rank))).within(EVERYWHERE)) == []


def test_links_are_joined_and_points_that_bend_nothing_are_left_out(tmp_path: Path) -> None:
    """A primary road over four junctions is one line of its corners."""
    road = {"highway": "primary"}
    ways = (("abc", road), ("cf", road), ("fe", road), ("be", {"highway": "residential"}))
    network = build(write_extract(tmp_path / "corner.osm", ways), silent)
    lines = [line for rank, found in MainRoads(network).within(EVERYWHERE) if rank == 2 for line in found]
    assert sum(len(line) - 1 for line in lines) == len(lines) + 2 or len(lines) == 1
    corners = [place(name) for name in "abcfe"]
    drawn = [point for line in lines for point in line]
    assert all(min(abs(lat - a) + abs(lon - b) for a, b in corners) < 1e-5 for lat, lon in drawn)
