"""Publishing a plan while its week is under way: what has happened stays as it happened, the rest follows the plan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.access.identity import SHELL, Identity
from app.intake.known_accounts import accounts_of
from app.intake.store import all_reps
from app.method.account import Account
from app.method.rep import Rep
from app.planning.by_hand import ByHand
from app.planning.hand_rules import Held
from app.planning.in_force import PlanBasis, days_in_force, hold_plans_in_force
from app.planning.revision import publish_revised
from app.planning.seen_plans import refuse_other_teams
from app.planning.store import StoredPlan, load_plan, publish_plan
from app.planning.week_plan import LedgerRow, Note, Outcome, PlannedRoute
from app.visits.day_in_hand import seconds_of_day
from app.visits.event_facts import VisitState
from app.visits.replan import as_proposed
from app.visits.rest_of_day import MADE, DayInHand, NoShift, Settled, rest_of_day
from app.visits.visit_states import VisitStanding, visit_standings

RepDay = tuple[str, date]


def publish_under_way(session: Session, plan_id: str, now: datetime, by: Identity = SHELL) -> str:
    """Put a plan in force and return the id of what is in force: the plan, or a version that fits what happened.

    Days that are over keep their routes. A day that has begun keeps what was made on it and goes on with the plan's own
    stops as far as they still fit. A visit that was made is not made again. The version's ledger says what became of
    every account that lost its place by this. A plan of some reps changes nobody else's days, and visits nobody whom
    another rep's route in force visits. Raises NotFound and OtherTeamsPlan.
    """
    refuse_other_teams(session, by, plan_id)
    hold_plans_in_force(session)
    base = load_plan(session, plan_id)
    assert base is not None
    week = _week_under_way(session, base, now)
    changed = {**week.without_gone(), **week.as_happened()}
    if not changed:
        publish_plan(session, plan_id, now)
        return plan_id
    aside = tuple(_set_aside(base, changed, week))
    return publish_revised(session, base, list(changed.values()), aside, Note("UNDER_WAY"), now)


@dataclass(frozen=True, slots=True, eq=False)
class _WeekUnderWay:
    """A plan to be published, beside the other plans' routes in force on its days and what was told of the visits."""

    base: StoredPlan
    reps: Mapping[str, Rep]
    in_force: Sequence[PlannedRoute]
    accounts: Mapping[str, Account]
    standings: Mapping[str, VisitStanding]
    elsewhere: frozenset[str]  # the ids of visits that are on the days in force of reps who are not in the plan
    now: datetime

    @property
    def gone(self) -> frozenset[str]:
        """The ids of visits that this plan has no need to make."""
        return self.made | self.elsewhere

    @property
    def made(self) -> frozenset[str]:
        """The ids of visits that nobody needs to make any more."""
        return frozenset(name for name, standing in self.standings.items() if standing.state in MADE)

    def as_happened(self) -> dict[RepDay, PlannedRoute]:
        """The routes in force of days that are over, and of those that have begun with the plan's rest."""
        kept: dict[RepDay, PlannedRoute] = {}
        for route in self.in_force:
            today = self._today(route)
            if route.on < today:
                kept[route.rep_id, route.on] = route
            elif route.on == today and any(stop.visit_id in self.standings for stop in route.stops):
                planned = self.base.plan.route(route.rep_id, route.on)
                turns = {stop.external_id: stop.turn for stop in planned.stops} if planned is not None else {}
                day = replace(self._day(route, self.standings), turns=turns)
                kept[route.rep_id, route.on] = self._continued(day, planned)
        return kept

    def without_gone(self) -> dict[RepDay, PlannedRoute]:
        """The plan's own routes from today on less the visits that were made meanwhile, or are another's by now."""
        called_off = {
            name: replace(self.standings[name], state=VisitState.CANCELLED)
            if name in self.made
            else VisitStanding(VisitState.CANCELLED, self.now)
            for name in self.gone
        }
        return {
            (route.rep_id, route.on): self._continued(self._day(route, called_off), route)
            for route in self.base.plan.routes
            if route.on >= self._today(route)
            and route.rep_id in self.reps
            and any(stop.visit_id in self.gone for stop in route.stops)
        }

    def _continued(self, day: DayInHand, planned: PlannedRoute | None) -> PlannedRoute:
        """The day with the planned stops after what was made, as many as fit in their order, timed and checked anew.

        Promises of the day stay in it, and what is locked by hand is given up last. Where nothing fits any more the day
        stays as it is.
        """
        settled = {stop.external_id for stop in day.route.stops if stop.visit_id in day.settled}
        starts_s = {
            stop.external_id: stop.start_s
            for stop in (() if planned is None else planned.stops)
            if stop.external_id not in settled and stop.visit_id not in self.gone and _is_found(day, stop.external_id)
        }
        known = {stop.external_id for stop in day.route.stops}
        try:
            rest = rest_of_day(day, [name for name in starts_s if name not in known])
        except NoShift:
            return day.route
        held = {} if planned is None else Held.of(self.base.plan.hand, [planned]).stops
        moments = {name: held[name][0].start_s for name in starts_s if name in held}
        locked = {name: None if at_s is None else rest.midnight_s + at_s for name, at_s in moments.items()}
        starts_s |= {name: at_s - rest.midnight_s for name, at_s in rest.promised.items()}
        order = sorted(starts_s, key=lambda name: starts_s[name])
        optional = sorted((name for name in order if name not in rest.promised), key=lambda name: name not in locked)
        while True:
            locked = {name: at_s for name, at_s in locked.items() if name in order}
            route = as_proposed(replace(rest, locked=locked), tuple(order), tuple(rest.promised))
            if route is not None:
                return route
            if not optional:
                return day.route
            order.remove(optional.pop())

    def _today(self, route: PlannedRoute) -> date:
        return self.now.astimezone(ZoneInfo(route.timezone)).date()

    def _day(self, route: PlannedRoute, standings: Mapping[str, VisitStanding]) -> DayInHand:
        plan, zone = self.base.plan, ZoneInfo(route.timezone)
        return DayInHand(
            rep=self.reps[route.rep_id],
            basis=PlanBasis(
                self.base.id,
                self.base.options,
                self.base.settings,
                ByHand(kept=plan.hand.kept_on(route.rep_id, route.on)),  # locks are those of its own route
                steering=plan.steering,
            ),
            plan_number=self.base.number,
            route=route,
            accounts=self.accounts,
            settled={
                name: Settled(standing.state, seconds_of_day(standing.at, route.on, zone))
                for name, standing in standings.items()
            },
            now_s=seconds_of_day(self.now, route.on, zone),
        )


def _week_under_way(session: Session, base: StoredPlan, now: datetime) -> _WeekUnderWay:
    plan, reps = base.plan, {rep.external_id: rep for rep in all_reps(session)}
    last_on = plan.week_on + timedelta(days=plan.days - 1)
    days = days_in_force(session, reps, max(plan.week_on, plan.as_of), last_on)
    in_force = [day.route for day in days if day.plan_id != base.id and base.options.is_of(day.route.rep_id)]
    others = [day.route for day in days if not base.options.is_of(day.route.rep_id)]
    stops = [stop for route in (*in_force, *plan.routes) for stop in route.stops]
    return _WeekUnderWay(
        base=base,
        reps=reps,
        in_force=in_force,
        accounts=accounts_of(session, {stop.external_id for stop in stops}),
        standings=visit_standings(session, {stop.visit_id for stop in stops}),
        elsewhere=frozenset(
            stop.visit_id
            for route in others
            if route.on >= now.astimezone(ZoneInfo(route.timezone)).date()
            for stop in route.stops
        ),
        now=now,
    )


def _is_found(day: DayInHand, name: str) -> bool:
    account = day.accounts.get(name)
    return account is not None and account.location is not None


def _set_aside(base: StoredPlan, changed: Mapping[RepDay, PlannedRoute], week: _WeekUnderWay) -> Iterator[LedgerRow]:
    """Why accounts that the plan visits have no place in it any more."""
    routes = {(route.rep_id, route.on): route for route in base.plan.routes}
    visited = {(s.external_id, route.on) for route in {**routes, **changed}.values() for s in route.stops}
    for route in base.plan.routes:
        for stop in route.stops:
            if (stop.external_id, route.on) not in visited:
                code = "MADE_ALREADY" if stop.visit_id in week.made else "DAY_BEGUN"
                code = "OTHER_PLAN" if stop.visit_id in week.elsewhere else code
                params = {"rep": route.rep_name, "rep_id": route.rep_id, "on": route.on.isoformat()}
                yield LedgerRow(None, stop.external_id, stop.name, Outcome.UNSERVED, code, params)
