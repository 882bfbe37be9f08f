"""Reps who drive out in a week for which nobody has published a route of theirs."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import reps_seen_by
from app.attention.matters import Attention, Case, Matter
from app.intake.method_settings import settings_in_force
from app.intake.rep_rows import as_rep
from app.method.field_days import field_days
from app.models import PublicationRecord, RepRecord, ShiftRecord
from app.planning.options import monday_of

NEXT_WEEK_FROM = 3  # Thursday: the next week is planned on Friday, and before that its absence is no news


def unplanned_reps(session: Session, identity: Identity, today: date) -> list[Attention]:
    """Those without a route in what is left of this week, and from Thursday on those without one next week."""
    monday = monday_of(today)
    next_monday = monday + timedelta(days=7)
    found = _without_route(session, identity, Matter.UNPLANNED_THIS_WEEK, monday, today)
    if today.weekday() >= NEXT_WEEK_FROM:
        found += _without_route(session, identity, Matter.UNPLANNED_NEXT_WEEK, next_monday, next_monday)
    return found


def _without_route(
    session: Session, identity: Identity, matter: Matter, monday: date, from_on: date
) -> list[Attention]:
    sunday = monday + timedelta(days=6)
    left = [from_on + timedelta(days=n) for n in range((sunday - from_on).days + 1)]
    published = (
        select(ShiftRecord.rep_id)
        .join(PublicationRecord, PublicationRecord.shift_id == ShiftRecord.id)
        .where(ShiftRecord.on_day.between(monday, sunday))
    )
    records = session.scalars(
        select(RepRecord)
        .where(reps_seen_by(identity), RepRecord.deleted_at.is_(None), RepRecord.id.not_in(published))
        .order_by(RepRecord.external_id)
    )
    country = settings_in_force(session).country
    cases = [Case(rep.external_id, rep.name) for rep in map(as_rep, records) if field_days(rep, left, country)]
    return Attention.of(matter, cases)
