"""Where places touch the network: the nearest point of a road, how far away it is, and nothing beyond the cap."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from app.roads.network import Network
from solver.travel import EARTH_M

MARK_EVERY_M = 40.0
NEAREST_MARKS = 12  # of them the nearest point of a road is taken, to the metre

Numbers = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Touching:
    """For each place the link it lies at, how far along it (0 to 1), and its distance in metres; link -1 is outside."""

    link: Ids
    along: Numbers
    away_m: Numbers

    @property
    def outside(self) -> npt.NDArray[np.bool_]:
        return self.link < 0

    def of(self, places: Ids) -> "Touching":
        return Touching(self.link[places], self.along[places], self.away_m[places])


@dataclass(frozen=True, eq=False)
class NearestRoads:
    """The network's roads, made ready once to be looked up by places."""

    network: Network

    def touching(self, points: Sequence[tuple[float, float]]) -> Touching:
        """Where (lat, lon) points in WGS-84 degrees touch the network; outside is what lies too far from it."""
        lat, lon = np.array(points, dtype=np.float64).reshape(-1, 2).T
        if not (np.isfinite(lat).all() and np.isfinite(lon).all()):
            raise ValueError("Coordinates are finite numbers.")
        at = _in_space(lat, lon)
        marks = min(NEAREST_MARKS, len(self._step_of))
        _, near = self._marks.query(at, k=range(1, marks + 1))
        steps = self._step_of[near]  # places x marks
        begin, whole = self._space[steps], self._space[steps + 1] - self._space[steps]
        square = np.maximum((whole**2).sum(axis=2), 1e-12)
        share = np.clip(((at[:, None, :] - begin) * whole).sum(axis=2) / square, 0, 1)
        away_m = np.linalg.norm(begin + share[..., None] * whole - at[:, None, :], axis=2)
        best = away_m.argmin(axis=1) if len(at) else np.zeros(0, dtype=np.int64)
        rows = np.arange(len(at))
        step, part, away_m = steps[rows, best], share[rows, best], away_m[rows, best]
        link = np.searchsorted(self.network.first, step, side="right") - 1
        begins_m, ends_m = self._along_m[self.network.first[link]], self._along_m[self.network.first[link + 1] - 1]
        at_m = self._along_m[step] + part * (self._along_m[step + 1] - self._along_m[step])
        along = np.clip((at_m - begins_m) / np.maximum(ends_m - begins_m, 1e-9), 0, 1)
        return Touching(np.where(away_m <= self.network.most_away_m, link, -1), along, away_m)

    @cached_property
    def _space(self) -> Numbers:
        return _in_space(self.network.lat_e7 / 1e7, self.network.lon_e7 / 1e7)

    @cached_property
    def _along_m(self) -> Numbers:
        """Metres along all points, one link after another; what lies between two links is never asked for."""
        return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(self._space, axis=0), axis=1))])

    @cached_property
    def _marked(self) -> tuple[Numbers, Ids]:
        """Marks on every step from point to point, near enough to each other, and the step of each."""
        steps = np.setdiff1d(np.arange(len(self._space) - 1), self.network.first[1:-1] - 1)
        begin, whole = self._space[steps], self._space[steps + 1] - self._space[steps]
        marks = np.maximum(np.ceil(np.linalg.norm(whole, axis=1) / MARK_EVERY_M), 1).astype(np.int64)
        step = np.repeat(np.arange(len(steps)), marks)
        nth = np.arange(len(step)) - np.repeat(np.cumsum(marks) - marks, marks)
        share = (nth + 0.5) / marks[step]
        return begin[step] + share[:, None] * whole[step], steps[step]

    @property
    def _step_of(self) -> Ids:
        return self._marked[1]

    @cached_property
    def _marks(self) -> cKDTree:
        return cKDTree(self._marked[0])


def _in_space(lat: Numbers, lon: Numbers) -> Numbers:
    """Metres from the middle of the earth on three axes: near to each other, chords are as long as ways over ground."""
    north, east = np.radians(lat), np.radians(lon)
    axes = (np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north))
    space: Numbers = EARTH_M * np.stack(axes, axis=-1)
    return space
