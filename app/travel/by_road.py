"""Travel by road where there are roads: which ones this process drives on, and what they leave to the straight line."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from app.method.rep import TravelMode
from app.roads.known_drives import KnownDrives
from app.roads.main_roads import Box, MainRoads
from app.roads.network import Network, load
from app.roads.osrm import OsrmServer
from app.roads.osrm_roads import OsrmRoads
from app.roads.roads import Roads
from app.roads.shapes import Leg, Point, Shapes
from app.travel.straight_line import SPEEDS, straight_line
from solver import TravelMatrix, TravelModel, TravelTable

ROADS, STRAIGHT_LINE = "roads", "straight_line"  # where a matrix comes from
DRIVING = TravelMode.CAR  # whose roads they are


class _Driven:
    """Said once when a process starts, as its time zones are; the numbers of a network never change."""

    roads: KnownDrives | None = None
    server: OsrmRoads | None = None
    shapes: Shapes | None = None
    main: MainRoads | None = None


def drive_on(file: Path | None, osrm_url: str | None = None) -> None:
    """From now on this process drives on the roads of this file, else of this server; raises UnusableRoads."""
    roads = None if file is None else Roads(load(file))
    _Driven.server = None if osrm_url is None or roads is not None else OsrmRoads(OsrmServer(osrm_url))
    _Driven.roads = None if roads is None else KnownDrives(roads)
    _Driven.shapes = None if roads is None else Shapes(roads)
    _Driven.main = None if roads is None else MainRoads(roads.network)


def network_in_use() -> Network | None:
    """The roads that this process has in memory."""
    return None if _Driven.roads is None else _Driven.roads.roads.network


def roads_in_use() -> str | None:
    """What the roads that this process drives on are called: the extract, or the server."""
    if _Driven.server is not None:
        return _Driven.server.server.host
    network = network_in_use()
    return None if network is None else network.source.name


def version_in_use() -> str | None:
    """The version of the roads that this process drives on, which an order to plan is carried out with."""
    if _Driven.server is not None:
        return _Driven.server.version
    network = network_in_use()
    return None if network is None else network.version


def streets(legs: Sequence[Leg]) -> Mapping[Leg, tuple[Point, ...]]:
    """The (lat, lon) points that legs follow from place to place; legs without roads of this process are missing."""
    if _Driven.server is not None:
        return _Driven.server.streets(legs)
    return {} if _Driven.shapes is None else _Driven.shapes.of(legs)


def main_roads(box: Box) -> Iterable[tuple[int, list[list[Point]]]]:
    """Class by class, the greatest first, the main roads that reach into a box, where this process has any."""
    return () if _Driven.main is None else _Driven.main.within(box)


def travel_model(points: Sequence[tuple[float, float]], mode: TravelMode, *, by_road: bool) -> TravelModel:
    """The travel between (lat, lon) points in WGS-84 degrees, by road if it is asked for and can be had.

    Drives from and to places outside the network are estimated from the straight line, what a server does not tell as
    well, and everything for those who do not drive, or where this process has no roads.
    """
    roads = _Driven.server or _Driven.roads
    if roads is None or not by_road or mode is not DRIVING:
        return straight_line(points, mode)
    guessed = straight_line(points, mode).matrix(np.arange(len(points)))
    found = roads.drives(points)
    parked_s = np.where(found.distance_m >= 1, SPEEDS[mode].parking_s, 0).astype(np.int32)
    return TravelTable(
        TravelMatrix(
            np.where(found.known, found.duration_s + parked_s, guessed.duration_s),
            np.where(found.known, found.distance_m, guessed.distance_m),
            ROADS,
            estimated=~found.known,
        )
    )
