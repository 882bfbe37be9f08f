"""Which of a rep's routes are newer than those that his phone knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import PlanRecord, PublicationRecord, RepRecord, RouteRecord, ShiftRecord

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class RouteNews:
    """A day whose route is another than the phone has: of plan `plan_number`, or withdrawn (None)."""

    on: date
    plan_number: int | None


def route_news(session: Session, rep_id: str, known: Mapping[date, int], today: date) -> list[RouteNews]:
    """What changed of the days the phone names, and of the next two weeks; the rep by his external id."""
    published = dict(
        session.execute(
            select(ShiftRecord.on_day, PlanRecord.number)
            .join(PublicationRecord, PublicationRecord.shift_id == ShiftRecord.id)
            .join(RouteRecord, RouteRecord.id == PublicationRecord.route_id)
            .join(PlanRecord, PlanRecord.id == RouteRecord.plan_id)
            .join(RepRecord, RepRecord.id == ShiftRecord.rep_id)
            .where(
                RepRecord.external_id == rep_id,
                ShiftRecord.on_day.in_(known) | ShiftRecord.on_day.between(today, today + AHEAD),
            )
        ).all()
    )
    days = sorted({*known, *published})
    return [RouteNews(on, published.get(on)) for on in days if published.get(on) != known.get(on)]
