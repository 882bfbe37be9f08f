"""Routes as people see them turned back into the solver's: to be checked, or to plan on from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from app.method.account import DAY_S
from app.planning.build import RepWeek
from app.planning.visit_names import account_of
from app.planning.week_plan import PlannedRoute
from solver import Route, Solution, Stop, Visit


def told_solution(week: RepWeek, routes: Iterable[PlannedRoute]) -> Solution:
    """What these routes say of the rep's week, each on the shift of its day; days without a shift are passed over."""
    shift_of = {on: shift_id for shift_id, on in week.days.items()}
    midnight_s = {shift.id: shift.day * DAY_S for shift in week.problem.shifts}
    driven = [route for route in routes if route.stops and route.on in shift_of]
    names = _names(week, driven, shift_of)
    return Solution(tuple(_route(route, shift_of[route.on], midnight_s[shift_of[route.on]], names) for route in driven))


def _names(week: RepWeek, routes: Iterable[PlannedRoute], shift_of: Mapping[date, str]) -> dict[tuple[str, date], str]:
    """Which of its account's visits each stop is: the one that is held or promised there, else the next of the others.

    A stop beyond the account's visits is its first one once more, which is then made twice.
    """
    visits, days = defaultdict[str, list[Visit]](list), defaultdict[str, list[date]](list)
    for visit in week.problem.visits:
        visits[account_of(visit.id)].append(visit)
    for route in sorted(routes, key=lambda route: route.on):
        for stop in route.stops:
            days[stop.external_id].append(route.on)
    names: dict[tuple[str, date], str] = {}
    for account_id, own in days.items():
        if len(visits[account_id]) < 2:
            names |= {(account_id, on): account_id for on in own}
            continue
        promised = week.candidates[account_id].account.appointment
        at = {v.lock.shift: v.id for v in visits[account_id] if v.lock is not None}
        if promised is not None and promised.on in shift_of:
            at.setdefault(shift_of[promised.on], account_id)
        free = [v.id for v in visits[account_id] if v.id not in at.values()]
        for on in own:
            names[account_id, on] = at.get(shift_of[on]) or (free.pop(0) if free else account_id)
    return names


def _route(route: PlannedRoute, shift: str, midnight_s: int, names: Mapping[tuple[str, date], str]) -> Route:
    return Route(
        shift=shift,
        depart_s=midnight_s + route.depart_s,
        return_s=midnight_s + route.return_s,
        stops=tuple(
            Stop(
                names[s.external_id, route.on],
                midnight_s + s.arrival_s,
                midnight_s + s.start_s,
                midnight_s + s.departure_s,
            )
            for s in route.stops
        ),
        lunch_s=None if route.lunch_s is None else midnight_s + route.lunch_s,
    )
