"""Drives of a server of OSRM: taken where they can be true, remembered, and open where anything is wrong with it."""

import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.roads.bench import osrm_on
from app.roads.build import build
from app.roads.osrm import NoRoads, OsrmServer
from app.roads.osrm_roads import REST_S, OsrmRoads
from app.roads.roads import Roads
from tests.worlds.geocoder import Asked, Said
from tests.worlds.osrm import HTML, osrm, table, well
from tests.worlds.town import place, write_extract

PLACES = [(30.0 + n / 100, 120.0) for n in range(5)]
STEP_M = 1112


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def roads_of(url: str, clock: Clock | None = None, **more: Any) -> OsrmRoads:
    return OsrmRoads(OsrmServer(url), clock=clock or Clock(), **more)


def with_cell(name: str, value: object) -> Callable[[Asked], Said]:
    """As it should be, but for one cell, written as JSON or as what Python takes for it."""

    def answer(asked: Asked) -> Said:
        told = table(asked)
        told[name][0][1] = value
        return Said(json.dumps(told))

    return answer


def test_drives_are_those_of_the_server() -> None:
    with osrm() as server:
        found = roads_of(server.url).drives(PLACES)
    assert found.known.all()
    assert found.distance_m[0].tolist() == pytest.approx([n * STEP_M for n in range(5)], abs=2)
    assert found.duration_s[0].tolist() == pytest.approx([n * STEP_M / 10 for n in range(5)], abs=1)
    assert [asked.query["annotations"] for asked in server.asked] == ["duration,distance"]


def test_one_place_more_costs_no_table() -> None:
    """Blocks that are known are not asked for again; the same places cost nothing, in any order."""
    with osrm() as server:
        roads = roads_of(server.url, side=2)
        first = roads.drives(PLACES[:4])
        again = roads.drives(PLACES[3::-1])
        assert len(server.asked) == 4
        roads.drives(PLACES)
    assert len(server.asked) == 4 + 2 + 2  # from it and to it; to itself it is no drive
    assert np.array_equal(again.duration_s, first.duration_s[::-1, ::-1])


def test_only_so_much_is_remembered() -> None:
    with osrm() as server:
        roads = roads_of(server.url, most_places=3)
        assert roads.drives(PLACES[:3]).known.all()
        assert roads.drives(PLACES[3:]).known.all()
        assert roads.drives(PLACES[:1]).known.all()
    assert len(server.asked) == 3 - 1  # a place has no drive to itself


def test_a_place_without_roads_and_a_drive_that_leads_nowhere_stay_open() -> None:
    """A null is one cell; a place that was taken to a road too far away is a row and a column."""

    def answer(asked: Asked) -> Said:
        told = table(asked)
        told["durations"][0][1] = None
        told["sources"][4]["distance"] = told["destinations"][4]["distance"] = 1097.0
        return Said(told)

    with osrm(answer) as server:
        found = roads_of(server.url).drives(PLACES)
    wrong = np.zeros((5, 5), dtype=bool)
    wrong[0, 1] = True
    wrong[4, :] = wrong[:, 4] = True
    assert np.array_equal(found.known, ~wrong)
    assert found.duration_s.min() >= 0


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda _: HTML, "no JSON"),
        (lambda _: Said("<html>", 404), "status 404"),
        (lambda _: Said([]), "no object"),
        (lambda _: Said("x" * 10_000_000), "too large"),
        (lambda _: Said({"code": "TooBig", "message": "…"}, 400), "TooBig"),
        (lambda _: Said({}, 503), "in time"),
        (lambda _: Said("", 302, {"Location": "http://127.0.0.1:1/"}), "no JSON"),
        (lambda asked: Said(table(asked, durations=[[1]])), "no table"),
        (lambda asked: Said(table(asked, distances=None)), "no table"),
        (lambda asked: Said(table(asked, sources=[])), "how far"),
        (with_cell("durations", "7"), "no numbers"),
        (with_cell("durations", True), "no numbers"),
        (with_cell("durations", float("nan")), "no numbers"),
        (with_cell("durations", float("inf")), "no numbers"),
        (with_cell("durations", -5), "cannot be true"),
        (with_cell("durations", 1e12), "cannot be true"),
        (with_cell("distances", 4_000_000), "faster than any car"),
    ],
)
def test_what_is_no_answer_leaves_everything_open(
    answer: Callable[[Asked], Said], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    """With its reason in the log; no number of it is taken, and the server is left alone for a while."""
    clock = Clock()
    with osrm(answer) as server:
        roads = roads_of(server.url, clock)
        found = roads.drives(PLACES)
        assert not (found.known & ~np.eye(5, dtype=bool)).any()
        assert (found.duration_s == 0).all()
        assert why in caplog.text
        asked = len(server.asked)
        roads.drives(PLACES)
        assert len(server.asked) == asked
        server.answer = well
        clock.now_s = REST_S + 1
        assert roads.drives(PLACES).known.all()


def test_a_server_that_is_slow_or_not_there_is_said_to_be_so() -> None:
    with osrm(lambda asked: Said(table(asked), after_s=0.6)) as server, pytest.raises(NoRoads, match="in time"):
        OsrmServer(server.url, longest_s=0.1).table(PLACES, PLACES)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NoRoads, match="in time"):
        OsrmServer(f"http://127.0.0.1:{port}").table(PLACES, PLACES)


def test_roads_that_were_exchanged_are_asked_for_anew() -> None:
    """Where the server tells a version of its data."""
    version = "monday"

    def answer(asked: Asked) -> Said:
        return Said(table(asked, data_version=version))

    with osrm(answer) as server:
        roads = roads_of(server.url)
        roads.drives(PLACES[:2])
        version = "tuesday"
        roads.drives(PLACES)
        roads.drives(PLACES)
        roads.drives(PLACES)
    assert len(server.asked) == 2


def test_streets_are_followed_and_nonsense_is_none() -> None:
    legs = [(PLACES[0], PLACES[1]), (PLACES[1], PLACES[0])]
    with osrm() as server:
        roads = roads_of(server.url)
        found = roads.streets(legs)
        assert roads.streets(legs) == found
    assert len(server.asked) == 2
    assert [lat for lat, _ in found[legs[0]]] == pytest.approx([30.0, 30.005, 30.01])
    for line in ([[120.0, 30.0]], [[120.0, 300.0], [0, 0]], "nowhere", [["a", "b"], ["c", "d"]]):
        told = {"code": "Ok", "routes": [{"geometry": {"coordinates": line}}], "waypoints": [{"distance": 1}] * 2}
        with osrm(lambda _, told=told: Said(told)) as server:  # type: ignore[misc]
            assert roads_of(server.url).streets(legs) == {}
    with osrm(lambda _: Said({"code": "NoRoute", "message": "…"}, 400)) as server:
        assert roads_of(server.url).streets(legs) == {}
        assert len(server.asked) == 2


def test_a_real_osrm_drives_as_we_do(tmp_path: Path) -> None:
    """On the town with one bridge; OSRM adds its own price for turns."""
    home = Path(os.environ.get("KPROUTE_TEST_OSRM", "build/osrm/osrm"))
    if not (home / "bin" / "osrm-routed").exists() or shutil.which(str(home / "bin" / "osrm-extract")) is None:
        pytest.skip(f"no OSRM in {home}: docs/operations.md, Roads, says how to get one; KPROUTE_TEST_OSRM names it")
    extract = write_extract(tmp_path / "town.osm")
    points = [place(name) for name in "abcdef"]
    ours = Roads(build(extract, lambda _words: None)).drives(points)
    with osrm_on(home, extract, tmp_path) as url:
        roads = OsrmRoads(OsrmServer(url))
        theirs, way = roads.drives(points), roads.streets([(points[0], points[3])])
    assert theirs.known.all()
    assert theirs.distance_m == pytest.approx(ours.distance_m, rel=0.01, abs=5)
    assert theirs.duration_s == pytest.approx(ours.duration_s, rel=0.2, abs=20)
    assert place("c") in [pytest.approx(point, abs=1e-4) for point in next(iter(way.values()))], "over the bridge"
