"""What was settled by hand, as the solver and the checker understand it: locks, wider windows, and whose account it is.

With `Held` a week is planned and judged again. Every exception widens its own rule by what it allows and no more, so
that the checker passes the plan only as far as somebody chose to break a rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.method.account import DAY_S
from app.method.rep import Rep
from app.planning.build import RepWeek
from app.planning.by_hand import ByHand, KeptAnyway, SoftRule
from app.planning.visit_names import account_of, number_of, visit_name
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

    stops: Mapping[str, tuple[HeldStop, ...]] = field(default_factory=dict)  # by external id, day by day
    full: Mapping[tuple[str, date], int] = field(default_factory=dict)
    kept: tuple[KeptAnyway, ...] = ()

    @classmethod
    def of(cls, hand: ByHand, routes: Iterable[PlannedRoute]) -> "Held":
        """The locks as the stops of these routes; what they do not visit is not held."""
        stops, full, days = (
            defaultdict[str, list[HeldStop]](list),
            dict[tuple[str, date], int](),
            set[tuple[str, date]](),
        )
        for route in sorted(routes, key=lambda route: route.on):
            days.add((route.rep_id, route.on))
            if hand.is_closed(route.rep_id, route.on):
                full[route.rep_id, route.on] = len(route.stops)
                for stop in route.stops:
                    stops[stop.external_id].append(HeldStop(route.rep_id, route.on, stop.start_s))
                continue
            for stop in route.stops:
                lock = hand.stop_lock(route.rep_id, route.on, stop.external_id)
                if lock is not None:
                    stops[stop.external_id].append(HeldStop(route.rep_id, route.on, lock.start_s))
        return cls(
            {name: tuple(held) for name, held in stops.items()},
            full,
            tuple(kept for kept in hand.kept if (kept.rep_id, kept.on) in days),
        )

    @property
    def lent(self) -> dict[str, str]:
        """Accounts that stay with a rep who does not own them, by external id: somebody chose so and locked them."""
        chosen = (kept for kept in self.kept if kept.rule is SoftRule.ALLOWED_REP)
        return {k.external_id: k.rep_id for k in chosen if self._is_held_by(k.external_id, k.rep_id)}

    def days_of(self, rep_id: str) -> dict[str, frozenset[date]]:
        """The days on which accounts are held with this rep, by external id."""
        own = {name: frozenset(s.on for s in held if s.rep_id == rep_id) for name, held in self.stops.items()}
        return {name: days for name, days in own.items() if days}

    def bound(self, week: RepWeek) -> RepWeek:
        """The rep's week with what holds for it."""
        rep_id, problem = week.rep.external_id, week.problem
        kept = [one for one in self.kept if one.rep_id == rep_id]
        shift_of = {on: shift_id for shift_id, on in week.days.items()}
        midnight_s = {week.days[shift.id]: shift.day * DAY_S for shift in problem.shifts}
        seats = self._seats(week, shift_of)
        visits = _kept_beside(
            [_held(visit, seats.get(visit.id), shift_of, midnight_s) for visit in problem.visits], seats
        )
        shifts = tuple(self._filled(_widened(shift, week.days[shift.id], kept), week) for shift in problem.shifts)
        widened = tuple(_allowed(visit, kept, midnight_s) for visit in visits)
        return replace(week, problem=replace(problem, visits=widened, shifts=shifts))

    def _is_held_by(self, external_id: str, rep_id: str) -> bool:
        return any(held.rep_id == rep_id for held in self.stops.get(external_id, ()))

    def _seats(self, week: RepWeek, shift_of: Mapping[date, str]) -> dict[str, HeldStop]:
        """Which visit is held where: an account's first ones, day by day; on the day of a promise the one promised."""
        seats: dict[str, HeldStop] = {}
        for name, held in self.stops.items():
            own = [one for one in held if one.rep_id == week.rep.external_id and one.on in shift_of]
            candidate = week.candidates.get(name)
            if candidate is None or not own:
                continue
            promised = candidate.account.appointment
            promised_on = promised.on if promised is not None and promised.on in shift_of else None
            others = [one for one in own if one.on != promised_on]
            first = 1 if promised_on is None else 2
            seats |= {visit_name(name, number): one for number, one in enumerate(others, start=first)}
            seats |= {visit_name(name, 1): one for one in own if one.on == promised_on}
        return seats

    def _filled(self, shift: Shift, week: RepWeek) -> Shift:
        visits = self.full.get((week.rep.external_id, week.days[shift.id]))
        return shift if visits is None else replace(shift, max_visits=visits)


def _held(visit: Visit, held: HeldStop | None, shift_of: Mapping[date, str], midnight_s: Mapping[date, int]) -> Visit:
    """The visit held there, whatever becomes of the account's others."""
    if held is None:
        return visit
    start_s = None if held.start_s is None else midnight_s[held.on] + held.start_s
    return replace(visit, lock=Lock(shift_of[held.on], start_s), after=None)


def _kept_beside(visits: Sequence[Visit], seats: Mapping[str, HeldStop]) -> list[Visit]:
    """The visits, where a further one of an account is held with the shifts of the earlier plan for the others."""
    several = {account_of(name) for name in seats if number_of(name) > 1}
    kept: dict[str, list[str | None]] = {
        name: [v.kept_on for v in visits if account_of(v.id) == name and v.kept_on is not None] for name in several
    }
    for visit in visits:
        if visit.lock is not None and visit.lock.shift in kept.get(account_of(visit.id), ()):
            kept[account_of(visit.id)].remove(visit.lock.shift)
    told: list[Visit] = []
    for visit in visits:
        others = kept.get(account_of(visit.id))
        if others is not None:
            free = others.pop(0) if others and visit.lock is None else None
            visit = replace(visit, kept_on=free if visit.lock is None else visit.lock.shift)
        told.append(visit)
    return told


def owned(week: RepWeek) -> RepWeek:
    """The week with each account allowed to its owner only, for who may be visited by hand is asked of nobody else."""
    visits = tuple(_with_owner(visit, week) for visit in week.problem.visits)
    return replace(week, problem=replace(week.problem, visits=visits))


def _with_owner(visit: Visit, week: RepWeek) -> Visit:
    """The visit as its owner's, where that is another rep."""
    owner = week.candidate(visit.id).account.owner
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
        if one.external_id != account_of(visit.id):
            continue
        if one.rule is SoftRule.ALLOWED_REP:
            visit = replace(visit, reps=None)
        elif one.rule is SoftRule.GAP:
            if visit.group is not None and visit.group.gap_days is not None:
                visit = replace(visit, group=replace(visit.group, gap_days=min(visit.group.gap_days, one.allowed)))
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
    visited_on = defaultdict[str, list[date]](list)
    for day in driven.values():
        for stop in day.stops:
            visited_on[stop.external_id].append(day.on)
    kept = (
        replace(one, allowed=used)
        for one in hand.kept
        if (route := driven.get((one.rep_id, one.on))) is not None
        and (used := _used(one, route, by_id[one.rep_id], visited_on[one.external_id])) is not None
    )
    return ByHand(tuple(locks), tuple(kept))


def _used(kept: KeptAnyway, route: PlannedRoute, rep: Rep, visited_on: Sequence[date]) -> int | None:
    """How far the route makes use of the exception; None where it does not."""
    starts_s = {stop.external_id: stop.start_s for stop in route.stops}
    match kept.rule:
        case SoftRule.WINDOW:
            return kept.allowed if starts_s.get(kept.external_id) == kept.allowed else None
        case SoftRule.ALLOWED_REP:
            return kept.allowed if kept.external_id in starts_s else None
        case SoftRule.GAP:
            apart = [abs((on - route.on).days) for on in visited_on if on != route.on]
            is_near = kept.external_id in starts_s and min(apart, default=kept.allowed + 1) <= kept.allowed
            return kept.allowed if is_near else None
        case SoftRule.MAX_VISITS:
            return len(starts_s) if len(starts_s) > rep.max_visits else None
        case SoftRule.LUNCH:
            is_late = rep.lunch is not None and route.lunch_s is not None and route.lunch_s > rep.lunch.latest_s
            return route.lunch_s if is_late else None
        case SoftRule.SHIFT:
            return route.return_s if route.overtime_s > rep.overtime_s else None


NOTHING_HELD = Held()
