"""Changing a plan by hand: what a change would bring, the change itself, and locks."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.api.once import Made, OnceDep
from app.api.plan_answers import BrokenRuleAnswer, PlanAnswer, broken_rule_answer, plan_answer
from app.api.route_answers import RouteAnswer, route_answer
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Day, Id, Order
from app.by_hand.change import Change, Preview, Spot, change_plan, preview_change
from app.by_hand.locks import lock_by_hand, unlock_by_hand
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.planning.seen_plans import load_seen_plan

router = APIRouter(tags=["plans"], route_class=StrictRoute)

MOST_STOPS = 100
DAY_S = 86_400


class SpotOrder(Order):
    """A rep's day in the plan. What is left out is chosen: where it breaks fewest rules, then for least travel."""

    rep_id: Id
    on: Day
    position: Annotated[int | None, Field(ge=0, le=MOST_STOPS, description="Stops of that day before it.")] = None
    start_s: Annotated[
        int | None, Field(ge=0, lt=DAY_S, description="When service begins, in seconds after midnight.")
    ] = None
    locked: Annotated[bool, Field(description="Whether the next plan must leave it there.")] = True


class ChangeOrder(Order):
    """Put the account there, wherever it is now; `to` null takes it out of the plan."""

    account_id: Id
    from_on: Annotated[Day | None, Field(description="The day of the visit that is meant, if there are several.")] = (
        None
    )
    to: Annotated[SpotOrder | None, Field(description="Its new place.")]

    def change(self) -> Change:
        to = self.to
        return Change(
            self.account_id,
            None if to is None else Spot(to.rep_id, to.on, to.position, to.start_s, to.locked),
            self.from_on,
        )


class KeptChangeOrder(ChangeOrder):
    keep: Annotated[
        list[Id], Field(default_factory=list, max_length=MOST_STOPS, description="Keys of rules to break on purpose.")
    ]


class LockOrder(Order):
    """A stop (`account_id` and `on`), a rep's day (`on`), or all his days."""

    rep_id: Id
    on: Day | None = None
    account_id: Id = ""
    locked: bool = True


class PreviewAnswer(Answer):
    """What the plan would gain (above 0) or lose in each number, and the rules that nobody has chosen to break yet."""

    visits: int
    travel_s: int
    travel_m: int
    prize_s: int
    overtime_s: int
    value_s: float
    broken: list[BrokenRuleAnswer]
    routes: list[RouteAnswer] = Field(description="The days that would be others.")


@router.post("/plans/{plan_id}:preview", responses={409: {}})
def post_preview(
    plan_id: Id, order: ChangeOrder, database: DatabaseDep, clock: ClockDep, identity: IdentityDep
) -> PreviewAnswer:
    """What a change by hand would bring, as the plan that would be saved; nothing is stored."""
    with database.read() as session:
        return _preview_answer(preview_change(session, identity, plan_id, order.change(), clock()))


@router.post("/plans/{plan_id}:change", response_model=PlanAnswer, responses={409: {}})
def post_change(plan_id: Id, order: KeptChangeOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Make the change: a new version of the plan, in force wherever this one is.

    409 `change.rules_broken` where it breaks rules that `keep` does not name; what is kept anyway is told by the plan.
    """

    def change(session: Session) -> Made:
        new_id = change_plan(session, identity, plan_id, order.change(), order.keep, clock())
        note_deed(session, identity, "plan.changed", new_id, clock())
        return _told(session, identity, new_id)

    return once.do(change)


@router.post("/plans/{plan_id}:lock", response_model=PlanAnswer, responses={409: {}})
def post_lock(plan_id: Id, order: LockOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Hold a stop, a day or a rep for the next plan that holds on to this one, or with `locked` false let go of it."""

    def lock(session: Session) -> Made:
        what: tuple[str, date | None, str] = (order.rep_id, order.on, order.account_id)
        if order.locked:
            kept_id = lock_by_hand(session, identity, plan_id, *what)
        else:
            kept_id = unlock_by_hand(session, identity, plan_id, *what, clock())
        note_deed(session, identity, "plan.locked" if order.locked else "plan.unlocked", kept_id, clock())
        return _told(session, identity, kept_id)

    return once.do(lock)


def _told(session: Session, identity: Identity, plan_id: str) -> Made:
    stored = load_seen_plan(session, identity, plan_id)
    assert stored is not None
    return Made(200, plan_answer(stored))


def _preview_answer(seen: Preview) -> PreviewAnswer:
    before, after = seen.comparison.before, seen.comparison.after
    was = {(route.rep_id, route.on): route for route in seen.base.plan.routes}
    return PreviewAnswer(
        visits=after.visits - before.visits,
        travel_s=after.travel_s - before.travel_s,
        travel_m=after.travel_m - before.travel_m,
        prize_s=after.worth_s - before.worth_s,
        overtime_s=after.overtime_s - before.overtime_s,
        value_s=seen.value_s,
        broken=[broken_rule_answer(kept, seen.plan) for kept in seen.asked],
        routes=[route_answer(r) for r in seen.changed if was[r.rep_id, r.on].stops != r.stops],
    )
