"""Drives that are known already: a place more costs two searches, and the same places again none."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from app.roads.roads import Drives, Roads

MOST_CELLS = 16_000_000  # of all that is kept: 128 MB, or one rep with 4,000 accounts, or forty with 600
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Square:
    rows: dict[Point, int]
    drives: Drives

    @property
    def cells(self) -> int:
        return self.drives.duration_s.size


class KnownDrives:
    """Roads that remember what they were asked for, the longest unused being forgotten; for threads to share."""

    def __init__(self, roads: Roads, most_cells: int = MOST_CELLS) -> None:
        self.roads, self._most_cells = roads, most_cells
        self._squares: list[_Square] = []  # the last used stands last
        self._lock = Lock()

    def drives(self, points: Sequence[Point]) -> Drives:
        """The fastest drives between (lat, lon) points in WGS-84 degrees, as `Roads` gives them."""
        asked = dict.fromkeys(points)
        with self._lock:
            nearest = max(self._squares, key=lambda square: len(square.rows.keys() & asked.keys()), default=None)
            if nearest is not None and asked.keys() <= nearest.rows.keys():
                square = nearest
                self._squares.remove(square)
            else:
                square = self._with_the_new(list(asked), nearest)
            self._squares.append(square)
            while len(self._squares) > 1 and sum(each.cells for each in self._squares) > self._most_cells:
                del self._squares[0]
        return square.drives.of(np.array([square.rows[point] for point in points], dtype=np.int64))

    def _with_the_new(self, asked: list[Point], nearest: _Square | None) -> _Square:
        known = {} if nearest is None else nearest.rows
        old = np.array([n for n, point in enumerate(asked) if point in known], dtype=np.int64)
        new = np.array([n for n, point in enumerate(asked) if point not in known], dtype=np.int64)
        rows = {point: n for n, point in enumerate(asked)}
        if nearest is None or 2 * len(new) >= len(asked):  # from and to each of the new would be no less
            return _Square(rows, self.roads.drives(asked))
        touching = self.roads.touching(asked)
        duration_s = np.zeros((len(asked), len(asked)), dtype=np.int32)
        distance_m = np.zeros_like(duration_s)
        kept = nearest.drives.of(np.array([known[asked[n]] for n in old], dtype=np.int64))
        duration_s[np.ix_(old, old)], distance_m[np.ix_(old, old)] = kept.duration_s, kept.distance_m
        everything = np.arange(len(asked))
        for origins, goals in ((new, everything), (old, new)):
            cells = np.ix_(origins, goals)
            duration_s[cells], distance_m[cells] = self.roads.between(touching, origins, goals)
        return _Square(rows, Drives(duration_s, distance_m, touching))
