"""A plan in force with some of its days changed: a version of its own that takes the place of the one before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.hooks.outbox import announce
from app.hooks.words import EventType
from app.models import PlanRecord, PublicationRecord, RouteRecord
from app.planning.by_hand import ByHand
from app.planning.certificate import NOT_ASKED
from app.planning.in_force import PlanBasis
from app.planning.ledger import routed_rows
from app.planning.states import PlanStatus
from app.planning.store import StoredPlan, load_plan, next_publication, publish_plan, save_version
from app.planning.week_plan import LedgerRow, Note, Outcome, PlannedRoute, WeekPlan


def revise_plan(
    session: Session,
    plan_id: str,
    routes: Sequence[PlannedRoute],
    aside: Sequence[LedgerRow],
    note: Note,
    at: datetime,
    hand: ByHand | None = None,
) -> str:
    """Put these routes in the place of the plan's own of the same rep and day; returns the new version's id.

    The new version is in force wherever the old one was, and nowhere else, so days that another plan has taken over
    stay with that one; of a draft it is the next draft. `aside` says of accounts that are no longer visited why, `hand`
    what is settled by hand from now on (None: as before). The routes have passed the checker.
    """
    base = load_plan(session, plan_id)
    if base is None:
        raise ValueError("Only a plan that is stored can be revised.")
    plan = revised(base, routes, aside, note, base.plan.hand if hand is None else hand)
    new_id = save_version(session, plan, options=base.options, settings=base.settings, changed_from=base.id)
    if base.status is PlanStatus.DRAFT:
        old = update(PlanRecord).where(PlanRecord.id == base.id)
        session.execute(old.values(status=PlanStatus.SUPERSEDED))
        return new_id  # nobody drives it yet, so nobody is told
    _take_the_place(session, base, new_id)
    days = sorted({route.on.isoformat() for route in routes})
    announce(
        session, EventType.ROUTE_CHANGED, new_id, at, url=f"/api/v1/plans/{new_id}", replaces=plan_id, changed_on=days
    )
    return new_id


def publish_revised(
    session: Session,
    base: StoredPlan,
    routes: Sequence[PlannedRoute],
    aside: Sequence[LedgerRow],
    note: Note,
    at: datetime,
) -> str:
    """Publish a plan with these routes in the place of its own; returns the id of the version that is in force.

    The plan itself counts as superseded by it. Locks of stops that come at another time follow them. `aside` and the
    routes are as `revise_plan` takes them.
    """
    hand = base.plan.hand
    for route in routes:
        hand = hand.following(route.rep_id, route.on, {stop.external_id: stop.start_s for stop in route.stops})
    plan = revised(base, routes, aside, note, hand)
    new_id = save_version(session, plan, options=base.options, settings=base.settings)
    publish_plan(session, new_id, at)
    whole = update(PlanRecord).where(PlanRecord.id == base.id)
    session.execute(whole.values(status=PlanStatus.SUPERSEDED, published_at=at))
    return new_id


def revised(
    base: StoredPlan, routes: Sequence[PlannedRoute], aside: Sequence[LedgerRow], note: Note, hand: ByHand
) -> WeekPlan:
    """The plan with these routes in the place of its own of the same rep and day."""
    plan = base.plan
    changed = {(route.rep_id, route.on): route for route in routes}
    kept = [route for route in plan.routes if (route.rep_id, route.on) not in changed]
    replaced = [route for route in plan.routes if (route.rep_id, route.on) in changed]
    gained = sum(route_value(base, r) for r in routes) - sum(route_value(base, r) for r in replaced)
    lines = {row.external_id: row.line for row in plan.ledger if row.outcome is not Outcome.REJECTED}
    touched = {stop.external_id for route in (*routes, *replaced) for stop in route.stops}
    in_turn = _in_turn([*kept, *routes])
    visited = {stop.external_id: None for route in in_turn for stop in route.stops}
    rows = {row.external_id: replace(row, line=lines.get(row.external_id)) for row in aside}
    times = Counter(stop.external_id for route in in_turn for stop in route.stops)
    left_out = {
        row.external_id: _left_out(row, rows.get(row.external_id), times[row.external_id])
        for row in plan.ledger
        if row.outcome is Outcome.ROUTED
    }
    rows = {name: row for name, row in rows.items() if name not in visited}
    routed = routed_rows(in_turn, {**visited, **lines}, left_out)
    rows |= {row.external_id: row for row in routed if row.external_id in touched}
    ledger = [row if row.outcome is Outcome.REJECTED else rows.pop(row.external_id, row) for row in plan.ledger]
    return replace(
        plan,
        routes=tuple(in_turn),
        ledger=(*ledger, *rows.values()),
        value_s=(round(100 * plan.value_s) + gained) / 100,
        notes=(*(n for n in plan.notes if n.code != note.code), note),
        certificate=NOT_ASKED,
        hand=hand,
    )


def _in_turn(routes: Sequence[PlannedRoute]) -> list[PlannedRoute]:
    """The routes by rep and day, each stop with its place among the account's visits."""
    turns = Counter[str]()
    told: list[PlannedRoute] = []
    for route in sorted(routes, key=lambda route: route.on):
        turns.update(stop.external_id for stop in route.stops)
        told.append(replace(route, stops=tuple(replace(s, turn=turns[s.external_id]) for s in route.stops)))
    return sorted(told, key=lambda route: (route.rep_id, route.on))


def _left_out(row: LedgerRow, aside: LedgerRow | None, times: int) -> list[LedgerRow]:
    """The visits that the account lacks now that it is visited so often: as before, or what `aside` says of another."""
    made, wanted = int(str(row.params.get("routed", 1))), int(str(row.params.get("planned", 1)))
    told: Any = row.params.get("left_out")
    before = None if told is None else replace(row, code=told["code"], params=told["params"])
    why = aside if aside is not None and times < made else before
    if why is None:
        return []
    return [why] * max(0, wanted - (times if why is aside else max(times, made)))


def route_value(base: StoredPlan | PlanBasis, route: PlannedRoute) -> int:
    """What a route is worth in hundredths of a second, as people count it."""
    travel_pct, overtime_pct = base.options.travel_weight_pct(base.settings), base.settings.overtime_weight_pct
    prize_s = sum(stop.prize_s for stop in route.stops)
    return 100 * prize_s - travel_pct * route.travel_s - overtime_pct * route.overtime_s


def _take_the_place(session: Session, base: StoredPlan, new_id: str) -> None:
    """Make the version current where its base is; it is in force since the same moment, so that their order stays."""
    old, new = select(RouteRecord.id).where(RouteRecord.plan_id == base.id), RouteRecord.plan_id == new_id
    same_day = select(RouteRecord.id).where(new, RouteRecord.shift_id == PublicationRecord.shift_id)
    moved = session.execute(
        update(PublicationRecord)
        .where(PublicationRecord.route_id.in_(old))
        .values(route_id=same_day.scalar_subquery())
        .execution_options(synchronize_session=False)
    )
    current = (
        select(func.count())
        .select_from(PublicationRecord)
        .join(RouteRecord, PublicationRecord.route_id == RouteRecord.id)
    )
    if session.scalar(current.where(new)) != moved.rowcount:  # type: ignore[attr-defined]
        raise ValueError("A version has a route wherever its base has one.")
    status = update(PlanRecord).where(PlanRecord.id.in_((base.id, new_id)))
    session.execute(status.where(PlanRecord.id == base.id).values(status=PlanStatus.SUPERSEDED))
    session.execute(
        status.where(PlanRecord.id == new_id).values(
            status=PlanStatus.PUBLISHED, published_at=base.published_at, publication=next_publication(session)
        )
    )
