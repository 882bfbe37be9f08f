"""From the solver's answer to a day that people can read: dates, clock times, names, and what each stop costs."""

from collections import defaultdict
from datetime import date

from app.method.account import DAY_S
from app.method.cadence import due_state
from app.method.field_days import day_kind
from app.method.market import is_without_business
from app.method.preparation import key_contact
from app.method.settings import MethodSettings
from app.planning.build import RepWeek
from app.planning.options import PlanOptions
from app.planning.visit_names import account_of, number_of
from app.planning.week_plan import Place, PlannedRoute, PlannedStop
from solver import Problem, Route, Shift, Solution, Stop
from solver.compactness import DayCompactness, compactness


def planned_routes(
    week: RepWeek, problem: Problem, solution: Solution, settings: MethodSettings, options: PlanOptions
) -> list[PlannedRoute]:
    """A route for each of the rep's shifts, in order of days; `problem` holds at least the visits served."""
    by_shift = {route.shift: route for route in solution.routes}
    near = compactness(problem, solution)
    teller = _Teller(week, problem, solution, settings, options)
    return [teller.route(shift, by_shift.get(shift.id), near.get(shift.id)) for shift in problem.shifts]


class _Teller:
    def __init__(
        self, week: RepWeek, problem: Problem, solution: Solution, settings: MethodSettings, options: PlanOptions
    ) -> None:
        self.week, self.problem, self.settings, self.options = week, problem, settings, options
        self.place = {visit.id: visit.place for visit in problem.visits}
        self.days = _days_of_accounts(week, solution)

    def route(self, shift: Shift, route: Route | None, near: DayCompactness | None) -> PlannedRoute:
        rep, on = self.week.rep, self.week.days[shift.id]
        midnight_s = shift.day * DAY_S
        stops = route.stops if route else ()
        places = [shift.start_place, *(self.place[stop.visit] for stop in stops), shift.end_place]
        end = rep.end or rep.home
        start_s, end_s = shift.window.start_s - midnight_s, shift.window.end_s - midnight_s
        depart_s = route.depart_s - midnight_s if route else start_s
        left = [route.depart_s if route else 0, *(stop.departure_s for stop in stops)]
        return PlannedRoute(
            rep_id=rep.external_id,
            rep_name=rep.name,
            on=on,
            timezone=rep.timezone,
            shift_start_s=start_s,
            shift_end_s=end_s,
            start=Place(rep.name, rep.home.lat, rep.home.lon),
            end=Place(rep.name, end.lat, end.lon),
            depart_s=depart_s,
            return_s=route.return_s - midnight_s if route else depart_s,
            lunch_s=None if route is None or route.lunch_s is None else route.lunch_s - midnight_s,
            lunch_duration_s=shift.lunch.duration_s if shift.lunch and route else 0,
            stops=tuple(
                self._stop(stop, places[n : n + 3], self._driven(route, left_s, stop.arrival_s, shift), midnight_s, on)
                for n, (left_s, stop) in enumerate(zip(left, stops, strict=False))
            ),
            back_s=self._driven(route, stops[-1].departure_s, route.return_s, shift) if route and stops else 0,
            back_m=self._metres(places[-2], places[-1]) if stops else 0,
            travel_source=self.problem.travel.source,
            back_is_estimated=self.problem.travel.is_estimated(places[-2], places[-1]),
            within_m=None if near is None or near.within_m is None else round(near.within_m),
            across_m=None if near is None or near.across_m is None else round(near.across_m),
            kind=day_kind(rep, on, self.settings.country),
            speed_pct=() if shift.traffic is None else shift.traffic.speed_pct,
        )

    def _driven(self, route: Route | None, left_s: int, arrival_s: int, shift: Shift) -> int:
        """The seconds of a drive, whatever lunch interrupts it."""
        eats = route is not None and route.lunch_s is not None and left_s <= route.lunch_s < arrival_s
        return arrival_s - left_s - (shift.lunch.duration_s if eats and shift.lunch else 0)

    def _stop(self, stop: Stop, places: list[int], drive_s: int, midnight_s: int, on: date) -> PlannedStop:
        visit_id, start_s = stop.visit, stop.start_s - midnight_s
        candidate = self.week.candidate(visit_id)
        account, location = candidate.account, candidate.location
        contact = key_contact(account)
        before, here, after = places
        order = self.days[account.external_id].index(on) + 1  # among the account's visits in these routes
        number = number_of(visit_id) if self.week.is_tied else order
        own, turn = self.settings.of(self.week.rep.external_id), order + candidate.made_before
        around_s = self._seconds(before, here) + self._seconds(here, after) - self._seconds(before, after)
        return PlannedStop(
            visit_id=f"{account.external_id}#{turn}",
            external_id=account.external_id,
            name=account.name,
            address=account.address,
            lat=location.lat,
            lon=location.lon,
            category=account.category,
            grade=account.grade,
            due=due_state(candidate.at_visit(number, own, self.options), self.settings, self.options.as_of),
            is_appointment=account.appointment is not None and account.appointment.on == on,
            contact_name=contact.name,
            contact_phone=contact.phone,
            open_spans_s=account.opening.on(on),
            drive_s=drive_s,
            drive_m=self._metres(before, here),
            drive_is_estimated=self.problem.travel.is_estimated(before, here),
            arrival_s=stop.arrival_s - midnight_s,
            start_s=start_s,
            departure_s=start_s + candidate.service_s,
            detour_s=around_s,
            worth=candidate.worth(self.week.rep, own, self.options, self.week.steering, number),
            area=candidate.area(self.week.rep, self.settings),
            is_without_business=is_without_business(account),
            result=candidate.result(self.settings, self.options, number),
            turn=turn,
        )

    def _seconds(self, a: int, b: int) -> int:
        return int(self.problem.travel.duration_s[a, b])

    def _metres(self, a: int, b: int) -> int:
        return int(self.problem.travel.distance_m[a, b])


def _days_of_accounts(week: RepWeek, solution: Solution) -> dict[str, list[date]]:
    """On which days the routes visit each account, in order."""
    days = defaultdict[str, list[date]](list)
    for route in sorted(solution.routes, key=lambda route: week.days[route.shift]):
        for stop in route.stops:
            days[account_of(stop.visit)].append(week.days[route.shift])
    return days
