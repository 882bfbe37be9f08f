"""Routes as people see them turned back into the solver's: to be checked, or to plan on from."""

from collections.abc import Iterable

from app.method.account import DAY_S
from app.planning.build import RepWeek
from app.planning.week_plan import PlannedRoute
from solver import Route, Solution, Stop


def told_solution(week: RepWeek, routes: Iterable[PlannedRoute]) -> Solution:
    """What these routes say of the rep's week, each on the shift of its day; days without a shift are passed over."""
    shift_of = {on: shift_id for shift_id, on in week.days.items()}
    midnight_s = {shift.id: shift.day * DAY_S for shift in week.problem.shifts}
    return Solution(
        tuple(
            _route(route, shift_of[route.on], midnight_s[shift_of[route.on]])
            for route in routes
            if route.stops and route.on in shift_of
        )
    )


def _route(route: PlannedRoute, shift: str, midnight_s: int) -> Route:
    return Route(
        shift=shift,
        depart_s=midnight_s + route.depart_s,
        return_s=midnight_s + route.return_s,
        stops=tuple(
            Stop(s.external_id, midnight_s + s.arrival_s, midnight_s + s.start_s, midnight_s + s.departure_s)
            for s in route.stops
        ),
        lunch_s=None if route.lunch_s is None else midnight_s + route.lunch_s,
    )
