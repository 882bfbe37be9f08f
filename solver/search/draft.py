"""A plan being made: the order of visits on each shift, and what is not placed yet."""

import copy
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from solver.insertion import NOTHING, try_insertions
from solver.schedule import Moments, Order, Timetable


class Draft:
    """One order of visits per shift, always feasible, with the best insertion of every visit kept up to date."""

    def __init__(self, timetable: Timetable, orders: Sequence[Order] | None = None) -> None:
        self.timetable = timetable
        self.orders: list[Order] = [list(order) for order in orders or [[] for _ in timetable.shifts]]
        visits = len(timetable.place)
        self.placed = np.zeros(visits, dtype=bool)
        for order in self.orders:
            self.placed[order] = True
        self._position = np.zeros((len(timetable.shifts), visits), dtype=np.int64)
        self._gain = np.full((len(timetable.shifts), visits), NOTHING, dtype=np.int64)
        self._detour_s = np.zeros((len(timetable.shifts), visits), dtype=np.int64)
        self._value = np.zeros(len(timetable.shifts), dtype=np.int64)
        self._blocked = np.zeros((len(timetable.shifts), visits), dtype=bool)
        for shift in range(len(timetable.shifts)):
            self._refresh(shift)
        self._block()

    def copy(self) -> "Draft":
        """The same plan, to be changed on its own."""
        other = copy.copy(self)
        other.orders = [list(order) for order in self.orders]
        for name in ("placed", "_position", "_gain", "_detour_s", "_value", "_blocked"):
            setattr(other, name, getattr(self, name).copy())
        return other

    @property
    def value(self) -> int:
        """The value of the plan, in hundredths of a second."""
        return int(self._value.sum())

    def value_of_shift(self, shift: int) -> int:
        """What one shift's route adds to the value."""
        return int(self._value[shift])

    @property
    def merit(self) -> tuple[int, int]:
        """What is compared: fixed visits kept first, then the value."""
        return int(self.timetable.fixed[self.placed].sum()), self.value

    @property
    def gains(self) -> Moments:
        """The best gain of each visit on each shift (shifts x visits), NOTHING where it is placed or may not go."""
        return np.where(self.placed[None, :] | self._blocked, NOTHING, self._gain)

    @property
    def blocked(self) -> npt.NDArray[np.bool_]:
        """Where a visit may not go: another of its group stands too near, or it is not its turn (shifts x visits)."""
        return self._blocked

    @property
    def early(self) -> npt.NDArray[np.bool_]:
        """The visits whose turn has not come: the one they come after is not placed."""
        early = np.zeros(len(self.placed), dtype=bool)
        for visit, first in self.timetable.after.items():
            early[visit] = first < 0 or not self.placed[first]
        return early

    @property
    def detours_s(self) -> Moments:
        """The extra travel of each visit's best insertion on each shift; means nothing where `gains` is NOTHING."""
        return self._detour_s

    def insert(self, shift: int, visit: int) -> None:
        """Put the visit at its best position on the shift."""
        self.orders[shift].insert(int(self._position[shift, visit]), visit)
        self.placed[visit] = True
        self._refresh(shift)
        self._block()

    def replace(self, shift: int, order: Order) -> None:
        """Give the shift another feasible order."""
        self.placed[self.orders[shift]] = False
        self.orders[shift] = list(order)
        self.placed[order] = True
        self._refresh(shift)
        self._block()

    def made_on(self, visits: Moments) -> Moments:
        """The days on which those of the visits that are placed stand."""
        chosen = set(visits.tolist())
        on = [self.timetable.day.item(shift) for shift, order in enumerate(self.orders) for v in order if v in chosen]
        return np.array(on, dtype=np.int64)

    def _block(self) -> None:
        for group in self.timetable.groups:
            near = group.blocks(self.timetable.day, self.made_on(group.visits))
            self._blocked[:, group.visits] = near[:, None]
        if self.timetable.after:
            self._blocked[:, self.early] = True

    def _refresh(self, shift: int) -> None:
        self._value[shift] = self.timetable.value(shift, self.orders[shift]) or 0
        insertions = try_insertions(self.timetable, shift, self.orders[shift])
        position, gain = insertions.best()
        self._position[shift], self._gain[shift] = position, gain
        self._detour_s[shift] = np.take_along_axis(insertions.detour_s, position[:, None], axis=1)[:, 0]
