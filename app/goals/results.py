"""What visits bring: the expected result in money of the stops that are in force, planned or done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.method.account import Category, Grade
from app.method.field_days import field_seconds_of_year
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.models import PlanRecord, PublicationRecord, RepRecord, RouteRecord, ShiftRecord, StopRecord, VisitEventRecord
from app.visits.event_facts import EventKind


@dataclass(frozen=True, slots=True)
class VisitResult:
    """The expected result of one visit, in whole CNY, by the settings of the plan that has it."""

    rep_id: str  # external id
    on: date
    category: Category
    grade: Grade
    money: int


def expected_results(
    session: Session, reps: Sequence[Rep], from_on: date, to_on: date, *, done: bool
) -> list[VisitResult]:
    """The visits of these reps in force between the days, both included; where `done`, only those reported as done."""
    by_id = {rep.external_id: rep for rep in reps}
    query = (
        select(
            RepRecord.external_id,
            ShiftRecord.on_day,
            RouteRecord.plan_id,
            StopRecord.category,
            StopRecord.grade,
            StopRecord.worth,
        )
        .join(ShiftRecord, ShiftRecord.rep_id == RepRecord.id)
        .join(PublicationRecord, PublicationRecord.shift_id == ShiftRecord.id)
        .join(RouteRecord, RouteRecord.id == PublicationRecord.route_id)
        .join(StopRecord, StopRecord.route_id == RouteRecord.id)
        .where(RepRecord.external_id.in_(by_id), ShiftRecord.on_day.between(from_on, to_on))
        .order_by(RepRecord.external_id, ShiftRecord.on_day, StopRecord.position)
    )
    if done:
        told = exists().where(VisitEventRecord.visit_id == StopRecord.visit_id, VisitEventRecord.kind == EventKind.DONE)
        query = query.where(told)
    rows = session.execute(query).all()
    second_values = _second_values(session, by_id, {plan_id for _, _, plan_id, *_ in rows})
    return [
        VisitResult(
            rep_id, on, Category(category), Grade(grade), round(dict(worth)["base"] * second_values[plan_id, rep_id])
        )
        for rep_id, on, plan_id, category, grade, worth in rows
    ]


def first_routes(session: Session, reps: Sequence[Rep], today: date) -> dict[str, date]:
    """Since when each rep's visits of this year are known: the day of his first route in force, up to today."""
    first = (
        select(RepRecord.external_id, func.min(ShiftRecord.on_day))
        .join(ShiftRecord, ShiftRecord.rep_id == RepRecord.id)
        .join(PublicationRecord, PublicationRecord.shift_id == ShiftRecord.id)
        .where(
            RepRecord.external_id.in_([rep.external_id for rep in reps]),
            ShiftRecord.on_day.between(date(today.year, 1, 1), today),
        )
        .group_by(RepRecord.external_id)
    )
    return dict(list(session.execute(first)))


def _second_values(session: Session, reps: Mapping[str, Rep], plan_ids: set[str]) -> dict[tuple[str, str], float]:
    """What a second in the field is worth in CNY, by plan and rep."""
    plans = session.execute(
        select(PlanRecord.id, PlanRecord.as_of, PlanRecord.settings, PlanRecord.settings_by_rep).where(
            PlanRecord.id.in_(plan_ids)
        )
    )
    values = {}
    for plan_id, as_of, settings, by_rep in plans:
        told = MethodSettings.from_json({**settings, "by_rep": by_rep or {}})
        for rep_id, rep in reps.items():
            field_s = max(1, field_seconds_of_year(rep, as_of.year, told.country))
            values[plan_id, rep_id] = told.of(rep_id).yearly_target / field_s
    return values
