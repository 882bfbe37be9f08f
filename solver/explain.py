"""One true reason for every visit left out, found by really trying to place it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from solver.insertion import NOTHING, try_insertions
from solver.model import DAY_S, Problem, Shift, TravelMatrix, Visit
from solver.schedule import Order, Timetable
from solver.search.draft import Draft
from solver.search.exchange import Exchanges, siblings_too_near, try_exchanges
from solver.search.retiming import try_orders
from solver.solution import Reason, Unserved

Fits = npt.NDArray[np.bool_]  # shifts x visits


def explain(problem: Problem, orders: Sequence[Order]) -> tuple[Unserved, ...]:
    """The first true reason, in the order of `Reason`, for every visit that stands in none of the feasible orders.

    Numbers, all in seconds: `prize_s`; `extra_s` the least extra travel; `cost_s` that and overtime as weighed;
    `shift` where that is; `with` the stops in the way; `displaces` and `gains_s` or `loses_s` for the best exchange.
    """
    return _Explanation(problem, orders).all()


class _Explanation:
    def __init__(self, problem: Problem, orders: Sequence[Order]) -> None:
        self.problem = problem
        self.draft = Draft(Timetable(problem), orders)
        self.timetable = self.draft.timetable
        self.skeletons = [[v for v in order if self.timetable.fixed[v]] for order in orders]
        self.fits_empty = _fits(self.timetable, [[] for _ in orders])
        self.fits_between_fixed = _fits(self.timetable, self.skeletons)
        self.siblings = [_siblings(self.draft, shift) for shift in range(len(orders))]
        self.fits_skeleton = self.fits_between_fixed & ~self._blocked_by_fixed()
        self.fits_plan = self.draft.gains > NOTHING
        self.early = self.draft.early
        self.gains_whatever_count = np.full(self.fits_plan.shape, NOTHING, dtype=np.int64)
        for shift, order in enumerate(orders):
            tried = try_insertions(self.timetable, shift, order, whatever_count=True)
            self.gains_whatever_count[shift] = tried.best()[1]
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
            self._not_its_turn,
            self._only_fixed_in_the_way,
            self._fits_the_plan,
            self._gains_by_exchange,
            self._too_many,
            self._too_soon,
        )
        found = (test(index, visit) for test in tests)
        return next((reason for reason in found if reason is not None), None) or self._day_full(index, visit)

    def _no_day(self, index: int, visit: Visit) -> Unserved | None:
        allowed = [shift for shift in self.problem.shifts if self.problem.allows(visit, shift)]
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
            self._fits_without_travel = _fits(Timetable(still), [[] for _ in self.problem.shifts])
        shifts = np.flatnonzero(self._fits_without_travel[:, index]).tolist()
        if not shifts:
            return Unserved(visit.id, Reason.WINDOW_OUTSIDE_SHIFT, {"prize_s": visit.prize})
        trips_s = [self.timetable.travel_of(shift, [index]) - self.timetable.travel_of(shift, []) for shift in shifts]
        return Unserved(visit.id, Reason.TOO_FAR, {"prize_s": visit.prize, "extra_s": min(trips_s)})

    def _not_its_turn(self, index: int, visit: Visit) -> Unserved | None:
        if not self.early[index]:
            return None
        return Unserved(visit.id, Reason.NOT_ITS_TURN, {"prize_s": visit.prize, "with": [visit.after]})

    def _only_fixed_in_the_way(self, index: int, visit: Visit) -> Unserved | None:
        if self.fits_skeleton[:, index].any():
            return None
        in_the_way: set[int] = set()
        for shift in np.flatnonzero(self.fits_empty[:, index]):
            if not self.fits_between_fixed[shift, index]:
                in_the_way.update(self.skeletons[shift])
            in_the_way.update(v for v in self.siblings[shift].get(index, ()) if self.timetable.fixed[v])
        blockers = [self.problem.visits[v] for v in in_the_way]
        locked = any(blocker.lock is not None for blocker in blockers)
        return Unserved(
            visit.id,
            Reason.LOCKED_OUT if locked else Reason.APPOINTMENT_CLASH,
            {"prize_s": visit.prize, "with": sorted(blocker.id for blocker in blockers)},
        )

    def _fits_the_plan(self, index: int, visit: Visit) -> Unserved | None:
        if not self.fits_plan[:, index].any():
            return None
        shift = int(self.draft.gains[:, index].argmax())
        gain = int(self.draft.gains[shift, index])
        reason = Reason.SEARCH_LIMIT if gain > 0 or visit.is_fixed else Reason.WORTH_LESS_THAN_COST
        cost_s = -(-(int(self.timetable.worth[shift, index]) - gain) // 100)
        numbers = {"cost_s": cost_s, "extra_s": int(self.draft.detours_s[shift, index])}
        return Unserved(visit.id, reason, {"prize_s": visit.prize, "shift": self.problem.shifts[shift].id, **numbers})

    def _gains_by_exchange(self, index: int, visit: Visit) -> Unserved | None:
        best = self._best_exchange(index)
        if best is None or (best[0] <= 0 and not visit.is_fixed):
            return None
        numbers = {"displaces": best[1], "gains_s": best[0] // 100, "shift": best[2]}
        return Unserved(visit.id, Reason.SEARCH_LIMIT, {"prize_s": visit.prize, **numbers})

    def _too_many(self, index: int, visit: Visit) -> Unserved | None:
        """It would fit but for the count; or the count is full of fixed stops wherever those leave it the time."""
        gains = np.where(self.draft.blocked[:, index], NOTHING, self.gains_whatever_count[:, index])
        fitting = np.flatnonzero(self.fits_skeleton[:, index]).tolist()
        if gains.max() > NOTHING:
            shift = self.problem.shifts[int(gains.argmax())]
        elif all(len(self.skeletons[s]) >= self.problem.shifts[s].max_visits for s in fitting):
            shift = self.problem.shifts[fitting[0]]
        else:
            return None
        numbers = {"shift": shift.id, "max_visits": shift.max_visits}
        return Unserved(visit.id, Reason.MAX_VISITS, {"prize_s": visit.prize, **numbers})

    def _too_soon(self, index: int, visit: Visit) -> Unserved | None:
        full = [len(order) >= s.max_visits for s, order in zip(self.problem.shifts, self.draft.orders, strict=True)]
        gains = np.where(full, NOTHING, self.gains_whatever_count[:, index])
        shift = int(gains.argmax())
        if gains[shift] == NOTHING:
            return None
        siblings = sorted(self.problem.visits[v].id for v in self.siblings[shift][index])
        numbers = {"shift": self.problem.shifts[shift].id, "with": siblings}
        return Unserved(visit.id, Reason.TOO_SOON, {"prize_s": visit.prize, **numbers})

    def _day_full(self, index: int, visit: Visit) -> Unserved:
        best = self._best_exchange(index)
        numbers = {} if best is None else {"displaces": best[1], "loses_s": -(best[0] // 100), "shift": best[2]}
        return Unserved(visit.id, Reason.DAY_FULL, {"prize_s": visit.prize, **numbers})

    def _best_exchange(self, index: int) -> tuple[int, str, str] | None:
        """The greatest gain (hundredths), the visit it displaces, and the shift."""
        if self._exchanges is None:
            asked = np.asarray(self.fits_skeleton.any(axis=0) & ~self.fits_plan.any(axis=0))
            self._exchanges = [try_exchanges(self.draft, shift, asked) for shift in range(len(self.draft.orders))]
        best = max(self._exchanges, key=lambda exchanges: exchanges.gain.item(index))
        if best.gain[index] == NOTHING:
            return None
        displaced = self.problem.visits[best.displaced.item(index)]
        return best.gain.item(index), displaced.id, self.problem.shifts[best.shift].id

    def _blocked_by_fixed(self) -> Fits:
        blocked = np.zeros(self.fits_empty.shape, dtype=bool)
        for shift, siblings in enumerate(self.siblings):
            for index, near in siblings.items():
                blocked[shift, index] = self.timetable.fixed[near].any()
        return blocked


def _fits(timetable: Timetable, orders: Sequence[Order]) -> Fits:
    """Where each visit could go, however many visits the shift already has."""
    everybody = np.arange(len(timetable.place))
    fits = np.zeros((len(orders), len(everybody)), dtype=bool)
    for shift, order in enumerate(orders):
        _, return_s = try_orders(timetable, shift, [order], everybody)
        fits[shift] = (return_s[0] <= timetable.shifts[shift].latest_end_s).any(axis=0)
    return fits


def _siblings(draft: Draft, shift: int) -> dict[int, list[int]]:
    """For each visit that is not made, by index, the made ones of its group that stand too near to the shift's day."""
    near_ones = siblings_too_near(draft, shift)
    return {v: near for visits, near in near_ones if near for v in visits.tolist() if not draft.placed[v]}


def _open_on(visit: Visit, shift: Shift) -> bool:
    """Whether the visit has a window on the shift's day, whatever the hour, or while the shift lasts beyond it."""
    from_s, to_s = shift.day * DAY_S, max((shift.day + 1) * DAY_S - 1, shift.latest_end_s)
    return any(window.start_s <= to_s and from_s <= window.end_s for window in visit.windows)
