"""A day in an order that somebody wants: timed so that it breaks as little as can be, and judged by the checker.

A promise, a locked moment and the laws of driving are never given up for it. Where they would have to be, the answer
says which of them stands in the way.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.method.account import DAY_S
from app.planning.build import RepWeek
from app.planning.by_hand import KeptAnyway, SoftRule
from app.planning.hand_rules import Held
from solver import Lunch, Problem, Route, Rule, Shift, Solution, TimeWindow, Violation, check, retimed

_SOFT = frozenset(rule.value for rule in SoftRule)


class Blocked(Exception):
    """The day cannot be driven in that order; `code` is one of `hand_words.REFUSALS`, with its numbers."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class HandDay:
    """A rep's day in the order wanted, with the rules it breaks as the checker names them."""

    route: Route
    kept: tuple[KeptAnyway, ...]


@dataclass(frozen=True, slots=True)
class _Given:
    """What is given up to fit a day: hours of these visits, the end of the shift, lunch in time."""

    hours: frozenset[str] = field(default_factory=frozenset)
    end: bool = True
    lunch: bool = False


def timed_day(week: RepWeek, shift_id: str, order: Sequence[str], wanted: str) -> HandDay:
    """The earliest route in this order that gives up as little as can be; `wanted` is the visit it is made for.

    `week` is laid out with nothing kept anyway. Raises Blocked where no rule that may be broken stands in the way.
    """
    problem = week.problem.part([visit for visit in week.problem.visits if visit.id in order])
    shift = next(shift for shift in problem.shifts if shift.id == shift_id)
    for given in _ladder(problem, promised_in(week, order), wanted):
        route = _fitted(problem, shift, order, given)
        if route is not None:
            kept = _broken(week, problem, shift, route)
            _pass_the_check(week, order, shift_id, kept)
            return HandDay(route, kept)
    raise _why_blocked(week, problem, shift, order, wanted)


def promised_in(week: RepWeek, names: Collection[str]) -> frozenset[str]:
    """Which of these accounts are promised a moment in this week."""
    days = set(week.days.values())
    accounts = ((name, week.candidates[name].account.appointment) for name in names)
    return frozenset(name for name, appointment in accounts if appointment is not None and appointment.on in days)


def _ladder(problem: Problem, promised: frozenset[str], wanted: str) -> Iterator[_Given]:
    """What to give up, the least first: nothing, the end of the day, the hours of who is moved, of all, lunch."""
    own = frozenset({wanted}) - promised
    everybody = frozenset(visit.id for visit in problem.visits) - promised
    yield _Given(end=False)
    yield _Given(hours=own, end=False)
    yield _Given()
    yield _Given(hours=own)
    yield _Given(lunch=True)
    yield _Given(hours=everybody)
    yield _Given(hours=everybody, lunch=True)


def _fitted(problem: Problem, shift: Shift, order: Sequence[str], given: _Given) -> Route | None:
    """The earliest route where that much is given up; neither count nor owner is asked for."""
    eased = replace(shift, max_visits=max(shift.max_visits, len(order)))
    if given.end:
        until_s = (shift.day + 1) * DAY_S - 1
        eased = replace(eased, overtime_s=max(shift.overtime_s, until_s - shift.window.end_s))
    if given.lunch and shift.lunch is not None:
        latest_s = max(shift.lunch.window.end_s, shift.window.end_s - shift.lunch.duration_s)
        window = TimeWindow(shift.lunch.window.start_s, latest_s)
        eased = replace(eased, lunch=Lunch(shift.lunch.duration_s, window))
    all_day = (TimeWindow(eased.window.start_s, eased.latest_end_s),)
    visits = tuple(
        replace(visit, reps=None, windows=all_day if visit.id in given.hours else visit.windows)
        for visit in problem.visits
    )
    shifts = tuple(eased if other.id == shift.id else other for other in problem.shifts)
    return retimed(replace(problem, visits=visits, shifts=shifts), {shift.id: order})[shift.id]


def _broken(week: RepWeek, problem: Problem, shift: Shift, route: Route) -> tuple[KeptAnyway, ...]:
    """The rules that the checker finds broken, each with how far."""
    on, midnight_s = week.days[shift.id], shift.day * DAY_S
    starts_s = {stop.visit: stop.start_s - midnight_s for stop in route.stops}
    found = [
        _exception(violation, week.rep.external_id, on, route, midnight_s, starts_s)
        for violation in check(problem, Solution((route,) if route.stops else ()))
        if violation.rule.value in _SOFT
    ]
    return tuple(sorted(set(found), key=lambda one: one.key))


def _exception(
    violation: Violation, rep_id: str, on: date, route: Route, midnight_s: int, starts_s: dict[str, int]
) -> KeptAnyway:
    match violation.rule:
        case Rule.WINDOW:
            return KeptAnyway(SoftRule.WINDOW, rep_id, on, violation.subject, starts_s[violation.subject])
        case Rule.ALLOWED_REP:
            return KeptAnyway(SoftRule.ALLOWED_REP, rep_id, on, violation.subject)
        case Rule.MAX_VISITS:
            return KeptAnyway(SoftRule.MAX_VISITS, rep_id, on, allowed=len(route.stops))
        case Rule.LUNCH:
            assert route.lunch_s is not None
            return KeptAnyway(SoftRule.LUNCH, rep_id, on, allowed=route.lunch_s - midnight_s)
        case _:
            return KeptAnyway(SoftRule.SHIFT, rep_id, on, allowed=route.return_s - midnight_s)


def _pass_the_check(week: RepWeek, order: Sequence[str], shift_id: str, kept: tuple[KeptAnyway, ...]) -> None:
    """Raise Blocked unless the checker passes the day with exactly these exceptions."""
    bound = Held(kept=kept).bound(week)
    problem = bound.problem.part([visit for visit in bound.problem.visits if visit.id in order])
    route = retimed(problem, {shift_id: order})[shift_id]
    if route is None or check(problem, Solution((route,) if route.stops else ())):
        raise Blocked("DAY_TOO_LONG")


def _why_blocked(week: RepWeek, problem: Problem, shift: Shift, order: Sequence[str], wanted: str) -> Blocked:
    """What would have to give way: the moment that is wanted, a promise, a locked moment, or the day itself."""
    everybody, promised = frozenset(order), promised_in(week, order)
    everything = _Given(hours=everybody - promised, lunch=True)
    unpinned = _unlocked(problem, {wanted})
    route = _fitted(unpinned, shift, order, everything)
    if route is not None:
        start_s = next(stop.start_s for stop in route.stops if stop.visit == wanted)
        return Blocked("TOO_EARLY", start_s=start_s - shift.day * DAY_S)
    held = frozenset(visit.id for visit in problem.visits if visit.lock is not None and visit.id != wanted)
    for code, freed, hours in (
        ("LOCKED_STOP", held, everybody - promised),
        ("PROMISE_LOST", held, everybody),
    ):
        route = _fitted(_unlocked(unpinned, freed), shift, order, replace(everything, hours=hours))
        if route is not None:
            late = _late(problem, route, held if code == "LOCKED_STOP" else promised)
            return Blocked(code, names=[week.candidates[name].account.name for name in late])
    return Blocked("DAY_TOO_LONG")


def _unlocked(problem: Problem, names: Collection[str]) -> Problem:
    visits = (replace(visit, lock=None) if visit.id in names else visit for visit in problem.visits)
    return replace(problem, visits=tuple(visits))


def _late(problem: Problem, route: Route, names: Collection[str]) -> list[str]:
    """Which of these do not begin when they should."""
    found = check(problem, Solution((route,)))
    return sorted({v.subject for v in found if v.rule in (Rule.WINDOW, Rule.LOCK) and v.subject in names})
