"""Holding on to an earlier plan of the week: which visit was where, who had which account, and how much stayed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.method.settings import MethodSettings
from app.planning.build import RepWeek
from app.planning.by_hand import NOTHING_BY_HAND, ByHand
from app.planning.hand_rules import Held
from app.planning.options import PlanOptions
from app.planning.told_routes import told_solution
from app.planning.week_plan import EarlierDay, Note, Outcome, PlannedRoute, WeekPlan
from solver import Solution


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier plan says about the days that are still to come; ids are external ones."""

    routes: tuple[PlannedRoute, ...] = ()
    days: Mapping[str, tuple[EarlierDay, ...]] = field(default_factory=dict)  # of each account's visits, in order
    reps: Mapping[str, str] = field(default_factory=dict)  # who had the account, visited or not
    left_out: frozenset[str] = frozenset()
    hand: ByHand = NOTHING_BY_HAND

    @classmethod
    def of(cls, plan: WeekPlan | None, options: PlanOptions) -> "Earlier":
        """Nothing where there is no earlier plan. Raises ValueError where it is one of another week."""
        if plan is None:
            return cls()
        if plan.week_on != options.week_on:
            raise ValueError(f"The earlier plan is of the week of {plan.week_on}, not of {options.week_on}.")
        routes = tuple(route for route in plan.routes if route.on in options.planned_days)
        left_out = frozenset(row.external_id for row in plan.ledger if row.outcome is Outcome.UNSERVED)
        return cls(routes, _days_of_accounts(routes), told_division(plan), left_out, plan.hand)

    @property
    def held(self) -> Held:
        """What is settled by hand on these days."""
        return Held.of(self.hand, self.routes)

    def initial(self, week: RepWeek) -> Solution | None:
        """The earlier plan of this rep as far as his accounts are still his; None where it had nothing for him."""
        own = [route for route in self.routes if route.rep_id == week.rep.external_id]
        known = (
            replace(route, stops=tuple(stop for stop in route.stops if stop.external_id in week.candidates))
            for route in own
        )
        solution = told_solution(week, known)
        return solution if solution.routes else None


def told_division(plan: WeekPlan) -> dict[str, str]:
    """The rep of every account that the plan visits, or knows a reason not to: external id to external id."""
    division = {
        row.external_id: str(row.params["rep_id"])
        for row in plan.ledger
        if row.outcome is Outcome.UNSERVED and "rep_id" in row.params
    }
    return division | {stop.external_id: route.rep_id for route in plan.routes for stop in route.stops}


def earlier_days_of(
    weeks: Iterable[RepWeek], days: Mapping[str, tuple[EarlierDay, ...]]
) -> dict[str, tuple[EarlierDay, ...]]:
    """The earlier days of accounts that may still be visited."""
    known = {name for week in weeks for name in week.candidates}
    return {name: day for name, day in sorted(days.items()) if name in known}


def kept_note(
    days: Mapping[str, tuple[EarlierDay, ...]], routes: Sequence[PlannedRoute], settings: MethodSettings
) -> tuple[Note, ...]:
    """How many visits keep their day, and what the others had to be worth; nothing where there were none."""
    if not days:
        return ()
    now = _days_of_accounts(routes)
    kept = sum(day in now.get(name, ()) for name, own in days.items() for day in own)
    of = sum(len(own) for own in days.values())
    return (Note("KEPT_DAYS", {"kept": kept, "of": of, "worth_s": settings.keep_worth_s}),)


def _days_of_accounts(routes: Iterable[PlannedRoute]) -> dict[str, tuple[EarlierDay, ...]]:
    """With whom and on which days each account is visited, in order."""
    days: dict[str, tuple[EarlierDay, ...]] = {}
    for route in sorted(routes, key=lambda route: (route.on, route.rep_id)):
        for stop in route.stops:
            days[stop.external_id] = (*days.get(stop.external_id, ()), EarlierDay(route.rep_id, route.on))
    return days


def earlier_as_json(days: Mapping[str, tuple[EarlierDay, ...]]) -> dict[str, list[str]]:
    """For each account rep and day of its first visit, of its second, and so on."""
    return {name: [text for day in own for text in (day.rep_id, day.on.isoformat())] for name, own in days.items()}


def earlier_from_json(told: Mapping[str, list[str]] | None) -> dict[str, tuple[EarlierDay, ...]]:
    """Read `earlier_as_json` back; nothing where there is none."""
    return {
        name: tuple(EarlierDay(rep_id, date.fromisoformat(on)) for rep_id, on in zip(own[::2], own[1::2], strict=True))
        for name, own in (told or {}).items()
    }
