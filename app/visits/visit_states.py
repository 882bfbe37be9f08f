"""What became of several visits at once, and when: what a day in hand is judged by."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import VisitEventRecord
from app.visits.event_facts import EventKind, VisitState, state_of


@dataclass(frozen=True, slots=True)
class VisitStanding:
    """Where a visit stands, and since when by the clock of the device that told it."""

    state: VisitState
    at: datetime


def visit_standings(session: Session, visit_ids: Collection[str]) -> dict[str, VisitStanding]:
    """The visits among these that are no longer merely planned."""
    told: dict[str, list[tuple[EventKind, datetime]]] = defaultdict(list)
    rows = session.execute(
        select(VisitEventRecord.visit_id, VisitEventRecord.kind, VisitEventRecord.at)
        .where(VisitEventRecord.visit_id.in_(visit_ids))
        .order_by(VisitEventRecord.visit_id, VisitEventRecord.number)
    )
    for visit_id, kind, at in rows:
        told[visit_id].append((EventKind(kind), at))
    standings = {}
    for visit_id, events in told.items():
        state = state_of([kind for kind, _ in events])
        if state is not VisitState.PLANNED:
            standings[visit_id] = VisitStanding(state, max(at for kind, at in events if kind.value == state.value))
    return standings
