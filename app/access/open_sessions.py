"""The sessions that are open: each holder sees his own and ends them; a manager ends those of a rep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.links import rep_record_id
from app.errors import NotFound
from app.models import SessionRecord

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its holder sees it; `seen_at` is right to the hour."""

    id: str
    device: str | None
    is_this_one: bool
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def open_sessions(session: Session, identity: Identity, now: datetime) -> Sequence[OpenSession]:
    """The sessions of who asks, the one seen last first, at most 200."""
    rows = session.scalars(
        select(SessionRecord)
        .where(_held_by(identity), SessionRecord.expires_at > now)
        .order_by(SessionRecord.seen_at.desc(), SessionRecord.id.desc())
        .limit(MOST_SHOWN)
    )
    return [
        OpenSession(row.id, row.device, row.id == identity.session_id, row.created_at, row.seen_at, row.expires_at)
        for row in rows
    ]


def end_own_session(session: Session, identity: Identity, session_id: str, now: datetime) -> None:
    """End one of one's own sessions; raises NotFound for any other."""
    ended = _end(session, identity, [_held_by(identity), SessionRecord.id == session_id], now)
    if not ended:
        raise NotFound("session.unknown", "There is no session of this id. It may have ended already.")


def end_other_sessions(session: Session, identity: Identity, now: datetime) -> int:
    """End every session of one's own but the one that asks; returns how many there were."""
    return _end(session, identity, [_held_by(identity), SessionRecord.id != identity.session_id], now)


def end_sessions_of_rep(session: Session, actor: Identity, rep_id: str, now: datetime) -> int:
    """Sign a rep out everywhere; raises NotFound for one whom the actor does not see."""
    return _end(session, actor, [SessionRecord.rep_id == rep_record_id(session, actor, rep_id)], now)


def end_sessions_of_person(session: Session, actor: Identity, person_id: str, now: datetime) -> int:
    """Sign a manager out everywhere; who may, the caller has asked."""
    return _end(session, actor, [SessionRecord.person_id == person_id], now)


def _held_by(identity: Identity) -> ColumnElement[bool]:
    """The sessions of the same rep or manager. Those who came by a link of the shell are one: whoever has the shell."""
    if identity.kind == "rep":
        return SessionRecord.rep_id == identity.actor_id
    if identity.actor_id is not None:
        return SessionRecord.person_id == identity.actor_id
    return SessionRecord.rep_id.is_(None) & SessionRecord.person_id.is_(None)


def _end(session: Session, actor: Identity, which: Sequence[ColumnElement[bool]], now: datetime) -> int:
    ended = session.scalars(delete(SessionRecord).where(*which).returning(SessionRecord.id)).all()
    for session_id in sorted(ended):
        note_deed(session, actor, "session.ended", session_id, now)
    return len(ended)
