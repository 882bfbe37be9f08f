"""Where the visits of a day stand, and since when: what a day in hand is judged by."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.visits.event_facts import VisitState, state_of
from app.visits.told_visits import told_of


@dataclass(frozen=True, slots=True)
class VisitStanding:
    """Where a visit stands, and since when by the clock of the device that told it."""

    state: VisitState
    at: datetime


def visit_standings(session: Session, visit_ids: Collection[str]) -> dict[str, VisitStanding]:
    """The visits among these that are no longer merely planned."""
    standings = {}
    for visit_id, events in told_of(session, visit_ids).items():
        state = state_of([event.kind for event in events])
        if state is not VisitState.PLANNED:
            standings[visit_id] = VisitStanding(state, max(e.at for e in events if e.kind.value == state.value))
    return standings
