"""Reports of a visit that contradict each other: both are kept, and somebody finds out and settles them."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.models import VisitEventRecord
from app.visits.events import seen_account_of


def settle(session: Session, actor: Identity, visit_id: str, at: datetime) -> None:
    """Note that what contradicts itself of this visit is settled; what comes later is open anew. Raises NotFound."""
    seen_account_of(session, actor, visit_id)
    event = VisitEventRecord
    still_open = (event.visit_id == visit_id, event.flag.is_not(None), event.settled_at.is_(None))
    settled = session.scalars(
        update(event).where(*still_open).values(settled_at=at, settled_by=actor.actor_id).returning(event.id)
    )
    if settled.all():
        note_deed(session, actor, "visit.settled", visit_id, at)
