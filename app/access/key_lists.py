"""The keys there are: listed without their secrets, renewed, revoked, and when each was used last."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.keys import NewKey, create_key
from app.access.roles import Scope
from app.db import Database
from app.errors import AppError, DatabaseBusy, NotFound
from app.models import ApiKeyRecord

LOG = logging.getLogger("kproute.access")
BOTH_WORK_FOR = timedelta(hours=24)  # the old key and the one that takes its place


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key as far as it may be told again; `used_at` is the beginning of an hour."""

    id: str
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    created_by: str | None
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None


class KeyOver(AppError):
    def __init__(self) -> None:
        super().__init__(
            409, "key.over", "The key is over", "It was revoked or has come to its end. Make a new key instead."
        )


def keys(session: Session, after: str, limit: int) -> list[ListedKey]:
    """The keys in the order of their ids, which is that of their making, from the one behind `after` on."""
    query = select(ApiKeyRecord).where(ApiKeyRecord.id > after).order_by(ApiKeyRecord.id).limit(limit)
    return [_listed(record) for record in session.scalars(query)]


def find_key(session: Session, key_id: str) -> ListedKey:
    """The key of this id, whether it works or not; raises NotFound."""
    return _listed(_record(session, key_id))


def rotate_key(session: Session, actor: Identity, key_id: str, now: datetime) -> NewKey:
    """A new key in the place of an old one, which works for 24 hours more; raises NotFound and KeyOver.

    It may do the same, and lives as long as the old one was made to live.
    """
    old = _record(session, key_id)
    if old.revoked_at is not None or (old.expires_at is not None and old.expires_at <= now):
        raise KeyOver
    lives_until = None if old.expires_at is None else now + (old.expires_at - old.created_at)
    made = create_key(session, old.name, now, map(Scope, old.scopes), expires_at=lives_until, by=actor)
    old.expires_at = min(old.expires_at or now + BOTH_WORK_FOR, now + BOTH_WORK_FOR)
    session.flush()
    note_deed(session, actor, "key.rotated", key_id, now, ["expires_at"])
    return made


def revoke_key(session: Session, actor: Identity, key_id: str, now: datetime) -> None:
    """The key works no more; one that was revoked stays so. Raises NotFound."""
    record = _record(session, key_id)
    if record.revoked_at is None:
        record.revoked_at = now
        session.flush()
        note_deed(session, actor, "key.revoked", key_id, now)


class LastUse:
    """Writes down in which hour a key was used last, at most once an hour from this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._told: dict[str, datetime] = {}

    def note(self, key_id: str, now: datetime) -> None:
        """Keep the hour; where the database is busy with others, the next hour will do."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        with self._lock:
            if self._told.get(key_id) == hour:
                return
            self._told[key_id] = hour
        try:
            with self._database.write() as session:
                session.execute(update(ApiKeyRecord).where(ApiKeyRecord.id == key_id).values(used_at=hour))
        except DatabaseBusy:
            LOG.info("Use of key %s not written: the database is busy", key_id)


def _record(session: Session, key_id: str) -> ApiKeyRecord:
    record = session.get(ApiKeyRecord, key_id)
    if record is None:
        raise NotFound("key.unknown", "There is no key of this id.")
    return record


def _listed(record: ApiKeyRecord) -> ListedKey:
    return ListedKey(
        record.id,
        record.name,
        record.prefix,
        tuple(Scope(scope) for scope in record.scopes),
        record.created_at,
        record.created_by,
        record.expires_at,
        record.used_at,
        record.revoked_at,
    )
