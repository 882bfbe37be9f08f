"""Ids that outlive a plan: the shift of a rep's day and the visit of an account's week, found again or made."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import chain, count

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ids import new_id
from app.models import AccountRecord, RepRecord, ShiftRecord, VisitEventRecord, VisitRecord
from app.models.bulk import insert_rows
from app.planning.week_plan import PlannedRoute, WeekPlan

SETTLING = ("done", "skipped", "cancelled")  # events after which nobody is expected for that visit any more


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
    """Our id for each of the planner's visits.

    A stop that has one of the account's visits of the week keeps it. A new one is the account's first visit of the week
    that was neither made nor called off: to be planned after that is another wish.
    """
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
    of_week = (VisitRecord.week_on == plan.week_on, VisitRecord.account_id.in_(accounts.values()))
    known: dict[str, dict[int, str]] = defaultdict(dict)
    for visit_id, account_id, number in session.execute(
        select(VisitRecord.id, VisitRecord.account_id, VisitRecord.number).where(*of_week)
    ):
        known[account_id][number] = visit_id
    settled = set(
        session.scalars(
            select(VisitEventRecord.visit_id)
            .join(VisitRecord, VisitRecord.id == VisitEventRecord.visit_id)
            .where(*of_week, VisitEventRecord.kind.in_(SETTLING))
        )
    )
    ids: dict[str, str] = {}
    fresh: list[dict[str, object]] = []
    for external_id, planner_ids in by_account.items():
        account_id = accounts[external_id]
        visits = known[account_id]
        ids |= {visit_id: visit_id for visit_id in planner_ids if visit_id in visits.values()}
        open_numbers = (number for number in sorted(visits) if visits[number] not in settled.union(planner_ids))
        numbers = chain(tuple(open_numbers), count(max(visits, default=0) + 1))
        for planner_id in (one for one in planner_ids if one not in ids):
            number = next(numbers)
            if number not in visits:
                visits[number] = new_id("vis")
                row = {"id": visits[number], "account_id": account_id, "week_on": plan.week_on, "number": number}
                fresh.append(row)
            ids[planner_id] = visits[number]
    insert_rows(session, VisitRecord, fresh)
    return ids
