"""Ids that outlive a plan: the shift of a rep's day and the visit of an account's week, found again or made."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ids import new_id
from app.models import AccountRecord, RepRecord, ShiftRecord, VisitRecord
from app.models.bulk import insert_rows
from app.planning.week_plan import PlannedRoute, WeekPlan


def shift_ids(session: Session, routes: Sequence[PlannedRoute]) -> dict[tuple[str, date], str]:
    """The id of each route's shift; one that was never planned before is made."""
    wanted = [(route.rep_id, route.on) for route in routes]
    rep_ids = {rep_id for rep_id, _ in wanted}
    reps = dict(
        session.execute(select(RepRecord.external_id, RepRecord.id).where(RepRecord.external_id.in_(rep_ids))).all()
    )
    if missing := sorted(rep_ids - set(reps)):
        raise ValueError(f"Store these reps before a plan that sends them out: {', '.join(missing)}.")
    known = {
        (rep_id, on): shift_id
        for shift_id, rep_id, on in session.execute(
            select(ShiftRecord.id, ShiftRecord.rep_id, ShiftRecord.on_day).where(
                ShiftRecord.rep_id.in_(reps.values()), ShiftRecord.on_day.in_({on for _, on in wanted})
            )
        )
    }
    ids = {(rep_id, on): known.get((reps[rep_id], on)) or new_id("shf") for rep_id, on in wanted}
    insert_rows(
        session,
        ShiftRecord,
        [
            {"id": shift_id, "rep_id": reps[rep_id], "on_day": on}
            for (rep_id, on), shift_id in ids.items()
            if (reps[rep_id], on) not in known
        ],
    )
    return ids


def visit_ids(session: Session, plan: WeekPlan) -> dict[str, str]:
    """Our id for each of the planner's visits: an account's visits of a week are counted in the order of the week."""
    by_account: dict[str, list[str]] = defaultdict(list)
    for route in sorted(plan.routes, key=lambda route: route.on):
        for stop in route.stops:
            by_account[stop.external_id].append(stop.visit_id)
    accounts = dict(
        session.execute(
            select(AccountRecord.external_id, AccountRecord.id).where(AccountRecord.external_id.in_(by_account))
        ).all()
    )
    if missing := sorted(set(by_account) - set(accounts)):
        raise ValueError(f"Store these accounts before a plan that visits them: {', '.join(missing[:5])}.")
    known = {
        (account_id, number): visit_id
        for visit_id, account_id, number in session.execute(
            select(VisitRecord.id, VisitRecord.account_id, VisitRecord.number).where(
                VisitRecord.week_on == plan.week_on, VisitRecord.account_id.in_(accounts.values())
            )
        )
    }
    ids, fresh = {}, []
    for external_id, planner_ids in by_account.items():
        for number, planner_id in enumerate(planner_ids, start=1):
            account_id = accounts[external_id]
            visit_id = known.get((account_id, number))
            if visit_id is None:
                visit_id = new_id("vis")
                fresh.append({"id": visit_id, "account_id": account_id, "week_on": plan.week_on, "number": number})
            ids[planner_id] = visit_id
    insert_rows(session, VisitRecord, fresh)
    return ids
