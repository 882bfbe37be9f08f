"""How fast one gets along in the course of a day: in the rush hour the same drive takes longer.

Speeds change on the hour, also under way (Ichoua, Gendreau and Potvin, "Vehicle dispatching with time-dependent travel
times", European J. Operational Research, 2003). So nobody is overtaken by who leaves later, and earlier is never worse.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

HOUR_S = 3600
HOURS = 24
FREE_PCT = 100  # as fast as the matrix says
LEAST_PCT = 10

Moments = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Traffic:
    """For each hour of a day how fast one gets along, in per cent of the speed that travel times are given for.

    Moments are horizon seconds. A drive of `drive_s` is over once the speeds since it began add up to it; whole numbers
    alone, so that every way to add them up gives the same moment.
    """

    speed_pct: tuple[int, ...]
    _speed: Moments = field(init=False, repr=False, compare=False)
    _by_hour: Moments = field(init=False, repr=False, compare=False)  # what is driven until each hour, and all day

    def __post_init__(self) -> None:
        if len(self.speed_pct) != HOURS or not all(LEAST_PCT <= pct <= FREE_PCT for pct in self.speed_pct):
            raise ValueError(f"There is a speed for each of {HOURS} hours, from {LEAST_PCT} to {FREE_PCT} per cent.")
        object.__setattr__(self, "_speed", np.array(self.speed_pct, dtype=np.int64))
        object.__setattr__(self, "_by_hour", np.append(0, HOUR_S * np.cumsum(self._speed)))

    @property
    def slowest_pct(self) -> int:
        return min(self.speed_pct)

    def mean_pct(self, from_s: int, to_s: int) -> float:
        """The mean speed of a stretch of time."""
        return (self._driven_by(to_s) - self._driven_by(from_s)) / max(1, to_s - from_s)

    def arrival(self, left_s: Moments, drive_s: Moments) -> Moments:
        """When who leaves at these moments is there."""
        return self._moment(self._driven(left_s) + FREE_PCT * drive_s)

    def arrival_fed(self, left_s: Moments, drive_s: Moments, lunch_s: Moments, eats_s: int) -> Moments:
        """The same where a lunch begins at `lunch_s`, under way or after it; when both are over."""
        rest = np.maximum(0, FREE_PCT * drive_s + self._driven(left_s) - self._driven(lunch_s))
        return self._moment(self._driven(lunch_s + eats_s) + rest)

    def departure(self, arrival_s: Moments, drive_s: Moments) -> Moments:
        """The last moment to leave at for being there by then."""
        return self._moment(self._driven(arrival_s) - FREE_PCT * drive_s + 1) - 1

    def free_s(self, left_s: int, arrival_s: int, stands: tuple[int, int] = (0, 0)) -> int:
        """How long a drive from then to then takes at the speed that travel times are given for, less a stand-still."""
        left, arrived, stopped, on = map(self._driven_by, (left_s, arrival_s, *stands))
        return (arrived - left - (on - stopped)) // FREE_PCT

    def _driven_by(self, moment_s: int) -> int:
        return int(self._driven(np.array(moment_s, dtype=np.int64)))

    def _driven(self, moment_s: Moments) -> Moments:
        """How far one would have come by a moment, in hundredths of a second of free driving."""
        hour, rest_s = np.divmod(moment_s, HOUR_S)
        day, hour = np.divmod(hour, HOURS)
        driven: Moments = day * self._by_hour[-1] + self._by_hour[hour] + self._speed[hour] * rest_s
        return driven

    def _moment(self, driven: Moments) -> Moments:
        """The first moment by which one would have come so far."""
        day, rest = np.divmod(driven, self._by_hour[-1])
        hour = np.searchsorted(self._by_hour, rest, side="right") - 1
        moment_s: Moments = (day * HOURS + hour) * HOUR_S - (self._by_hour[hour] - rest) // self._speed[hour]
        return moment_s
