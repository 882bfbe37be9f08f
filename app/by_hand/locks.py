"""Locks of a plan: what the next plan must leave as it is. They are set on a version without making a new one."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.by_hand.change import Change, Spot, change_plan, preview_change
from app.by_hand.open_days import open_plan, unknown_rep
from app.by_hand.words import ChangeRefused
from app.intake.rep_lists import seen_reps
from app.planning.by_hand import HandLock
from app.planning.store import StoredPlan, save_hand


def lock_by_hand(
    session: Session, identity: Identity, plan_id: str, rep_id: str, on: date | None, external_id: str
) -> str:
    """Hold a stop at its moment, a rep's day, or all his days (`on` None); returns the plan's id. Raises NotFound."""
    base = _seen(session, identity, plan_id, rep_id)
    start_s = None
    if external_id:
        start_s = _starts(base, rep_id, on).get(external_id)
        if start_s is None:
            raise ChangeRefused("NOT_PLANNED")
    elif on is not None and base.plan.route(rep_id, on) is None:
        raise ChangeRefused("NO_SHIFT", rep=rep_id, on=on.isoformat())
    save_hand(session, plan_id, base.plan.hand.with_lock(HandLock(rep_id, on, external_id, start_s)))
    return plan_id


def unlock_by_hand(
    session: Session, identity: Identity, plan_id: str, rep_id: str, on: date | None, external_id: str, now: datetime
) -> str:
    """Take that lock away; returns the id of the plan without it.

    A stop that was held at a later moment than it needs begins earlier then: that is a change, and a new version.
    """
    base = _seen(session, identity, plan_id, rep_id)
    lock = next(
        (one for one in base.plan.hand.locks if (one.rep_id, one.on, one.external_id) == (rep_id, on, external_id)),
        None,
    )
    if lock is None:
        return plan_id
    order = list(_starts(base, rep_id, on))
    if lock.on is not None and lock.start_s is not None and external_id in order:
        back = Change(external_id, Spot(rep_id, lock.on, order.index(external_id), locked=False), lock.on)
        if not preview_change(session, identity, plan_id, back, now).comparison.is_empty:
            return change_plan(session, identity, plan_id, back, (), now)
    save_hand(session, plan_id, base.plan.hand.without_lock(lock))
    return plan_id


def _seen(session: Session, identity: Identity, plan_id: str, rep_id: str) -> StoredPlan:
    """The plan, if it can be changed and the rep is one of those who are seen."""
    base = open_plan(session, identity, plan_id)
    if rep_id not in {rep.external_id for rep in seen_reps(session, identity)}:
        raise unknown_rep()
    return base


def _starts(base: StoredPlan, rep_id: str, on: date | None) -> dict[str, int]:
    route = None if on is None else base.plan.route(rep_id, on)
    return {} if route is None else {stop.external_id: stop.start_s for stop in route.stops}
