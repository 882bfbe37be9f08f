"""The secret address of a rep's calendar: made, ended, and known again by the sum of its secret."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.links import rep_record_id
from app.access.tokens import new_token, sha256_of
from app.models import CalendarFeedRecord, RepRecord


def make_feed(session: Session, by: Identity, rep_id: str, now: datetime) -> str:
    """The secret of a new address, told once; the one before it works no more. Raises NotFound."""
    record_id = rep_record_id(session, by, rep_id)
    session.execute(delete(CalendarFeedRecord).where(CalendarFeedRecord.rep_id == record_id))
    token = new_token()
    session.add(CalendarFeedRecord(rep_id=record_id, token_sha256=sha256_of(token), created_at=now))
    session.flush()
    note_deed(session, by, "calendar_feed.made", record_id, now)
    return token


def end_feed(session: Session, by: Identity, rep_id: str, now: datetime) -> None:
    """The address works no more. Raises NotFound for an unknown rep."""
    record_id = rep_record_id(session, by, rep_id)
    session.execute(delete(CalendarFeedRecord).where(CalendarFeedRecord.rep_id == record_id))
    note_deed(session, by, "calendar_feed.ended", record_id, now)


def has_feed(session: Session, by: Identity, rep_id: str) -> bool:
    """Whether there is an address that works."""
    return session.get(CalendarFeedRecord, rep_record_id(session, by, rep_id)) is not None


def rep_of_feed(session: Session, token: str) -> str | None:
    """Whose calendar the secret opens, by his external id; None for one that opens none."""
    return session.scalar(
        select(RepRecord.external_id)
        .join(CalendarFeedRecord, CalendarFeedRecord.rep_id == RepRecord.id)
        .where(CalendarFeedRecord.token_sha256 == sha256_of(token), RepRecord.deleted_at.is_(None))
    )
