"""The audit log: who did what to which row, appended in the transaction of the deed and chained by hashes.

Names of fields are kept, values are not: the log outlives the people in it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.access.identity import SHELL, Identity
from app.models import AuditRecord
from app.models.bulk import insert_rows

BEGINNING = "0" * 64
FORGOTTEN = "audit.forgotten"


@dataclass(frozen=True, slots=True)
class Deed:
    """That `action` (e.g. "account.updated") was done to a subject, changing these fields."""

    action: str
    subject_id: str
    fields: Iterable[str] = ()


def note_deed(
    session: Session, actor: Identity, action: str, subject_id: str, at: datetime, fields: Iterable[str] = ()
) -> None:
    """Append that the actor did `action` to the subject, changing these fields."""
    note_deeds(session, actor, [Deed(action, subject_id, fields)], at)


def note_deeds(session: Session, actor: Identity, deeds: Sequence[Deed], at: datetime) -> None:
    """Append what the actor did, in this order, an entry for each deed."""
    last = session.execute(
        select(AuditRecord.number, AuditRecord.chain_sha256).order_by(AuditRecord.number.desc()).limit(1)
    ).first()
    number, chain = (0, BEGINNING) if last is None else last
    entries: list[Mapping[str, Any]] = []
    for deed in deeds:
        number += 1
        entry = {
            "number": number,
            "at": at,
            "actor_kind": actor.kind,
            "actor_id": actor.actor_id,
            "action": deed.action,
            "subject_id": deed.subject_id,
            "fields": sorted(deed.fields),
        }
        chain = _link(chain, entry)
        entries.append({**entry, "chain_sha256": chain})
    insert_rows(session, AuditRecord, entries)


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
    forgotten, before = _last_forgotten(session)
    expected = forgotten + 1
    columns = AuditRecord.__table__.c
    for entry in session.execute(select(*columns).order_by(columns.number)).mappings():
        if entry["number"] != expected or entry["chain_sha256"] != _link(before, {**entry}):
            yield entry["number"]
        before, expected = entry["chain_sha256"], entry["number"] + 1


def count_before(session: Session, before: datetime) -> int:
    """How many entries are older than the moment."""
    return session.scalar(select(func.count()).select_from(AuditRecord).where(AuditRecord.at < before)) or 0


def forget_before(session: Session, before: datetime, now: datetime) -> int:
    """Delete the entries older than the moment; returns how many.

    The first deed after it says up to where was forgotten, and the hash from which the rest goes on, so that the chain
    can be followed still, and an end that somebody cut off is told from one that was forgotten.
    """
    last = session.execute(
        select(AuditRecord.number, AuditRecord.chain_sha256)
        .where(AuditRecord.at < before)
        .order_by(AuditRecord.number.desc())
        .limit(1)
    ).first()
    if last is None:
        return 0
    number, chain = last
    # The order of the numbers counts: a clock that was set back leaves no hole.
    note_deed(session, SHELL, FORGOTTEN, f"{number}-{chain}", now)
    gone = session.execute(delete(AuditRecord).where(AuditRecord.number <= number).returning(AuditRecord.number))
    return len(gone.all())


def _last_forgotten(session: Session) -> tuple[int, str]:
    """The number and the hash up to which the log was forgotten on purpose."""
    told = session.scalar(
        select(AuditRecord.subject_id)
        .where(AuditRecord.action == FORGOTTEN)
        .order_by(AuditRecord.number.desc())
        .limit(1)
    )
    if told is None:
        return 0, BEGINNING
    number, _, chain = told.partition("-")
    return int(number), chain


def _link(before: str, entry: Mapping[str, Any]) -> str:
    told = [
        entry["number"],
        entry["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        entry["actor_kind"],
        entry["actor_id"],
        entry["action"],
        entry["subject_id"],
        entry["fields"],
    ]
    return hashlib.sha256((before + json.dumps(told, ensure_ascii=True)).encode()).hexdigest()
