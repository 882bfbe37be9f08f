"""The plan that an order holds on to, read from where plans are stored."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from app.intake.store import all_reps
from app.planning.by_hand import ByHand
from app.planning.in_force import days_in_force, hand_in_force
from app.planning.store import load_plan
from app.planning.week_plan import WeekPlan


def earlier_plan(session: Session, plan_id: str) -> WeekPlan | None:
    """The plan of this id; where it is of some reps, with the days in force of the others and their locks."""
    stored = load_plan(session, plan_id)
    if stored is None or not stored.options.reps:
        return None if stored is None else stored.plan
    plan = stored.plan
    others = [rep.external_id for rep in all_reps(session) if not stored.options.is_of(rep.external_id)]
    days = days_in_force(session, others, plan.week_on, plan.week_on + timedelta(days=plan.days - 1))
    theirs = hand_in_force(session, days)
    hand = ByHand((*plan.hand.locks, *theirs.locks), (*plan.hand.kept, *theirs.kept))
    return replace(plan, routes=(*plan.routes, *(day.route for day in days)), hand=hand)
