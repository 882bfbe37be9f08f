"""One rep's part of a plan laid out with today's facts, so that stops can be put elsewhere in it by hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from app.by_hand.timing import HandDay, timed_day
from app.by_hand.words import ChangeRefused
from app.method.account import Account
from app.method.gate import assumed_qualified
from app.method.rep import Rep
from app.method.steering import NOT_STEERED
from app.planning.build import RepWeek, build_week
from app.planning.by_hand import ByHand, KeptAnyway
from app.planning.candidates import Candidate
from app.planning.hand_rules import Held, owned
from app.planning.routes import planned_routes
from app.planning.store import StoredPlan
from app.planning.told_routes import told_solution
from app.planning.week_plan import PlannedRoute, PlannedStop
from solver import Lock, Solution


@dataclass(frozen=True, slots=True, eq=False)
class HandWeek:
    """A rep's days in a plan; `week` has each of their accounts once, for a day has no more of its visits, and nothing
    that is held or kept anyway."""

    base: StoredPlan
    week: RepWeek
    routes: tuple[PlannedRoute, ...]
    accounts: Mapping[str, Account]
    from_on: date | None  # where the visit is that is moved

    @classmethod
    def of(
        cls,
        base: StoredPlan,
        rep: Rep,
        accounts: Mapping[str, Account],
        also: Sequence[str] = (),
        from_on: date | None = None,
    ) -> "HandWeek":
        """The rep's week with these accounts (external ids) beside those it visits, to move what is on that day."""
        routes = tuple(route for route in base.plan.routes if route.rep_id == rep.external_id)
        names = {stop.external_id: None for route in routes for stop in route.stops} | dict.fromkeys(also)
        known = {name: accounts[name] for name in names if name in accounts and accounts[name].location is not None}
        qualified = base.options.assume_qualified
        candidates = [
            Candidate.of(assumed_qualified(a) if qualified else a, base.settings, base.options.planned_days)
            for a in known.values()
        ]
        steering = base.plan.steering.get(rep.external_id, NOT_STEERED)
        week = owned(build_week(rep, candidates, base.settings, base.options, {}, steering, visits={}))
        return cls(base, week, routes, known, from_on)

    def shift_of(self, on: date) -> str | None:
        """The id of the day's shift; None where the rep is not in the field, or the plan has no route of his."""
        shift = next((shift_id for shift_id, day in self.week.days.items() if day == on), None)
        return shift if any(route.on == on for route in self.routes) else None

    def order(self, on: date) -> list[str]:
        return [stop.external_id for route in self.routes if route.on == on for stop in route.stops]

    def timed(self, on: date, order: Sequence[str], wanted: str, start_s: int | None) -> HandDay:
        """The day in this order, with the wanted visit at that moment if one is given; raises Blocked."""
        shift_id = self.shift_of(on)
        if shift_id is None:
            rep = self.week.rep
            raise ChangeRefused("NO_SHIFT", rep=rep.name, on=on.isoformat())
        for name in order:
            if name not in self.week.candidates:
                raise ChangeRefused("OUTDATED", account=self._name(name))
        held = Held.of(ByHand(self.base.plan.hand.locks), [route for route in self.routes if route.on == on])
        return timed_day(_pinned(held.bound(self.week), shift_id, wanted, start_s), shift_id, order, wanted)

    def travel_s(self, day: HandDay) -> int:
        """What the rep drives on that day."""
        names = [stop.visit for stop in day.route.stops]
        part = self.week.problem.part([visit for visit in self.week.problem.visits if visit.id in names])
        place = {visit.id: visit.place for visit in part.visits}
        shift = next(shift for shift in part.shifts if shift.id == day.route.shift)
        places = [shift.start_place, *(place[name] for name in names), shift.end_place]
        return sum(int(part.travel.duration_s[a, b]) for a, b in pairwise(places))

    def told(self, days: Mapping[date, HandDay]) -> list[PlannedRoute]:
        """The rep's routes with these days in the place of his own; of the others only what lies across is new."""
        kept: list[KeptAnyway] = [one for day in days.values() for one in day.kept]
        week = Held(kept=tuple(kept)).bound(self.week)
        others = [
            route
            for route in self.routes
            if route.on not in days and all(stop.external_id in week.candidates for stop in route.stops)
        ]
        routes = (*(day.route for day in days.values()), *told_solution(week, others).routes)
        moved = {stop.external_id for route in self.routes if route.on in days for stop in route.stops}
        solution = Solution(tuple(route for route in routes if route.stops))
        part = week.problem.part([visit for visit in week.problem.visits if visit.id in solution.served])
        told = planned_routes(week, part, solution, self.base.settings, self.base.options)
        by_day = {route.on: route for route in told}
        return [self._as_stored(route, by_day.get(route.on), route.on in days, moved) for route in self.routes]

    def _as_stored(
        self, old: PlannedRoute, told: PlannedRoute | None, is_changed: bool, moved: Collection[str]
    ) -> PlannedRoute:
        """A changed route whose visits keep their ids; of another what lies across its days, and of accounts with a
        visit that was `moved` which turn is whose."""
        if told is None:
            return old
        if is_changed:
            return replace(told, stops=tuple(replace(s, visit_id=self._visit_id(s, told.on)) for s in told.stops))
        turned = {s.external_id: s for s in told.stops if s.external_id in moved}
        stops = (
            replace(stop, turn=now.turn, worth=now.worth, result=now.result, due=now.due)
            if (now := turned.get(stop.external_id)) is not None and now.turn != stop.turn
            else stop
            for stop in old.stops
        )
        return replace(old, stops=tuple(stops), across_m=told.across_m)

    def _visit_id(self, stop: PlannedStop, on: date) -> str:
        """The id of the stop's visit: that of the account on this day, else of the visit that is moved there."""
        ids = {
            route.on: other.visit_id
            for route in self.base.plan.routes
            for other in route.stops
            if other.external_id == stop.external_id
        }
        moved = stop.visit_id if self.from_on is None else ids.get(self.from_on, stop.visit_id)
        return ids.get(on, moved)

    def _name(self, external_id: str) -> str:
        stops = (stop for route in self.routes for stop in route.stops)
        return next((stop.name for stop in stops if stop.external_id == external_id), external_id)


def _pinned(week: RepWeek, shift_id: str, wanted: str, start_s: int | None) -> RepWeek:
    """The week with the wanted visit on that shift, and held nowhere else."""
    problem = week.problem
    midnight_s = next(shift.day for shift in problem.shifts if shift.id == shift_id) * 86_400
    lock = Lock(shift_id, None if start_s is None else midnight_s + start_s)
    visits = (replace(visit, lock=lock) if visit.id == wanted else visit for visit in problem.visits)
    return replace(week, problem=replace(problem, visits=tuple(visits)))
