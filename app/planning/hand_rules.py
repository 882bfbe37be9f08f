"""What was settled by hand, as the solver and the checker understand it: locks, wider windows, and whose account it is.

With `Held` a week is planned and judged again. Every exception widens its own rule by what it allows and no more, so
that the checker passes the plan only as far as somebody chose to break a rule.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.method.account import DAY_S
from app.method.rep import Rep
from app.planning.build import RepWeek
from app.planning.by_hand import ByHand, KeptAnyway, SoftRule
from app.planning.week_plan import PlannedRoute
from solver import Lock, Lunch, Shift, TimeWindow, Visit


@dataclass(frozen=True, slots=True)
class HeldStop:
    """A stop that stays on this rep's day; at `start_s` after midnight, if given."""

    rep_id: str
    on: date
    start_s: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """What is settled by hand on the days of some routes. `full` are days that take nobody else, with their visits."""

    stops: Mapping[str, HeldStop] = field(default_factory=dict)  # by external id
    full: Mapping[tuple[str, date], int] = field(default_factory=dict)
    kept: tuple[KeptAnyway, ...] = ()

    @classmethod
    def of(cls, hand: ByHand, routes: Iterable[PlannedRoute]) -> "Held":
        """The locks as the stops of these routes; what they do not visit is not held."""
        stops, full, days = dict[str, HeldStop](), dict[tuple[str, date], int](), set[tuple[str, date]]()
        for route in routes:
            days.add((route.rep_id, route.on))
            if hand.is_closed(route.rep_id, route.on):
                full[route.rep_id, route.on] = len(route.stops)
                stops |= {s.external_id: HeldStop(route.rep_id, route.on, s.start_s) for s in route.stops}
                continue
            for stop in route.stops:
                lock = hand.stop_lock(route.rep_id, route.on, stop.external_id)
                if lock is not None:
                    stops[stop.external_id] = HeldStop(route.rep_id, route.on, lock.start_s)
        return cls(stops, full, tuple(kept for kept in hand.kept if (kept.rep_id, kept.on) in days))

    @property
    def lent(self) -> dict[str, str]:
        """Accounts that stay with a rep who does not own them, by external id: somebody chose so and locked them."""
        chosen = (kept for kept in self.kept if kept.rule is SoftRule.ALLOWED_REP)
        return {k.external_id: k.rep_id for k in chosen if self._is_held_by(k.external_id, k.rep_id)}

    def bound(self, week: RepWeek) -> RepWeek:
        """The rep's week with what holds for it."""
        rep_id, problem = week.rep.external_id, week.problem
        kept = [one for one in self.kept if one.rep_id == rep_id]
        shift_of = {on: shift_id for shift_id, on in week.days.items()}
        midnight_s = {week.days[shift.id]: shift.day * DAY_S for shift in problem.shifts}
        visits = (self._held(visit, rep_id, shift_of, midnight_s) for visit in problem.visits)
        shifts = tuple(self._filled(_widened(shift, week.days[shift.id], kept), week) for shift in problem.shifts)
        widened = tuple(_allowed(visit, kept, midnight_s) for visit in visits)
        return replace(week, problem=replace(problem, visits=widened, shifts=shifts))

    def _is_held_by(self, external_id: str, rep_id: str) -> bool:
        held = self.stops.get(external_id)
        return held is not None and held.rep_id == rep_id

    def _held(self, visit: Visit, rep_id: str, shift_of: Mapping[date, str], midnight_s: Mapping[date, int]) -> Visit:
        held = self.stops.get(visit.id)
        if held is None or held.rep_id != rep_id or held.on not in shift_of:
            return visit
        start_s = None if held.start_s is None else midnight_s[held.on] + held.start_s
        return replace(visit, lock=Lock(shift_of[held.on], start_s))

    def _filled(self, shift: Shift, week: RepWeek) -> Shift:
        visits = self.full.get((week.rep.external_id, week.days[shift.id]))
        return shift if visits is None else replace(shift, max_visits=visits)


def owned(week: RepWeek) -> RepWeek:
    """The week with each account allowed to its owner only, for who may be visited by hand is asked of nobody else."""
    visits = tuple(_with_owner(visit, week) for visit in week.problem.visits)
    return replace(week, problem=replace(week.problem, visits=visits))


def _with_owner(visit: Visit, week: RepWeek) -> Visit:
    """The visit as its owner's, where that is another rep."""
    owner = week.candidates[visit.id].account.owner
    if owner is None or owner in (week.rep.external_id, week.rep.name):
        return visit
    return replace(visit, reps=frozenset({owner}))


def _widened(shift: Shift, on: date, kept: Iterable[KeptAnyway]) -> Shift:
    """The shift with what was chosen for that day."""
    midnight_s = shift.day * DAY_S
    for one in kept:
        if one.on != on:
            continue
        if one.rule is SoftRule.SHIFT:
            longer_s = midnight_s + one.allowed - shift.window.end_s
            shift = replace(shift, overtime_s=max(shift.overtime_s, longer_s))
        elif one.rule is SoftRule.MAX_VISITS:
            shift = replace(shift, max_visits=max(shift.max_visits, one.allowed))
        elif one.rule is SoftRule.LUNCH and shift.lunch is not None:
            eats, latest_s = shift.lunch.window, midnight_s + one.allowed
            window = TimeWindow(eats.start_s, max(eats.end_s, latest_s))
            shift = replace(shift, lunch=Lunch(shift.lunch.duration_s, window))
    return shift


def _allowed(visit: Visit, kept: Iterable[KeptAnyway], midnight_s: Mapping[date, int]) -> Visit:
    """The visit with what was chosen for it."""
    for one in kept:
        if one.external_id != visit.id:
            continue
        if one.rule is SoftRule.ALLOWED_REP:
            visit = replace(visit, reps=None)
        elif one.on in midnight_s:
            at_s = midnight_s[one.on] + one.allowed
            visit = replace(visit, windows=tuple(_with_moment(visit.windows, at_s)))
    return visit


def _with_moment(windows: tuple[TimeWindow, ...], at_s: int) -> Iterator[TimeWindow]:
    """The windows and this moment, in order of time."""
    inside = any(window.start_s <= at_s <= window.end_s for window in windows)
    yield from sorted(windows if inside else [*windows, TimeWindow(at_s, at_s)])


def still_by_hand(hand: ByHand, routes: Iterable[PlannedRoute], reps: Iterable[Rep]) -> ByHand:
    """What stays settled in a new plan: every lock on its days, and the exceptions that its routes make use of."""
    by_id = {rep.external_id: rep for rep in reps}
    driven = {(route.rep_id, route.on): route for route in routes if route.rep_id in by_id}
    days = {rep_id: {on for other, on in driven if other == rep_id} for rep_id in by_id}
    locks = (lock for lock in hand.locks if lock.rep_id in by_id and (lock.on is None or lock.on in days[lock.rep_id]))
    kept = (
        replace(one, allowed=used)
        for one in hand.kept
        if (route := driven.get((one.rep_id, one.on))) is not None
        and (used := _used(one, route, by_id[one.rep_id])) is not None
    )
    return ByHand(tuple(locks), tuple(kept))


def _used(kept: KeptAnyway, route: PlannedRoute, rep: Rep) -> int | None:
    """How far the route makes use of the exception; None where it does not."""
    starts_s = {stop.external_id: stop.start_s for stop in route.stops}
    match kept.rule:
        case SoftRule.WINDOW:
            return kept.allowed if starts_s.get(kept.external_id) == kept.allowed else None
        case SoftRule.ALLOWED_REP:
            return kept.allowed if kept.external_id in starts_s else None
        case SoftRule.MAX_VISITS:
            return len(starts_s) if len(starts_s) > rep.max_visits else None
        case SoftRule.LUNCH:
            is_late = rep.lunch is not None and route.lunch_s is not None and route.lunch_s > rep.lunch.latest_s
            return route.lunch_s if is_late else None
        case SoftRule.SHIFT:
            return route.return_s if route.overtime_s > rep.overtime_s else None


NOTHING_HELD = Held()
