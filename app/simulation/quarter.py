"""The quarter week by week: each week is planned from the facts that the visits before it left behind."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from app.engines.engine import Engine
from app.method.account import Account, Category
from app.method.field_days import field_days
from app.method.gate import visits_left
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.planning.division import Listed
from app.planning.options import PlanOptions
from app.planning.run import plan_week
from app.planning.week_plan import PlannedRoute
from app.simulation.outcomes import Brought, visited
from app.simulation.relationships import Relationships, relationships

FIRST_WEEKS = 4  # in which it shows who is quick


class Way(Protocol):
    """A way to choose whom to see: this week's days, from the accounts and how often the quarter has seen each."""

    @property
    def reps(self) -> Sequence[Rep]: ...

    @property
    def settings(self) -> MethodSettings: ...

    def __call__(
        self, accounts: Sequence[Account], seen: Mapping[str, int], options: PlanOptions
    ) -> Iterable[PlannedRoute]: ...


@dataclass(frozen=True, slots=True)
class OurMethod:
    """The planner as it is: gate, worth, market split and protected share."""

    reps: Sequence[Rep]
    settings: MethodSettings
    engine: Engine

    def __call__(
        self, accounts: Sequence[Account], seen: Mapping[str, int], options: PlanOptions
    ) -> tuple[PlannedRoute, ...]:
        listed = [Listed(None, account) for account in accounts]
        return plan_week(listed, self.reps, self.settings, options, self.engine).plan.routes


@dataclass(frozen=True, slots=True)
class Quarter:
    """What a way brought; money in CNY."""

    signed_value: int
    signed_beyond_cap: int  # of it by visits that the method would not have made any more
    signed_at_first: int  # of it in the first weeks
    deals: int
    kept_value: int  # expected, of visits to customers
    visits: int
    wasted: int  # of these to prospects who are not precise, and to customers without a KP
    refused: int  # of these to precise prospects who did not sign
    beyond_cap: int  # of these to prospects who had had all the visits that the method allows
    km: int
    relationships: Relationships


def simulated(way: Way, accounts: Sequence[Account], options: PlanOptions, weeks: int) -> Quarter:
    """So many weeks from the first one, which `options` order; their seed is also that of all luck."""
    if weeks < 1:
        raise ValueError("A simulation takes a week or more.")
    before = {account.external_id: account for account in accounts}
    now, seen = dict(before), Counter[str]()
    brought: list[Brought] = []
    at_first: list[Brought] = []
    beyond_cap: list[Brought] = []
    metres = 0
    for week in range(weeks):
        week_on = options.week_on + timedelta(weeks=week)
        order = replace(options, week_on=week_on, as_of=week_on)
        if not any(field_days(rep, order.planned_days, way.settings.country) for rep in way.reps):
            continue
        for route in sorted(way(tuple(now.values()), seen, order), key=lambda route: route.on):
            metres += route.travel_m
            for stop in route.stops:
                account = now[stop.external_id]
                found = visited(account, route.on, way.settings, options.seed)
                brought.append(found)
                if week < FIRST_WEEKS:
                    at_first.append(found)
                if account.category is Category.PROSPECT and not visits_left(account, way.settings):
                    beyond_cap.append(found)
                now[stop.external_id] = found.account
                seen[stop.external_id] += 1
        now = {name: _without_old_promises(account, order) for name, account in now.items()}
    return Quarter(
        signed_value=_signed(brought),
        signed_beyond_cap=_signed(beyond_cap),
        signed_at_first=_signed(at_first),
        deals=sum(one.deal is not None for one in brought),
        kept_value=round(sum(one.kept for one in brought)),
        visits=len(brought),
        wasted=sum(one.is_wasted for one in brought),
        refused=sum(one.is_refused for one in brought),
        beyond_cap=len(beyond_cap),
        km=round(metres / 1000),
        relationships=relationships(
            before, now, way.settings, options.week_on, options.week_on + timedelta(weeks=weeks), seen
        ),
    )


def _signed(visits: Iterable[Brought]) -> int:
    return sum(one.deal or 0 for one in visits)


def _without_old_promises(account: Account, order: PlanOptions) -> Account:
    promised = account.appointment
    return replace(account, appointment=None) if promised and promised.on <= order.horizon[-1] else account
