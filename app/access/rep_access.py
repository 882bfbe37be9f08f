"""How the reps get in, as their manager sees it: who is signed in, and since when nobody has seen him."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import reps_seen_by
from app.models import RepRecord, SessionRecord


@dataclass(frozen=True, slots=True)
class RepAccess:
    """A rep, how often he is signed in, and when he was seen last, to the hour."""

    rep_id: str
    name: str
    team_id: str | None
    sessions: int
    seen_at: datetime | None


def reps_access(session: Session, identity: Identity, now: datetime) -> Sequence[RepAccess]:
    """The reps whom the identity sees, in the order of their ids."""
    rows = session.execute(
        select(
            RepRecord.external_id,
            RepRecord.name,
            RepRecord.team_id,
            func.count(SessionRecord.id),
            func.max(SessionRecord.seen_at),
        )
        .outerjoin(SessionRecord, and_(SessionRecord.rep_id == RepRecord.id, SessionRecord.expires_at > now))
        .where(reps_seen_by(identity), RepRecord.deleted_at.is_(None))
        .group_by(RepRecord.id, RepRecord.external_id, RepRecord.name, RepRecord.team_id)
        .order_by(RepRecord.external_id)
    )
    return [RepAccess(*row) for row in rows]


def rep_name(session: Session, identity: Identity, rep_id: str) -> str:
    """What a rep whom the identity sees is called; his id where there is none such."""
    query = select(RepRecord.name).where(RepRecord.external_id == rep_id, reps_seen_by(identity))
    return session.scalar(query) or rep_id
