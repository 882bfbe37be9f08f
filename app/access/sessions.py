"""Sessions: who holds which, known to us only by the SHA-256 sum of its token."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.tokens import new_token, sha256_of
from app.ids import new_id
from app.models import PersonRecord, RepRecord, SessionRecord

SESSION_LIVES = timedelta(days=30)


def open_session(
    session: Session, kind: str, rep_record_id: str | None, person_id: str | None, now: datetime, device: str | None
) -> str:
    """The token of a new session, told this once."""
    token = new_token()
    session.add(
        SessionRecord(
            token_sha256=sha256_of(token),
            id=new_id("ses"),
            kind=kind,
            rep_id=rep_record_id,
            person_id=person_id,
            device=device,
            created_at=now,
            seen_at=now,
            proved_at=now,
            expires_at=now + SESSION_LIVES,
        )
    )
    session.flush()
    return token


def identify(session: Session, session_token: str, now: datetime) -> Identity | None:
    """Who holds the session; None where it is unknown or over, or its holder is gone."""
    found = session.execute(
        select(SessionRecord, RepRecord, PersonRecord)
        .outerjoin(RepRecord, SessionRecord.rep_id == RepRecord.id)
        .outerjoin(PersonRecord, SessionRecord.person_id == PersonRecord.id)
        .where(SessionRecord.token_sha256 == sha256_of(session_token), SessionRecord.expires_at > now)
    ).first()
    if found is None:
        return None
    held, rep, person = found
    return holder(held.kind, rep, person, held.id, held.proved_at)


def holder(
    kind: str,
    rep: RepRecord | None,
    person: PersonRecord | None,
    session_id: str | None = None,
    proved_at: datetime | None = None,
) -> Identity | None:
    """Who stands behind these rows; None where the rep or the manager has been deleted."""
    row = rep or person
    if row is not None and row.deleted_at is not None:
        return None
    return Identity(
        kind,
        rep_id=None if rep is None else rep.external_id,
        actor_id=None if row is None else row.id,
        team_id=None if person is None else person.team_id,
        session_id=session_id,
        proved_at=proved_at,
    )


def end_session(session: Session, session_token: str) -> None:
    """Sign out: the token is worth nothing from now on."""
    session.execute(delete(SessionRecord).where(SessionRecord.token_sha256 == sha256_of(session_token)))
