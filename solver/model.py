"""The planning problem: visits with prizes, shifts, travel times. Plain values that refuse nonsense when built.

A moment is whole *horizon seconds*: day x 86,400 + seconds after local midnight. Windows are inclusive at both ends.
"""

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from solver.traffic import FREE_PCT, Traffic

DAY_S = 86_400
MOST_SECONDS = 10**9  # keeps every sum far from the 2**63 of the engines underneath

Matrix = npt.NDArray[np.int32]


class InvalidProblem(ValueError):
    """The problem contradicts itself; `issues` names every fault."""

    def __init__(self, issues: list[str]) -> None:
        super().__init__(" ".join(issues))
        self.issues = issues


@dataclass(frozen=True, slots=True, order=True)
class TimeWindow:
    """Moments from `start_s` to `end_s`, both allowed."""

    start_s: int
    end_s: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_s <= self.end_s < MOST_SECONDS:
            raise ValueError("A time window starts at 0 or later and ends no earlier than it starts.")


@dataclass(frozen=True, slots=True)
class Lunch:
    """A break of `duration_s` that begins inside `window`, overlaps no service and may interrupt a drive."""

    duration_s: int
    window: TimeWindow

    def __post_init__(self) -> None:
        if not 0 < self.duration_s < DAY_S:
            raise ValueError("Lunch lasts more than nothing and less than a day.")


@dataclass(frozen=True, slots=True)
class Lock:
    """A visit held where it is: on one shift and, when `start_s` is given, at that very moment."""

    shift: str
    start_s: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What ties visits together: any two made are at least `gap_days` days apart; None: only one of them is made."""

    id: str
    gap_days: int | None = None

    def __post_init__(self) -> None:
        if self.gap_days is not None and self.gap_days < 1:
            raise ValueError("Visits of a group are a day or more apart.")

    def agree(self, day: int, other_day: int) -> bool:
        """Whether two visits of the group may be made on these days."""
        return self.gap_days is not None and abs(day - other_day) >= self.gap_days


@dataclass(frozen=True, slots=True)
class Visit:
    """A call worth `prize` seconds of rep time. Service may begin in any of `windows`; none means never.

    `place` is a row of the travel matrix; `reps` None allows everybody. A required visit comes before any prize.
    `kept_on` names the shift where an earlier plan had it: staying there is worth `Weights.keep_s` more. `after` names
    the visit of its group without which it is not made.
    """

    id: str
    place: int
    service_s: int
    prize: int
    windows: tuple[TimeWindow, ...]
    required: bool = False
    reps: frozenset[str] | None = None
    lock: Lock | None = None
    group: Group | None = None
    kept_on: str | None = None
    after: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.service_s <= DAY_S:
            raise ValueError("A service lasts from nothing to a day.")
        if not 0 <= self.prize < MOST_SECONDS:
            raise ValueError("A prize is 0 or more seconds, below a billion.")
        if any(a.end_s >= b.start_s for a, b in zip(self.windows, self.windows[1:], strict=False)):
            raise ValueError("Windows stand in order of time and do not touch.")
        if self.after is not None and (self.group is None or self.after == self.id):
            raise ValueError("A visit comes after another one of its group.")

    @property
    def is_fixed(self) -> bool:
        """Required or locked: the search never gives it up for a prize."""
        return self.required or self.lock is not None


@dataclass(frozen=True, slots=True)
class Shift:
    """One rep on one day: leaves `start_place` within `window`, reaches `end_place` by its end plus `overtime_s`.

    Without a visit the rep stays where he is, unless he spends the night at `end_place` (`overnight`): then he drives.
    His drives take as long as `traffic` makes them; without one as long as the matrix says, whatever the hour.
    """

    id: str
    rep: str
    window: TimeWindow
    start_place: int
    end_place: int
    max_visits: int
    lunch: Lunch | None = None
    overtime_s: int = 0
    overnight: bool = False
    traffic: Traffic | None = None

    def __post_init__(self) -> None:
        if self.window.end_s - self.window.start_s > 2 * DAY_S:  # it may run past midnight, and is of the day it begins
            raise ValueError("A shift lasts at most two days.")
        if self.max_visits < 0 or not 0 <= self.overtime_s < DAY_S:
            raise ValueError("Visits a day and overtime are not negative.")
        if self.lunch is not None:
            eats = self.lunch.window
            if eats.start_s < self.window.start_s or eats.end_s + self.lunch.duration_s > self.window.end_s:
                raise ValueError("Lunch lies within its shift.")

    @property
    def day(self) -> int:
        return self.window.start_s // DAY_S

    @property
    def latest_end_s(self) -> int:
        return self.window.end_s + self.overtime_s


@dataclass(frozen=True, slots=True, eq=False)
class TravelMatrix:
    """Seconds and metres between every two places, n x n; `source` says where they came from.

    `estimated` marks the cells that are estimates all the same; None where the source says all.
    """

    duration_s: Matrix
    distance_m: Matrix
    source: str = "straight_line"
    estimated: npt.NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        for name, matrix in (("duration", self.duration_s), ("distance", self.distance_m)):
            if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or matrix.dtype != np.int32:
                raise ValueError(f"The {name} matrix is square and of 32-bit whole numbers.")
            if matrix.size and (matrix.min() < 0 or matrix.max() >= MOST_SECONDS):
                raise ValueError(f"The {name} matrix holds numbers from 0 to below a billion.")
        if self.duration_s.shape != self.distance_m.shape:
            raise ValueError("Both matrices name the same places.")
        if self.estimated is not None and self.estimated.shape != self.duration_s.shape:
            raise ValueError("Every cell is marked as estimated or not.")

    @property
    def places(self) -> int:
        return int(self.duration_s.shape[0])

    def is_estimated(self, a: int, b: int) -> bool:
        """Whether what this cell says is an estimate."""
        return self.source == "straight_line" if self.estimated is None else bool(self.estimated[a, b])


@dataclass(frozen=True, slots=True)
class Weights:
    """What a second costs against a second of prize, in per cent: travel 100, overtime 300.

    `keep_s` is the price of change: what a visit is worth beside its prize where it stays on the shift it had.
    """

    travel_pct: int = 100
    overtime_pct: int = 300
    keep_s: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.keep_s < MOST_SECONDS:
            raise ValueError("Keeping a visit is worth 0 or more seconds, below a billion.")
        if not (0 <= self.travel_pct <= 100_000 and 0 <= self.overtime_pct <= 100_000):
            raise ValueError("Weights are 0 to 100,000 per cent.")


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Everything a search may know; raises InvalidProblem naming every fault.

    Maximise prizes - travel - overtime, and what keeping visits on their shifts is worth. Travel counts as the matrix
    has it; what traffic adds takes room from the day, and counts where it becomes overtime.
    """

    visits: tuple[Visit, ...]
    shifts: tuple[Shift, ...]
    travel: TravelMatrix
    weights: Weights = field(default=Weights())

    def __post_init__(self) -> None:
        issues = self._issues()
        if issues:
            raise InvalidProblem(issues)

    def _issues(self) -> list[str]:
        issues: list[str] = []
        places = self.travel.places
        for kind, ids in (("Visit", [v.id for v in self.visits]), ("Shift", [s.id for s in self.shifts])):
            issues += [f"{kind} {name!r} stands twice." for name, times in sorted(Counter(ids).items()) if times > 1]
        shift_ids = {shift.id for shift in self.shifts}
        gaps: dict[str, int | None] = {}
        groups = {visit.id: visit.group for visit in self.visits}
        for visit in self.visits:
            if (
                visit.group is not None
                and gaps.setdefault(visit.group.id, visit.group.gap_days) != visit.group.gap_days
            ):
                issues.append(f"Visits of group {visit.group.id!r} do not agree on its gap.")
            if visit.after in groups and groups[visit.after] != visit.group:
                issues.append(f"Visit {visit.id!r} comes after {visit.after!r}, which is not of its group.")
            if not 0 <= visit.place < places:
                issues.append(f"Visit {visit.id!r} is at place {visit.place}, but there are {places} places.")
            if visit.lock is not None and visit.lock.shift not in shift_ids:
                issues.append(f"Visit {visit.id!r} is locked to shift {visit.lock.shift!r}, which does not exist.")
        for shift in self.shifts:
            if not (0 <= shift.start_place < places and 0 <= shift.end_place < places):
                issues.append(f"Shift {shift.id!r} begins or ends at a place that does not exist.")
            elif shift.overnight and not self._reaches_its_night(shift):
                issues.append(f"Shift {shift.id!r} is too short to reach the place of its night.")
        return issues

    def _reaches_its_night(self, shift: Shift) -> bool:
        drive_s = int(self.travel.duration_s[shift.start_place, shift.end_place])
        if shift.traffic is not None:
            drive_s = -(-drive_s * FREE_PCT // shift.traffic.slowest_pct)  # whatever the hour
        lunch_s = shift.lunch.duration_s if shift.lunch else 0
        return shift.window.start_s + drive_s + lunch_s <= shift.latest_end_s

    @property
    def has_traffic(self) -> bool:
        return any(shift.traffic is not None for shift in self.shifts)

    def without_traffic(self, duration_s: Matrix | None = None) -> "Problem":
        """The problem at any hour alike: as fast as the matrix says, or with these drives."""
        shifts = tuple(replace(shift, traffic=None) for shift in self.shifts)
        drives = self.travel.duration_s if duration_s is None else duration_s
        return replace(self, shifts=shifts, travel=replace(self.travel, duration_s=drives))

    def allows(self, visit: Visit, shift: Shift) -> bool:
        """Whether the visit may be made on this shift at all, whatever the hour."""
        if visit.reps is not None and shift.rep not in visit.reps:
            return False
        return visit.lock is None or visit.lock.shift == shift.id

    def windows_on(self, visit: Visit, shift: Shift) -> tuple[TimeWindow, ...]:
        """The visit's windows cut to the shift: when service may begin there; empty when it may not."""
        if not self.allows(visit, shift):
            return ()
        first_s, last_s = shift.window.start_s, shift.latest_end_s
        if visit.lock is not None and visit.lock.start_s is not None:
            first_s, last_s = max(first_s, visit.lock.start_s), min(last_s, visit.lock.start_s)
        cut = ((max(w.start_s, first_s), min(w.end_s, last_s)) for w in visit.windows)
        return tuple(TimeWindow(start_s, end_s) for start_s, end_s in cut if start_s <= end_s)
