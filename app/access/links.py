"""One-time sign-in links: for a rep, a manager, or whoever has the shell; the first who trades one in uses it up."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.sessions import holder, open_session
from app.access.tokens import new_token, sha256_of
from app.errors import NotFound
from app.models import PersonRecord, RepRecord, SignInLinkRecord

LINK_LIVES = timedelta(minutes=15)


def _rep_record_id(session: Session, rep_id: str) -> str:
    record_id = session.scalar(
        select(RepRecord.id).where(RepRecord.external_id == rep_id, RepRecord.deleted_at.is_(None))
    )
    if record_id is None:
        raise NotFound("rep.unknown", "There is no rep of this id. Import the list of reps first.")
    return record_id


def create_link(session: Session, kind: str, rep_id: str | None, now: datetime) -> str:
    """The token of a new sign-in link that works once, within 15 minutes. Raises NotFound for a rep nobody knows."""
    token = new_token()
    session.add(
        SignInLinkRecord(
            token_sha256=sha256_of(token),
            kind=kind,
            rep_id=None if rep_id is None else _rep_record_id(session, rep_id),
            expires_at=now + LINK_LIVES,
        )
    )
    session.flush()
    return token


def peek_link(session: Session, token: str, now: datetime) -> Identity | None:
    """Whom the link would sign in, without using it up; None where it is unknown, used or too old."""
    found = session.execute(
        select(SignInLinkRecord.kind, RepRecord, PersonRecord)
        .outerjoin(RepRecord, SignInLinkRecord.rep_id == RepRecord.id)
        .outerjoin(PersonRecord, SignInLinkRecord.person_id == PersonRecord.id)
        .where(
            SignInLinkRecord.token_sha256 == sha256_of(token),
            SignInLinkRecord.used_at.is_(None),
            SignInLinkRecord.expires_at > now,
        )
    ).first()
    return None if found is None else holder(*found)


def redeem_link(session: Session, token: str, now: datetime, device: str | None = None) -> str | None:
    """Use the link up and return the token of a new session; None where it is unknown, used or too old.

    Of any number of callers at the same time exactly one gets the session.
    """
    link = session.execute(
        update(SignInLinkRecord)
        .where(
            SignInLinkRecord.token_sha256 == sha256_of(token),
            SignInLinkRecord.used_at.is_(None),
            SignInLinkRecord.expires_at > now,
        )
        .values(used_at=now)
        .returning(SignInLinkRecord.kind, SignInLinkRecord.rep_id, SignInLinkRecord.person_id)
    ).first()
    if link is None:
        return None
    return open_session(session, link.kind, link.rep_id, link.person_id, now, device)
