"""Taking the last change by hand back: the days it touched are as the version before had them, in a new version."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.by_hand.change import changes_by_hand, dropped_row, noted
from app.by_hand.open_days import OpenDays, open_plan
from app.by_hand.words import ChangeRefused
from app.intake.rep_lists import seen_reps
from app.planning.by_hand import ByHand
from app.planning.compare import Comparison, compare
from app.planning.revision import revise_plan
from app.planning.states import PlanStatus
from app.planning.store import StoredPlan, load_plan
from app.planning.week_plan import LedgerRow


def last_change(session: Session, identity: Identity, plan_id: str) -> Comparison | None:
    """What the change by hand did that this version was made by.

    None where it was made otherwise, is not the newest, or moved visits of reps who are not seen.
    """
    base = load_plan(session, plan_id)
    if base is None or base.status is PlanStatus.SUPERSEDED:
        return None
    before = _before(session, base)
    if before is None:
        return None
    found = compare(before.plan, base.plan)
    touched = {place.rep_id for change in found.changes for place in (change.before, change.after) if place}
    return found if touched <= {rep.external_id for rep in seen_reps(session, identity)} else None


def undo_change(session: Session, identity: Identity, plan_id: str, now: datetime) -> str:
    """Make the days, their broken rules and the locks of their stops what they were; returns the new version's id.

    Days and reps that were locked since stay locked. Raises NotFound, InvalidInput and ChangeRefused.
    """
    base = open_plan(session, identity, plan_id)
    before = _before(session, base)
    if before is None:
        raise ChangeRefused("NOT_BY_HAND")
    routes = [route for route in before.plan.routes if base.plan.route(route.rep_id, route.on) != route]
    days = OpenDays(base, {rep.external_id: rep for rep in seen_reps(session, identity)}, now)
    for route in routes:
        now_planned = base.plan.route(route.rep_id, route.on)
        if now_planned is None or now_planned.stops != route.stops:
            days.refuse(route.rep_id, route.on)
    hand = _hand(before.plan.hand, base.plan.hand)
    return revise_plan(session, base.id, routes, _no_longer_visited(before, base), noted(base), now, hand)


def _before(session: Session, base: StoredPlan) -> StoredPlan | None:
    """The version that the change was made to; a booking makes versions too, and those are not taken back."""
    before = None if base.changed_from is None else load_plan(session, base.changed_from)
    return before if before is not None and changes_by_hand(base) == changes_by_hand(before) + 1 else None


def _hand(before: ByHand, now: ByHand) -> ByHand:
    """What was settled before the change, with the days and reps that are locked now."""
    stops = [lock for lock in before.locks if lock.external_id]
    whole = [lock for lock in now.locks if not lock.external_id]
    hand = ByHand(kept=before.kept)
    for lock in (*stops, *whole):
        hand = hand.with_lock(lock)
    return hand


def _no_longer_visited(before: StoredPlan, base: StoredPlan) -> list[LedgerRow]:
    """The row of each account that the change had added: what it was before, if the ledger knew it."""
    still = {stop.external_id for route in before.plan.routes for stop in route.stops}
    rows = {row.external_id: row for row in before.plan.ledger}
    return [
        rows.get(stop.external_id) or dropped_row(stop.external_id, stop.name, route.rep_id, route.rep_name)
        for route in base.plan.routes
        for stop in route.stops
        if stop.external_id not in still
    ]
