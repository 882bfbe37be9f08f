"""One rep's part of a plan in force, laid out anew from today's facts, with one account free to be put elsewhere."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.method.account import DAY_S, Account, Appointment
from app.method.gate import assumed_qualified
from app.method.rep import Rep
from app.planning.build import RepWeek, build_week
from app.planning.candidates import Candidate
from app.planning.hand_rules import Held
from app.planning.in_force import PlanBasis
from app.planning.routes import planned_routes
from app.planning.told_routes import told_solution
from app.planning.week_plan import PlannedRoute
from solver import Problem, Slot, Solution, TimeWindow, Visit, check, propose_slots, retimed


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the rep's own clock."""

    on: date
    s: int

    def within(self, week_on: date) -> int:
        """In horizon seconds of a plan."""
        return (self.on - week_on).days * DAY_S + self.s


class Outdated(Exception):
    """A day of the plan in force does not hold with today's facts."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenWeek:
    """`solution` is what is in force without the account; `sound` are the days whose route still holds as it is.

    On days of `unplanned` something is promised that the plan does not know: nothing may be added to them.
    """

    basis: PlanBasis
    week: RepWeek
    problem: Problem
    solution: Solution
    routes: Mapping[date, PlannedRoute]  # as published, the account's own stop included
    account_id: str
    visit_id: str | None  # of the account's stop that may be moved, where the plan has one
    sound: frozenset[date]
    unplanned: frozenset[date]
    settled_before: Moment  # nothing begins sooner than that any more

    @property
    def rep(self) -> Rep:
        return self.week.rep

    @property
    def visit(self) -> Visit:
        """The account's visit."""
        return next(visit for visit in self.problem.visits if visit.id == self.account_id)

    @property
    def may_estimate(self) -> bool:
        """Whether a drive from or to the account may be an estimate."""
        travel, place = self.problem.travel, self.visit.place
        return any(travel.is_estimated(place, other) for other in range(travel.places))

    def slots(self, days: Collection[date], never: Moment | None = None) -> tuple[Slot, ...]:
        """Where the account fits on the sound days among these; `never` is one moment left out."""
        week_on = self.basis.options.week_on
        first_s = self.settled_before.within(week_on)
        open_days = {(day - week_on).days for day in self.sound if day in days}
        windows = [
            TimeWindow(max(window.start_s, first_s), window.end_s)
            for window in self.visit.windows
            if window.start_s // DAY_S in open_days and window.end_s >= first_s
        ]
        if never is not None:
            windows = [part for window in windows for part in _without(window, never.within(week_on))]
        return propose_slots(self.problem, self.solution, replace(self.visit, windows=tuple(windows)))

    def receives_on(self, days: Collection[date]) -> bool:
        """Whether the account receives anybody on one of these days while its rep is in the field."""
        week_on = self.basis.options.week_on
        return any(window.start_s // DAY_S in {(day - week_on).days for day in days} for window in self.visit.windows)

    def with_promise(self, promise: Appointment, position: int, freed: Collection[date]) -> list[PlannedRoute]:
        """The week's routes with the account as stop number `position` (from 0) of the promised day; raises Outdated.

        The account is taken out of the `freed` days. Every changed route has passed the checker.
        """
        at_s = Moment(promise.on, promise.start_s).within(self.basis.options.week_on)
        visit = replace(self.visit, windows=(TimeWindow(at_s, at_s),), required=True)
        candidate = self.week.candidates[self.account_id]
        before = sum(self._has_own(route) for on, route in self.routes.items() if on < promise.on and on not in freed)
        promised = replace(
            candidate,
            account=replace(candidate.account, appointment=promise),
            made_before=candidate.made_before + before,
        )
        week = replace(self.week, candidates={**self.week.candidates, self.account_id: promised})
        visits = tuple(visit if other.id == self.account_id else other for other in self.problem.visits)
        order = self._order(promise.on)
        orders = {on: self._order(on) for on in freed}
        orders[promise.on] = [*order[:position], self.account_id, *order[position:]]
        return self._told(week, replace(self.problem, visits=visits), orders)

    def without(self, freed: Collection[date]) -> list[PlannedRoute]:
        """The week's routes with the account taken out of these days; raises Outdated."""
        return self._told(self.week, self.problem, {on: self._order(on) for on in freed})

    def _order(self, on: date) -> list[str]:
        routes = (route for route in self.solution.routes if self.week.days[route.shift] == on)
        return [stop.visit for route in routes for stop in route.stops]

    def _told(self, week: RepWeek, problem: Problem, orders: Mapping[date, Sequence[str]]) -> list[PlannedRoute]:
        """The routes as people see them: days in `orders` timed anew, the others as they were."""
        if not set(orders) <= self.sound:
            raise Outdated
        shifts = {on: shift_id for shift_id, on in week.days.items()}
        changed = retimed(problem, {shifts[on]: order for on, order in orders.items() if on in shifts})
        routes = [route for route in changed.values() if route is not None]
        if len(routes) < len(changed):
            raise Outdated
        for route in routes:  # one by one: an account seen today may be seen again later in the week
            made = {stop.visit for stop in route.stops}
            part = replace(problem, visits=tuple(visit for visit in problem.visits if visit.id in made))
            if violations := check(part, Solution((route,))):
                raise Outdated(" ".join(f"{v.rule} {v.subject}: {v.message}" for v in violations))
        whole = [*(route for route in self.solution.routes if route.shift not in changed), *routes]
        solution = Solution(tuple(route for route in whole if route.stops))
        told = {r.on: r for r in planned_routes(week, problem, solution, self.basis.settings, self.basis.options)}
        return [self._as_in_force(old, told.get(on), on in orders) for on, old in self.routes.items()]

    def _has_own(self, route: PlannedRoute) -> bool:
        """Whether the account is one of those that are visited."""
        return any(stop.external_id == self.account_id for stop in route.stops)

    def _as_in_force(self, old: PlannedRoute, told: PlannedRoute | None, is_changed: bool) -> PlannedRoute:
        """A changed route with the visit ids it had; of another only what lies across its days is new."""
        if told is None:
            return emptied(old) if is_changed else old  # no working day, but for what is taken out of it
        if not is_changed:  # laid out without the account's own stop, if it has another there
            return old if self._has_own(old) else replace(old, across_m=told.across_m)
        ids = {stop.external_id: stop.visit_id for stop in old.stops}
        ids.pop(self.account_id, None)
        ids |= {} if self.visit_id is None else {self.account_id: self.visit_id}
        return replace(told, stops=tuple(replace(s, visit_id=ids.get(s.external_id, s.visit_id)) for s in told.stops))


def open_week(
    rep: Rep,
    basis: PlanBasis,
    routes: Sequence[PlannedRoute],
    account: Account,
    accounts: Mapping[str, Account],
    *,
    unplanned: Collection[date],
    now: Moment,
    settled_before: Moment,
) -> OpenWeek:
    """Lay out the rep's week as planning did, from the plan's own order and today's accounts (by external id).

    Stops from today on that begin before `settled_before` keep their moment: they are under way. A day with a stop that
    nobody can lay out any more is not sound.
    """
    options, settings = basis.options, basis.settings
    known = {stop.external_id: accounts.get(stop.external_id) for route in routes for stop in route.stops}
    known[account.external_id] = account
    turns = {stop.external_id: stop.turn for route in reversed(routes) for stop in route.stops}
    lost = {name for name, one in known.items() if one is None or one.location is None} - {account.external_id}
    candidates = [
        replace(
            Candidate.of(assumed_qualified(one) if options.assume_qualified else one, settings, options.planned_days),
            made_before=turns.get(one.external_id, 1) - 1,
        )
        for one in known.values()
        if one is not None and one.location is not None
    ]
    steering, own = basis.steering_of(rep.external_id), account.external_id
    laid_out = [
        replace(route, stops=tuple(stop for stop in route.stops if stop.external_id != own))
        for route in routes
        if not any(stop.external_id in lost for stop in route.stops)
    ]
    times = Counter(stop.external_id for route in laid_out for stop in route.stops)
    week = build_week(rep, candidates, settings, options, {}, steering, visits=times | Counter({own: 1}))
    week = Held.of(basis.hand, routes).bound(week)
    solution = told_solution(week, laid_out)
    from_s, before_s = Moment(now.on, 0).within(options.week_on), settled_before.within(options.week_on)
    settled = {
        stop.visit: stop.start_s
        for route in solution.routes
        for stop in route.stops
        if from_s <= stop.start_s < before_s
    }
    problem = week.problem.part([_settled(visit, settled.get(visit.id)) for visit in week.problem.visits])
    orders = {route.shift: [stop.visit for stop in route.stops] for route in solution.routes}
    holds = {week.days[shift_id] for shift_id, route in retimed(problem, orders).items() if route is not None}
    empty = {route.on for route in laid_out if not route.stops}
    return OpenWeek(
        basis=basis,
        week=week,
        problem=problem,
        solution=solution,
        routes={route.on: route for route in routes},
        account_id=own,
        visit_id=next(
            (
                stop.visit_id
                for route in routes
                for stop in route.stops
                if stop.external_id == own and (route.on, stop.start_s) >= (settled_before.on, settled_before.s)
            ),
            None,
        ),
        sound=frozenset(holds | empty),
        unplanned=frozenset(unplanned),
        settled_before=settled_before,
    )


def emptied(route: PlannedRoute) -> PlannedRoute:
    """The same day with nobody to see."""
    return replace(
        route,
        depart_s=route.shift_start_s,
        return_s=route.shift_start_s,
        lunch_s=None,
        lunch_duration_s=0,
        stops=(),
        back_s=0,
        back_m=0,
        within_m=None,
        across_m=None,
    )


def _settled(visit: Visit, start_s: int | None) -> Visit:
    """The visit held at that moment on the day of it; its other days stay open."""
    if start_s is None:
        return visit
    others = [window for window in visit.windows if window.start_s // DAY_S != start_s // DAY_S]
    return replace(visit, windows=tuple(sorted([*others, TimeWindow(start_s, start_s)])))


def _without(window: TimeWindow, moment_s: int) -> Iterator[TimeWindow]:
    """The window less one moment."""
    if not window.start_s <= moment_s <= window.end_s:
        yield window
        return
    if window.start_s < moment_s:
        yield TimeWindow(window.start_s, moment_s - 1)
    if moment_s < window.end_s:
        yield TimeWindow(moment_s + 1, window.end_s)
