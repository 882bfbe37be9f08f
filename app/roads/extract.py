"""What an extract of OpenStreetMap knows of roads: the ways that cars drive on, and the traffic lights."""

import hashlib
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import osmium

from app.roads.driving import RANKS, driving
from app.unusable import Unusable

TELL_EVERY = 2_000  # ways
Ids = npt.NDArray[np.int64]
Degrees = npt.NDArray[np.int32]  # ten-millionths of a degree, as OpenStreetMap counts them
Whole = npt.NDArray[np.int32]


class UnusableRoads(Unusable):
    """There are no roads in this file; the text says why and what to do, and nothing was written."""


@dataclass(frozen=True, slots=True)
class Source:
    """Which extract it was: its name, the day it tells (files cut by other programs tell none), its sum."""

    name: str
    dated_on: date | None
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Ways one after another: the points of way `n` are `first[n]` up to `first[n + 1]`."""

    source: Source
    node: Ids  # the same number where ways meet
    lat_e7: Degrees
    lon_e7: Degrees
    first: Ids
    forward_kmh: npt.NDArray[np.float64]
    backward_kmh: npt.NDArray[np.float64]
    rank: Ids  # what a map shows first: 1 motorways, ... 4 tertiary roads; 0 all others
    lights: Ids  # nodes with a traffic light


def read_extract(path: Path, tell: Callable[[int], None]) -> Ways:
    """The ways of an extract (.osm.pbf, .osm, .osm.gz, ...); raises UnusableRoads for what is none, or has no roads.

    `tell` hears now and then how many ways there are so far.
    """
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return _read(path, sha256, tell)
    except OSError as error:
        raise UnusableRoads(f"{path}: {error.strerror}. Check the path and that you may read it.") from error
    except RuntimeError as error:  # all that osmium ever raises
        raise UnusableRoads(
            f"{path} is not a whole extract of OpenStreetMap ({error}). Download it again, as CITY.osm.pbf."
        ) from error


def _read(path: Path, sha256: str, tell: Callable[[int], None]) -> Ways:
    node, lat_e7, lon_e7, first, lights = array("q"), array("i"), array("i"), array("q", [0]), array("q")
    forward_kmh, backward_kmh, rank = array("d"), array("d"), array("q")
    reader = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
    with_roads = reader.with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    for found in with_roads:
        if isinstance(found, osmium.osm.Node):
            if found.tags["highway"] == "traffic_signals":
                lights.append(found.id)
            continue
        if not isinstance(found, osmium.osm.Way):
            continue
        allowed = driving({tag.k: tag.v for tag in found.tags})
        if allowed is None:
            continue
        for piece in _pieces(found):
            for point in piece:
                node.append(point.ref)
                lat_e7.append(point.y)
                lon_e7.append(point.x)
            first.append(len(node))
            forward_kmh.append(allowed.forward_kmh)
            backward_kmh.append(allowed.backward_kmh)
            rank.append(RANKS.get(found.tags["highway"], 0))
            if len(forward_kmh) % TELL_EVERY == 0:
                tell(len(forward_kmh))
    if not forward_kmh:
        raise UnusableRoads(f"{path} holds no roads for cars. Choose an extract with the ways of a city or province.")
    return Ways(
        Source(path.name, _dated_on(reader.header), sha256),
        np.array(node),
        np.array(lat_e7),
        np.array(lon_e7),
        np.array(first),
        np.array(forward_kmh),
        np.array(backward_kmh),
        np.array(rank),
        np.array(lights, dtype=np.int64),
    )


def _pieces(way: osmium.osm.Way) -> list[list[osmium.osm.NodeRef]]:
    """The way, cut where the extract does not hold its points."""
    pieces: list[list[osmium.osm.NodeRef]] = [[]]
    for point in way.nodes:
        if point.location.valid():
            pieces[-1].append(point)
        else:
            pieces.append([])
    return [piece for piece in pieces if len(piece) > 1]


def _dated_on(header: osmium.io.Header) -> date | None:
    told = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    try:
        return datetime.fromisoformat(told).date() if told else None
    except ValueError:
        return None
