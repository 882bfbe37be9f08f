"""The audit log: who did what to which row, appended in the transaction of the deed and chained by hashes.

Names of fields are kept, values are not: the log outlives the people in it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.models import AuditRecord

BEGINNING = "0" * 64


def note_deed(
    session: Session, actor: Identity, action: str, subject_id: str, at: datetime, fields: Iterable[str] = ()
) -> None:
    """Append that the actor did `action` (e.g. "account.updated") to the subject, changing these fields."""
    last = session.execute(
        select(AuditRecord.number, AuditRecord.chain_sha256).order_by(AuditRecord.number.desc()).limit(1)
    ).first()
    number, before = (0, BEGINNING) if last is None else last
    entry = AuditRecord(
        number=number + 1,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.actor_id,
        action=action,
        subject_id=subject_id,
        fields=sorted(fields),
    )
    entry.chain_sha256 = _link(before, entry)
    session.add(entry)
    session.flush()


def entries(
    session: Session, subject_id: str | None, actor_id: str | None, before: int | None, limit: int
) -> list[AuditRecord]:
    """Entries about this row and by this actor (None: any), the newest first, of those before this number."""
    query = select(AuditRecord).order_by(AuditRecord.number.desc()).limit(limit)
    wanted = {AuditRecord.subject_id: subject_id, AuditRecord.actor_id: actor_id}
    query = query.where(*(column == value for column, value in wanted.items() if value is not None))
    return list(session.scalars(query if before is None else query.where(AuditRecord.number < before)))


def broken_links(session: Session) -> Iterator[int]:
    """The numbers of the entries that are not what was appended, or follow one that is missing."""
    before, expected = BEGINNING, 1
    for entry in session.scalars(select(AuditRecord).order_by(AuditRecord.number)):
        if entry.number != expected or entry.chain_sha256 != _link(before, entry):
            yield entry.number
        before, expected = entry.chain_sha256, entry.number + 1


def _link(before: str, entry: AuditRecord) -> str:
    told = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_kind,
        entry.actor_id,
        entry.action,
        entry.subject_id,
        entry.fields,
    ]
    return hashlib.sha256((before + json.dumps(told, ensure_ascii=True)).encode()).hexdigest()
