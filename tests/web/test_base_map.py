"""The main roads under a map."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polyline
import pytest

from tests.worlds import week
from tests.worlds.town import driven_on, place
from web import base_map as under
from web.base_map import base_map
from web.geojson import unshifted


@pytest.fixture
def _roads(tmp_path: Path) -> Iterator[None]:
    with driven_on(tmp_path):
        yield


def in_town(*names: str):
    """The Tuesday with its stops at these spots of the town."""
    spots = zip(week.WANG_TUESDAY.stops, map(place, names), strict=True)
    return replace(week.WANG_TUESDAY, stops=tuple(replace(stop, lat=lat, lon=lon) for stop, (lat, lon) in spots))


@pytest.mark.usefixtures("_roads")
def test_roads_around_a_day_lie_under_it():
    """The bridge, as the base map draws it, and whom to thank."""
    found = base_map([in_town("a", "d", "f")], lambda lat, lon: (lat + 1, lon))
    assert found is not None
    ((bridge,),) = ([polyline.decode(way) for way in one["ways"]] for one in found["roads"])
    assert bridge[0] == pytest.approx((place("c")[0] + 1, place("c")[1]), abs=1e-5)
    assert [one["rank"] for one in found["roads"]] == [3]
    assert "OpenStreetMap" in found["thanks"]


@pytest.mark.usefixtures("_roads")
def test_too_many_roads_are_left_out_class_by_class(monkeypatch):
    """A page is not made heavy by its background; a day without visits needs none."""
    assert base_map([week.LI_THURSDAY], unshifted) is None
    monkeypatch.setattr(under, "MOST_LETTERS", 5)
    assert base_map([in_town("a", "d", "f")], unshifted) is None


def test_without_roads_there_is_nothing_under_the_tiles():
    """As it was."""
    assert base_map([week.WANG_TUESDAY], unshifted) is None
