"""What was reported of a day's visits, by whichever device, as its phone has to know it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import VisitEventRecord
from app.visits.event_facts import EventKind


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event without what it says: its kind, and when it was by the clock of the device."""

    id: str
    kind: EventKind
    at: datetime


def told_of(session: Session, visit_ids: Collection[str]) -> Mapping[str, Sequence[ToldEvent]]:
    """The events of each visit of which there are any, in the order they came in."""
    told: dict[str, list[ToldEvent]] = {}
    rows = session.execute(
        select(VisitEventRecord.visit_id, VisitEventRecord.id, VisitEventRecord.kind, VisitEventRecord.at)
        .where(VisitEventRecord.visit_id.in_(visit_ids))
        .order_by(VisitEventRecord.visit_id, VisitEventRecord.number)
    )
    for visit_id, event_id, kind, at in rows:
        told.setdefault(visit_id, []).append(ToldEvent(event_id, EventKind(kind), at))
    return told
