"""The file of a network: whole or not at all, and known for what it is."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from app.roads.extract import UnusableRoads
from app.roads.network import Network, load


def test_a_network_comes_back_as_it_was_written(network: Network, tmp_path: Path) -> None:
    """Every number of it, and where it came from; what is written again is the same file."""
    file = tmp_path / "town.roads"
    network.save(file)
    again = load(file)
    assert (again.source, again.most_away_m, again.version) == (network.source, 500, network.version)
    assert again.source.name == "town.osm"
    assert all(np.array_equal(getattr(again, f.name), getattr(network, f.name)) for f in fields(network)[2:])
    once = file.read_bytes()
    again.save(file)
    assert file.read_bytes() == once
    assert [path.name for path in tmp_path.iterdir()] == ["town.roads"]


def test_something_else_is_never_overwritten(network: Network, tmp_path: Path) -> None:
    """Nor is anything left where a file cannot be written."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customer")
    with pytest.raises(UnusableRoads, match="holds something else"):
        network.save(letter)
    assert letter.read_text() == "Dear customer"
    with pytest.raises(UnusableRoads, match="Choose a file that you may write"):
        network.save(tmp_path / "nowhere" / "town.roads")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("content", [b"", b"Dear customer", b"PK\x03\x04", b"\x93NUMPY\x01\x00"])
def test_files_that_hold_no_roads_are_named(content: bytes, tmp_path: Path) -> None:
    """With what to do next."""
    file = tmp_path / "none.roads"
    file.write_bytes(content)
    with pytest.raises(UnusableRoads, match=r"none\.roads holds no roads.*kproute roads build"):
        load(file)


def test_a_damaged_file_is_not_driven_on(network: Network, tmp_path: Path) -> None:
    """One that was cut off, and one in which a number was changed."""
    file = tmp_path / "town.roads"
    network.save(file)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnusableRoads, match="damaged"):
        load(file)
    file.write_bytes(whole)
    with np.load(file) as held:
        rows = {**held, "forward_cs": held["forward_cs"] + np.int32(1)}
    np.savez(tmp_path / "changed.npz", **rows)
    with pytest.raises(UnusableRoads, match="damaged"):
        load(tmp_path / "changed.npz")
    with pytest.raises(UnusableRoads, match="No such file"):
        load(tmp_path / "gone.roads")


@pytest.mark.parametrize(
    "wrong",
    [
        {"most_away_m": -1},
        {"length_dm": np.zeros(6, dtype=np.int32)},
        {"forward_cs": np.zeros(6, dtype=np.int32), "backward_cs": np.zeros(6, dtype=np.int32)},
        {"forward_cs": np.full(6, -1, dtype=np.int32)},
        {"forward_cs": np.full(6, np.inf)},
        {"first": np.zeros(7, dtype=np.int32)},
        {"head": np.zeros(4, dtype=np.int32)},
        {"lat_e7": np.full(14, 2_000_000_000, dtype=np.int32)},
    ],
)
def test_nonsense_is_no_network(network: Network, wrong: dict[str, np.ndarray]) -> None:
    """Endless, negative and missing numbers never reach a plan."""
    assert len(network.tail) == 6
    with pytest.raises(ValueError, match=r"\.$"):
        replace(network, **wrong)
