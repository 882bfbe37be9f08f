"""Drives and streets of a server of OSRM, remembered: only what is new is asked for, and what fails stays open."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import numpy.typing as npt

from app.roads.extract import Whole
from app.roads.osrm import MOST_SIDE, UNKNOWN, NoRoads, OsrmServer
from app.roads.shapes import MOST_KEPT, Leg, Point

LOG = logging.getLogger("kproute.roads")
MOST_PLACES = 3000  # whose drives are kept: 72 MB
REST_S = 30.0  # after a failure nobody waits for the server again
LONGEST_S = 60.0  # for all blocks together
LONGEST_WAYS_S = 3.0  # for the streets of one page; the others are drawn when it is opened again
UNASKED = -2


@dataclass(frozen=True, slots=True, eq=False)
class OsrmDrives:
    """Seconds and metres from each place (row) to each place (column), and which of them the server knew."""

    duration_s: Whole
    distance_m: Whole
    known: npt.NDArray[np.bool_]


@dataclass(slots=True, eq=False)
class _Kept:
    """What was answered of some places; -1: no road leads, -2: not asked, or not answered."""

    rows: dict[Point, int]
    duration_s: Whole
    distance_m: Whole
    data_version: str = ""


@dataclass(eq=False)
class OsrmRoads:
    """A server that is asked in blocks and left alone after a failure; for threads to share."""

    server: OsrmServer
    most_places: int = MOST_PLACES
    side: int = MOST_SIDE  # of a block
    clock: Callable[[], float] = time.monotonic
    _kept: _Kept = field(init=False)
    _ways: dict[Leg, tuple[Point, ...]] = field(default_factory=dict)
    _rests_until_s: float = field(default=0.0)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._kept = _none_of([])

    @property
    def version(self) -> str:
        """Of the server, by its address: another one has other roads."""
        return "osrm-" + hashlib.sha256(self.server.url.encode()).hexdigest()[:12]

    def drives(self, points: Sequence[Point]) -> OsrmDrives:
        """The drives between (lat, lon) points in WGS-84 degrees, as far as the server gives them."""
        with self._lock:
            kept = self._kept = _with_room(self._kept, points, self.most_places)
        rows = np.array(sorted({kept.rows[point] for point in points}), dtype=np.int64)
        self._fill(kept, rows)
        asked = np.array([kept.rows[point] for point in points], dtype=np.int64)
        cells = np.ix_(asked, asked)
        duration_s, distance_m = kept.duration_s[cells], kept.distance_m[cells]
        known = duration_s >= 0
        return OsrmDrives(np.where(known, duration_s, 0), np.where(known, distance_m, 0), known)

    def streets(self, legs: Sequence[Leg]) -> dict[Leg, tuple[Point, ...]]:
        """The points that legs follow, as far as the server tells them in a few seconds."""
        with self._lock:
            if len(self._ways) + len(legs) > MOST_KEPT:
                self._ways.clear()
        until_s = self.clock() + LONGEST_WAYS_S
        for leg in dict.fromkeys(legs):
            if leg not in self._ways and self.clock() < until_s and not self._rests():
                try:
                    self._ways[leg] = self.server.way(*leg)
                except NoRoads as why:
                    self._rest(why)
        return {leg: way for leg in legs if (way := self._ways.get(leg))}

    def _fill(self, kept: _Kept, rows: npt.NDArray[np.int64]) -> None:
        """Ask for each block in which something was not answered yet."""
        places = list(kept.rows)
        until_s = self.clock() + LONGEST_S
        sides = [rows[first : first + self.side] for first in range(0, len(rows), self.side)]
        for origins in sides:
            for goals in sides:
                cells = np.ix_(origins, goals)
                if not (kept.duration_s[cells] == UNASKED).any():
                    continue
                if self._rests() or self.clock() > until_s:
                    return
                try:
                    block = self.server.table([places[n] for n in origins], [places[n] for n in goals])
                except NoRoads as why:
                    self._rest(why)
                    return
                if kept.data_version and block.data_version != kept.data_version:
                    kept.duration_s.fill(UNASKED)  # of other roads than these
                kept.data_version = block.data_version
                kept.duration_s[cells], kept.distance_m[cells] = block.duration_s, block.distance_m

    def _rests(self) -> bool:
        return self.clock() < self._rests_until_s

    def _rest(self, why: NoRoads) -> None:
        self._rests_until_s = self.clock() + REST_S
        LOG.warning("OSRM at %s gives no drives (%s); they are estimated meanwhile", self.server.host, why)


def _none_of(points: Iterable[Point]) -> _Kept:
    rows = {point: n for n, point in enumerate(dict.fromkeys(points))}
    nothing = np.full((len(rows), len(rows)), UNASKED, dtype=np.int32)
    np.fill_diagonal(nothing, 0)
    return _Kept(rows, nothing, np.where(nothing == 0, 0, UNKNOWN).astype(np.int32))


def _with_room(kept: _Kept, points: Sequence[Point], most: int) -> _Kept:
    """The same with these places in it, the new ones last; these alone where all would be too many."""
    if all(point in kept.rows for point in points):
        return kept
    known = list(kept.rows)
    wider = _none_of([*known, *points])
    if len(wider.rows) > most:
        return _none_of(points)
    wider.duration_s[: len(known), : len(known)] = kept.duration_s
    wider.distance_m[: len(known), : len(known)] = kept.distance_m
    wider.data_version = kept.data_version
    return wider
