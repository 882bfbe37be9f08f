"""kproute roads: on the screen."""

from pathlib import Path

from tests.app.cli.conftest import Kproute
from tests.worlds.town import write_extract


def test_roads_are_built_and_looked_at(kproute: Kproute, tmp_path: Path) -> None:
    """Both commands say the same of them; building again replaces the file."""
    extract, file = write_extract(tmp_path / "town.osm"), tmp_path / "town.roads"
    for _ in range(2):
        built = kproute("roads", "build", extract, "--out", file)
        assert (built.returncode, built.stderr) == (0, "")
    assert "9 km in 6 links, 1 of them one-way, between 6 junctions." in built.stdout
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
