"""One true reason for every visit left out, found by really trying to place it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from solver.insertion import NOTHING, try_insertions
from solver.model import DAY_S, Problem, Shift, TravelMatrix, Visit
from solver.schedule import Order, Timetable
from solver.search.draft import Draft
from solver.search.exchange import Exchanges, try_exchanges
from solver.solution import Reason, Unserved

Fits = npt.NDArray[np.bool_]  # shifts x visits


def explain(problem: Problem, orders: Sequence[Order]) -> tuple[Unserved, ...]:
    """The first true reason, in the order of `Reason`, for every visit that stands in none of the feasible orders.

    Numbers, all in seconds: `prize_s`; `extra_s` the least extra travel; `cost_s` that and overtime as weighed;
    `shift` where that is; `lacks_s` what an empty day lacks; `with` the fixed stops in the way; `displaces` and
    `loses_s` for the cheapest exchange.
    """
    return _Explanation(problem, orders).all()


class _Explanation:
    def __init__(self, problem: Problem, orders: Sequence[Order]) -> None:
        self.problem = problem
        self.draft = Draft(Timetable(problem), orders)
        self.timetable = self.draft.timetable
        empty: list[Order] = [[] for _ in problem.shifts]
        skeletons = [[v for v in order if self.timetable.fixed[v]] for order in orders]
        self.fits_empty = self._fits(self.timetable, empty)
        self.fits_skeleton = self._fits(self.timetable, skeletons)
        self.fits_whatever_count = self._fits(self.timetable, orders)
        self.skeletons = skeletons
        self._fits_without_travel: Fits | None = None
        self._exchanges: list[Exchanges] | None = None

    def all(self) -> tuple[Unserved, ...]:
        return tuple(
            self._unserved(index, visit)
            for index, visit in enumerate(self.problem.visits)
            if not self.draft.placed[index]
        )

    def _unserved(self, index: int, visit: Visit) -> Unserved:
        tests: tuple[Callable[[int, Visit], Unserved | None], ...] = (
            self._no_day,
            self._no_empty_day,
            self._only_fixed_in_the_way,
            self._fits_the_plan,
            self._gains_by_exchange,
            self._too_many,
        )
        found = (test(index, visit) for test in tests)
        return next((reason for reason in found if reason is not None), None) or self._day_full(index, visit)

    def _no_day(self, index: int, visit: Visit) -> Unserved | None:
        allowed = self._allowed_shifts(visit)
        if not allowed:
            return Unserved(visit.id, Reason.NO_ALLOWED_REP, {"prize_s": visit.prize})
        if not any(_open_on(visit, shift) for shift in allowed):
            days = sorted({shift.day for shift in allowed})
            return Unserved(visit.id, Reason.CLOSED_THAT_DAY, {"prize_s": visit.prize, "days": days})
        return None

    def _no_empty_day(self, index: int, visit: Visit) -> Unserved | None:
        if self.fits_empty[:, index].any():
            return None
        if self._fits_without_travel is None:
            nowhere = np.zeros_like(self.problem.travel.duration_s)
            still = replace(self.problem, travel=TravelMatrix(nowhere, nowhere))
            self._fits_without_travel = self._fits(Timetable(still), [[] for _ in self.problem.shifts])
        if not self._fits_without_travel[:, index].any():
            return Unserved(visit.id, Reason.WINDOW_OUTSIDE_SHIFT, {"prize_s": visit.prize})
        travel = self.problem.travel.duration_s
        trips_s = [
            int(travel[shift.start_place, visit.place]) + int(travel[visit.place, shift.end_place])
            for shift in self._allowed_shifts(visit)
        ]
        return Unserved(visit.id, Reason.TOO_FAR, {"prize_s": visit.prize, "extra_s": min(trips_s)})

    def _only_fixed_in_the_way(self, index: int, visit: Visit) -> Unserved | None:
        if self.fits_skeleton[:, index].any():
            return None
        blocked = [shift for shift in range(len(self.skeletons)) if self.fits_empty[shift, index]]
        blockers = [self.problem.visits[v] for shift in blocked for v in self.skeletons[shift]]
        locked = any(blocker.lock is not None for blocker in blockers)
        return Unserved(
            visit.id,
            Reason.LOCKED_OUT if locked else Reason.APPOINTMENT_CLASH,
            {"prize_s": visit.prize, "with": sorted(blocker.id for blocker in blockers)},
        )

    def _fits_the_plan(self, index: int, visit: Visit) -> Unserved | None:
        gains = self.draft.gains[:, index]
        shift = int(gains.argmax())
        if gains[shift] == NOTHING:
            return None
        reason = Reason.SEARCH_LIMIT if gains[shift] > 0 or visit.is_fixed else Reason.WORTH_LESS_THAN_COST
        cost_s = -(-(100 * visit.prize - int(gains[shift])) // 100)
        numbers = {"cost_s": cost_s, "extra_s": int(self.draft.detours_s[shift, index])}
        return Unserved(visit.id, reason, {"prize_s": visit.prize, "shift": self.problem.shifts[shift].id, **numbers})

    def _gains_by_exchange(self, index: int, visit: Visit) -> Unserved | None:
        best = self._best_exchange(index)
        if best is None or (best[0] <= 0 and not visit.is_fixed):
            return None
        numbers = {"displaces": best[1], "gains_s": best[0] // 100, "shift": best[2]}
        return Unserved(visit.id, Reason.SEARCH_LIMIT, {"prize_s": visit.prize, **numbers})

    def _too_many(self, index: int, visit: Visit) -> Unserved | None:
        shifts = np.flatnonzero(self.fits_whatever_count[:, index])
        if not len(shifts):
            return None
        shift = self.problem.shifts[int(shifts[0])]
        return Unserved(
            visit.id, Reason.MAX_VISITS, {"prize_s": visit.prize, "shift": shift.id, "max_visits": shift.max_visits}
        )

    def _day_full(self, index: int, visit: Visit) -> Unserved:
        best = self._best_exchange(index)
        numbers = {} if best is None else {"displaces": best[1], "loses_s": -(best[0] // 100), "shift": best[2]}
        return Unserved(visit.id, Reason.DAY_FULL, {"prize_s": visit.prize, **numbers})

    def _best_exchange(self, index: int) -> tuple[int, str, str] | None:
        """The greatest gain (hundredths), the visit it displaces, and the shift."""
        if self._exchanges is None:
            self._exchanges = [try_exchanges(self.draft, shift) for shift in range(len(self.draft.orders))]
        gains = [int(exchanges.gain[index]) for exchanges in self._exchanges]
        shift = max(range(len(gains)), key=gains.__getitem__)
        if gains[shift] == NOTHING:
            return None
        displaced = self.problem.visits[int(self._exchanges[shift].displaced[index])]
        return gains[shift], displaced.id, self.problem.shifts[shift].id

    def _allowed_shifts(self, visit: Visit) -> list[Shift]:
        return [shift for shift in self.problem.shifts if self.problem.allows(visit, shift)]

    @staticmethod
    def _fits(timetable: Timetable, orders: Sequence[Order]) -> Fits:
        """Where each visit could go, however many visits the shift already has."""
        fits = np.zeros((len(orders), len(timetable.place)), dtype=bool)
        for shift, order in enumerate(orders):
            if timetable.return_of(shift, order) is not None:
                fits[shift] = try_insertions(timetable, shift, order, whatever_count=True).fits.any(axis=1)
        return fits


def _open_on(visit: Visit, shift: Shift) -> bool:
    """Whether the visit has a window on the shift's day, whatever the hour."""
    day_from_s, day_to_s = shift.day * DAY_S, (shift.day + 1) * DAY_S - 1
    return any(window.start_s <= day_to_s and day_from_s <= window.end_s for window in visit.windows)
