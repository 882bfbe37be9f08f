"""Reps for a request, behind the door of scope: one by his id, a page of them, and changes of one."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.scope import reps_seen_by
from app.errors import AppError, NotFound
from app.intake.erased_rows import RepErased
from app.intake.rep_rows import as_rep
from app.intake.store import LIST, save_reps
from app.intake.tombstones import Tombstone, tombstone_of
from app.method.rep import Rep
from app.models import RepRecord, SessionRecord, SignInLinkRecord
from app.models.base import stored_now
from app.privacy.fingerprints import Barred


class RepKnown(AppError):
    def __init__(self) -> None:
        super().__init__(409, "rep.known", "The rep is there already", "A rep has this id. Change that one instead.")


class RepChanged(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "rep.changed",
            "The rep was changed meanwhile",
            "Somebody has changed this rep since you opened him. Nothing was saved; open him again and change him.",
        )


@dataclass(frozen=True, slots=True)
class StoredRep:
    """A rep with the version of his row."""

    rep: Rep
    id: str
    version: int
    updated_at: datetime
    team_id: str | None


@dataclass(frozen=True, slots=True)
class RepPage:
    """Reps and tombstones of a stretch of the list, each in the order of their external ids."""

    reps: Sequence[StoredRep]
    deleted: Sequence[Tombstone]


def rep_ids(session: Session, identity: Identity, updated_since: datetime | None, after: str, limit: int) -> list[str]:
    """The external ids of a page, from the first one behind `after` on; deleted ones where changes are asked for."""
    asked: ColumnElement[bool] = RepRecord.deleted_at.is_(None)
    if updated_since is not None:
        asked = RepRecord.updated_at >= updated_since
    query = select(RepRecord.external_id).where(reps_seen_by(identity), RepRecord.external_id > after, asked)
    return list(session.scalars(query.order_by(RepRecord.external_id).limit(limit)))


def seen_reps(session: Session, identity: Identity) -> list[Rep]:
    """Every rep who is seen, in the order of their external ids."""
    reps = select(RepRecord).where(reps_seen_by(identity), RepRecord.deleted_at.is_(None))
    return [as_rep(record) for record in session.scalars(reps.order_by(RepRecord.external_id))]


def rep_page(session: Session, external_ids: Sequence[str]) -> RepPage:
    records = session.scalars(
        select(RepRecord).where(RepRecord.external_id.in_(external_ids)).order_by(RepRecord.external_id)
    ).all()
    return RepPage(
        [_stored(record) for record in records if record.deleted_at is None],
        [tombstone_of(record) for record in records if record.deleted_at is not None],
    )


def rep_record(session: Session, identity: Identity, external_id: str) -> RepRecord | None:
    """The row of the rep, deleted or not."""
    return session.scalar(select(RepRecord).where(reps_seen_by(identity), RepRecord.external_id == external_id))


def find_stored_rep(session: Session, identity: Identity, external_id: str) -> StoredRep | None:
    """The rep of this external id; None where there is none, or not any more."""
    record = rep_record(session, identity, external_id)
    return None if record is None or record.deleted_at is not None else _stored(record)


def known_rep(session: Session, identity: Identity, external_id: str) -> StoredRep:
    """The rep of this id, if he is seen; raises NotFound."""
    found = find_stored_rep(session, identity, external_id)
    if found is None:
        raise unknown_rep()
    return found


def unknown_rep() -> NotFound:
    return NotFound("rep.unknown", "There is no rep of this id.")


def tell_rep(session: Session, identity: Identity, rep: Rep, at: datetime) -> StoredRep:
    """Keep a rep as he is told; a deleted one comes back. Raises RepErased for one who was erased."""
    if Barred.of(session).rep(rep.external_id):
        raise RepErased
    record = rep_record(session, identity, rep.external_id)
    before = None if record is None or record.deleted_at is not None else as_rep(record)
    save_reps(session, [rep], source=LIST if record is None else record.source)
    told = rep_record(session, identity, rep.external_id)
    assert told is not None
    now = as_rep(told)
    changed = [
        fact.name for fact in fields(Rep) if before is None or getattr(before, fact.name) != getattr(now, fact.name)
    ]
    if changed:
        note_deed(session, identity, "rep.created" if before is None else "rep.updated", told.id, at, changed)
    return _stored(told)


def delete_rep(session: Session, identity: Identity, record: RepRecord, at: datetime) -> None:
    """Take a rep out of lists and plans, and end his sessions; his tombstone stays."""
    for theirs in (SessionRecord, SignInLinkRecord):
        session.execute(delete(theirs).where(theirs.rep_id == record.id))
    record.deleted_at = stored_now()
    session.flush()
    note_deed(session, identity, "rep.deleted", record.id, at)


def _stored(record: RepRecord) -> StoredRep:
    return StoredRep(as_rep(record), record.id, record.version, record.updated_at, record.team_id)
