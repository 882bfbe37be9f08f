"""From an extract to a network: what is kept, what it costs, and what is said of files that are none."""

from pathlib import Path

import pytest

from app.roads.build import JUNCTION_CS, LIGHT_CS, build
from app.roads.extract import UnusableRoads
from app.roads.network import Network
from tests.app.roads.conftest import silent
from tests.worlds.town import STREET, place, write_extract

STREET_CS = 10_000  # 1 km at 36 km/h, 45 being the limit
BRIDGE_CS = 10_000  # 2 km at 72 km/h


def times_of(network: Network) -> dict[tuple[int, int], tuple[int, int]]:
    """(forward, backward) of each link by its length in 100 m and by where its middle lies, north in 100 m."""
    found = {}
    for n in range(len(network.tail)):
        lat = network.lat_e7[network.first[n] : network.first[n + 1]].mean() / 1e7
        north = round((lat - 30) * 111_194.93 / 100)
        found[(round(network.length_dm[n] / 1000), north)] = (int(network.forward_cs[n]), int(network.backward_cs[n]))
    return found


def test_links_cost_their_length_the_junction_at_their_end_and_lights(network: Network) -> None:
    """A light is paid for in both directions, a junction by whoever comes to it."""
    times = times_of(network)
    lit_cs, to_junction_cs = 2 * STREET_CS + LIGHT_CS, STREET_CS + JUNCTION_CS
    assert times[(20, 20)] == pytest.approx((lit_cs, lit_cs), abs=10)  # a-b-c, lit at b
    assert times[(20, 10)] == pytest.approx((BRIDGE_CS + JUNCTION_CS, BRIDGE_CS), abs=10)  # c-f: three roads meet at f
    assert times[(10, -5)] == pytest.approx((STREET_CS, to_junction_cs)[::-1], abs=10)  # g-e: three meet at e
    assert times[(20, -7)] == pytest.approx((2 * STREET_CS, 0), abs=10)  # d-h-g


def test_what_cannot_be_reached_or_left_is_not_in_the_network(network: Network) -> None:
    """Neither the island nor the road of no return; footpaths are no roads."""
    south, west, north, east = network.box
    assert east == pytest.approx(place("f")[1], abs=1e-6)
    assert network.length_dm.sum() / 10_000 == pytest.approx(2 + 2 + 2 + 2 + 1, rel=1e-3)
    assert (south, west, north) == pytest.approx((*place("h"), place("a")[0]), abs=1e-6)


def test_the_same_extract_gives_the_same_network(extract: Path, network: Network, tmp_path: Path) -> None:
    """And another speed another one: its version says so."""
    assert build(extract, silent).version == network.version
    faster = write_extract(tmp_path / "faster.osm", (("ab", {**STREET, "maxspeed": "46"}),))
    slower = write_extract(tmp_path / "slower.osm", (("ab", STREET),))
    assert build(faster, silent).version != build(slower, silent).version


def test_ways_are_cut_where_the_extract_ends(tmp_path: Path) -> None:
    """A point that was cut off joins nothing."""
    network = build(write_extract(tmp_path / "cut.osm", missing="e"), silent)
    assert network.length_dm.sum() == pytest.approx(40_000, rel=1e-3)  # a-b-c-f; d-e, e-f and g-e are gone


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a whole extract"),
        (b"<html>503</html>", "not a whole extract"),
        (b'<?xml version="1.0"?><osm version="0.6"><node id="1" lat="30" lon="120"/>', "not a whole extract"),
        (b'<?xml version="1.0"?><osm version="0.6"></osm>', "holds no roads for cars"),
    ],
)
def test_other_files_are_told_apart_from_extracts(content: bytes, said: str, tmp_path: Path) -> None:
    """An empty one, a web page, a download that broke off, an extract without roads."""
    file = tmp_path / "town.osm"
    file.write_bytes(content)
    with pytest.raises(UnusableRoads, match=said):
        build(file, silent)


def test_a_file_that_is_not_there_and_roads_that_lead_nowhere(tmp_path: Path) -> None:
    """Each is said in one line."""
    with pytest.raises(UnusableRoads, match="No such file"):
        build(tmp_path / "none.osm.pbf", silent)
    away = write_extract(tmp_path / "away.osm", (("fz", {**STREET, "oneway": "yes"}),))
    with pytest.raises(UnusableRoads, match="leads back"):
        build(away, silent)
