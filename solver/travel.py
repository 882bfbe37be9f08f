"""Travel estimated from the straight line: great circle x road factor, at a speed that grows with the distance."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from solver.model import Matrix, TravelMatrix

EARTH_M = 6_371_008.8  # mean radius, IUGG
Degrees = npt.NDArray[np.float64]


class TravelModel(Protocol):
    """Where travel times come from: a matrix for any choice of places, and the legs of one place to many."""

    @property
    def places(self) -> int: ...

    def matrix(self, places: npt.NDArray[np.int64]) -> TravelMatrix:
        """Seconds and metres between the named places, in their order."""
        ...

    def seconds(self, origin: int, places: npt.NDArray[np.int64]) -> Matrix:
        """Seconds from one place to each of the others and, in the second row, back."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class TravelTable:
    """A travel model that was worked out beforehand, between every two of its places."""

    whole: TravelMatrix

    @property
    def places(self) -> int:
        return self.whole.places

    def matrix(self, places: npt.NDArray[np.int64]) -> TravelMatrix:
        cells, whole = np.ix_(places, places), self.whole
        estimated = None if whole.estimated is None else whole.estimated[cells]
        return TravelMatrix(whole.duration_s[cells], whole.distance_m[cells], whole.source, estimated)

    def seconds(self, origin: int, places: npt.NDArray[np.int64]) -> Matrix:
        return np.stack([self.whole.duration_s[origin, places], self.whole.duration_s[places, origin]])


@dataclass(frozen=True, slots=True)
class Speeds:
    """How fast one travels: metres per hour on the first, the next, ... stretch of a trip, each up to a distance.

    The last stretch has no end. `parking_s` is added to every trip that goes anywhere.
    """

    stretches: tuple[tuple[int, int], ...]  # (up to metres, metres per hour)
    road_factor: float
    parking_s: int

    def __post_init__(self) -> None:
        ends = [up_to_m for up_to_m, _ in self.stretches]
        if not self.stretches or ends != sorted(ends) or min(speed for _, speed in self.stretches) <= 0:
            raise ValueError("Stretches grow longer and are travelled at some speed.")
        if self.road_factor < 1 or self.parking_s < 0:
            raise ValueError("A road is no shorter than the straight line, and parking takes no negative time.")


@dataclass(frozen=True, slots=True, eq=False)
class StraightLine:
    """A travel model for points in WGS-84 degrees."""

    lat: Degrees
    lon: Degrees
    speeds: Speeds

    def __post_init__(self) -> None:
        if self.lat.shape != self.lon.shape or self.lat.ndim != 1:
            raise ValueError("Every place has a latitude and a longitude.")
        if not (np.isfinite(self.lat).all() and np.isfinite(self.lon).all()):
            raise ValueError("Coordinates are finite numbers.")

    @property
    def places(self) -> int:
        return len(self.lat)

    def matrix(self, places: npt.NDArray[np.int64]) -> TravelMatrix:
        metres = self._metres(places[:, None], places[None, :])
        return TravelMatrix(self._seconds(metres), np.rint(metres).astype(np.int32), "straight_line")

    def seconds(self, origin: int, places: npt.NDArray[np.int64]) -> Matrix:
        one_way = self._seconds(self._metres(np.array([origin]), places))
        return np.stack([one_way, one_way])

    def legs(self, origins: npt.NDArray[np.int64], places: npt.NDArray[np.int64]) -> Matrix:
        """Seconds from each of the origins to the place that stands beside it, for arrays that numpy can match."""
        return self._seconds(self._metres(origins, places))

    def _metres(self, a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> Degrees:
        """Road metres between places by the haversine formula (Sinnott, Sky and Telescope, 1984)."""
        lat, lon = np.radians(self.lat), np.radians(self.lon)
        half = np.sin((lat[b] - lat[a]) / 2) ** 2
        half = half + np.cos(lat[a]) * np.cos(lat[b]) * np.sin((lon[b] - lon[a]) / 2) ** 2
        metres: Degrees = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1))) * self.speeds.road_factor
        return metres

    def _seconds(self, metres: Degrees) -> Matrix:
        seconds = np.zeros_like(metres)
        from_m = 0.0
        for stretch, (up_to_m, metres_per_hour) in enumerate(self.speeds.stretches):
            last = stretch == len(self.speeds.stretches) - 1
            on_it_m = np.clip(metres - from_m, 0, None if last else up_to_m - from_m)
            seconds += on_it_m * 3600 / metres_per_hour
            from_m = up_to_m
        seconds += np.where(metres >= 1, self.speeds.parking_s, 0)
        return np.ceil(seconds - 1e-6).astype(np.int32)
