"""The small week with a ledger that tells everything the sentences of the ledger name."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.method.settings import MethodSettings
from app.planning.store import publish_plan, save_plan
from app.planning.week_plan import LedgerRow, Outcome, WeekPlan
from tests.worlds import week
from tests.worlds.stored import OPTIONS, store_lists

NUMBERS: Mapping[str, Mapping[str, object]] = {
    "WORTH_LESS_THAN_COST": {"prize_s": 4100, "cost_s": 7200},
    "FIND_FIRST_KP": {"unknown": ["authority"]},
    "NOT_AN_ACCOUNT": {"value": "合计"},
}


def _told(row: LedgerRow) -> LedgerRow:
    if row.outcome is not Outcome.ROUTED:
        return replace(row, params=NUMBERS[row.code])
    for route in week.PLAN.routes:
        for stop in route.stops:
            if stop.external_id == row.external_id:
                on = route.on.isoformat()
                return replace(row, params={"on": on, "start_s": stop.start_s, "rep": route.rep_name})
    raise ValueError(f"{row.external_id} is in no route of the small week.")


PLAN: WeekPlan = replace(week.PLAN, ledger=tuple(_told(row) for row in week.PLAN.ledger))


def store_told_week(session: Session, at: datetime) -> str:
    """The lists and this plan, published at that moment; returns the plan's id."""
    store_lists(session)
    plan_id = save_plan(session, PLAN, options=OPTIONS, settings=MethodSettings())
    publish_plan(session, plan_id, at)
    return plan_id
