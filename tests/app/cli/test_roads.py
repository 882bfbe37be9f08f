"""kproute roads: on the screen."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.travel.by_road import drive_on
from tests.app.cli.conftest import WEEK, Kproute
from tests.app.cli.lists import HEADER, QUALIFIED, REP_HEADER, write
from tests.worlds.town import STREET, place, write_extract


def spot(name: str) -> tuple[str, str]:
    lat, lon = place(name)
    return f"{lat:.6f}", f"{lon:.6f}"


@pytest.fixture
def _on_no_roads_afterwards() -> Iterator[None]:
    yield
    drive_on(None)


def test_roads_are_built_and_looked_at(kproute: Kproute, tmp_path: Path) -> None:
    """Both commands say the same of them; building again replaces the file."""
    extract, file = write_extract(tmp_path / "town.osm"), tmp_path / "town.roads"
    for _ in range(2):
        built = kproute("roads", "build", extract, "--out", file)
        assert (built.returncode, built.stderr) == (0, "")
    assert (
        "9 km in 6 links, 1 of them one-way, between 6 junctions. Places within 500 m of a road are driven to."
        in built.stdout
    )
    assert f"{file} is written" in built.stdout
    shown = kproute("roads", "info", file)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.splitlines() == built.stdout.splitlines()[:3]
    assert shown.stdout.startswith("Roads of town.osm without a date, SHA-256 ")


def test_a_broken_extract_is_one_line_and_leaves_nothing(kproute: Kproute, tmp_path: Path) -> None:
    """Exit code 2, here and for a file that holds no roads."""
    extract = tmp_path / "town.osm.pbf"
    extract.write_bytes(b"\0\0\0\x0d" + b"x" * 500)
    built = kproute("roads", "build", extract, "--out", tmp_path / "town.roads")
    assert (built.returncode, built.stdout, built.stderr.count("\n")) == (2, "", 1)
    assert "is not a whole extract of OpenStreetMap" in built.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["town.osm.pbf"]
    shown = kproute("roads", "info", extract)
    assert (shown.returncode, shown.stderr.count("\n")) == (2, 1)
    assert "holds no roads" in shown.stderr


@pytest.mark.usefixtures("_on_no_roads_afterwards")
def test_a_week_by_road_is_checked_on_its_roads_and_no_others(shell: Kproute, kproute: Kproute, tmp_path: Path) -> None:
    """Over the bridge by road, to the island by estimate; without its roads, or on others, nothing is checked."""
    rows = [(f"T-{name}", name, *spot(name), *QUALIFIED, "", "") for name in "adgi"]
    accounts = write(tmp_path / "a.csv", rows, HEADER)
    reps = write(tmp_path / "r.csv", [("bai", "白雪", *spot("b"))], REP_HEADER)
    roads, others = tmp_path / "town.roads", tmp_path / "other.roads"
    kproute("roads", "build", write_extract(tmp_path / "town.osm"), "--out", roads)
    kproute("roads", "build", write_extract(tmp_path / "other.osm", (("abc", STREET),)), "--out", others)
    lists = (accounts, "--reps", reps)
    made = shell("plan", *lists, *WEEK, "--out", tmp_path / "out", "--roads", roads)
    assert made.returncode == 0, made.stderr
    assert f"--roads {roads}" in made.stdout
    content = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert [note["code"] for note in content["notes"]] == ["BY_ROAD"]
    stops = [stop for route in content["routes"] for stop in route["stops"]]
    assert {stop["external_id"] for stop in stops} == {"T-a", "T-d", "T-g", "T-i"}
    assert 0 < content["totals"]["drives_estimated"] < content["totals"]["drives"]
    check = ("check", tmp_path / "out" / "plan.json", *lists)
    assert kproute(*check, "--roads", roads).returncode == 0
    for options, said in (((), "give their file with --roads"), (("--roads", others), "Give that file, or plan again")):
        refused = kproute(*check, *options)
        assert (refused.returncode, said in refused.stderr) == (2, True), refused.stderr
    (tmp_path / "out" / "plan.json").write_text(json.dumps(_all_by_road(content)), encoding="utf-8")
    told = kproute(*check, "--roads", roads)
    assert (told.returncode, "is_estimated" in told.stderr) == (1, True)


def _all_by_road(content: dict[str, Any]) -> dict[str, Any]:
    """The same plan, boasting."""
    for route in content["routes"]:
        route["back_is_estimated"] = False
        for stop in route["stops"]:
            stop["drive_is_estimated"] = False
    return content
