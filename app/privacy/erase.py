"""Somebody erased: his rows go, mentions of him go, and it is kept, as hashes, that he was."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Float, Table, delete, func, select, update
from sqlalchemy.orm import Session

from app.access.audit import Deed, note_deeds
from app.access.identity import Identity
from app.errors import AppError
from app.models import (
    ErasureRecord,
    ImportDraftRecord,
    ImportRowRecord,
    LedgerRecord,
    RepRecord,
    RouteRecord,
    RunFileRecord,
    ShiftRecord,
    StopRecord,
)
from app.models.base import stored_now
from app.privacy.fingerprints import prints_of
from app.privacy.held import THEIRS, Erasing, Held, Whose
from app.privacy.redaction import GONE
from app.privacy.subjects import Subject, pseudonym_of, subjects_named
from app.privacy.traces import all_tables, is_row, mentioned, own_rows, table

BLURRED_DECIMALS = 1  # of a degree: some ten kilometres


class ImportWaits(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "privacy.import_waits",
            "A list is being imported",
            "A list that may name this person waits to be imported. Try again when it is in, or cancel it.",
            headers={"Retry-After": "10"},
        )


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, and in how many rows of which tables; no rows where it had been erased before."""

    subject_id: str
    kind: str
    erased_at: datetime
    rows: Mapping[str, int]


def erase_subject(session: Session, actor: Identity, subject_id: str, now: datetime) -> Erased:
    """Erase an account with its contacts, a contact, a rep or a manager, and keep that it was. Done before: nothing.

    With an account those go that were merged into it.

    Raises NotFound, and ImportWaits while a list waits to be imported. The files of the database hold what was deleted
    until `Database.scrub`.
    """
    known = session.get(ErasureRecord, subject_id)
    if known is not None:
        return Erased(subject_id, known.kind, known.erased_at, {})
    subjects = subjects_named(session, subject_id)
    if session.scalar(select(func.count()).select_from(RunFileRecord)):
        raise ImportWaits
    rows: Counter[str] = Counter()
    for subject in subjects:
        prints = prints_of(session, subject.traits)
        rows.update(take_out(session, subject, now))
        session.add(ErasureRecord(subject_id=subject.id, kind=subject.whose.value, erased_at=now, prints=prints))
        session.flush()
    # Lists that are looked through may name him, and their bytes cannot be searched; they can be brought in again.
    session.execute(delete(ImportDraftRecord))
    note_deeds(session, actor, [Deed("privacy.erased", subject.id) for subject in subjects], now)
    return Erased(subjects[-1].id, subjects[-1].whose.value, now, dict(rows))


def take_out(session: Session, subject: Subject, now: datetime) -> dict[str, int]:
    """Take somebody out of every table as the register says; returns how many rows of each were touched."""
    counts: dict[str, int] = {}
    for name, held in all_tables():
        touched = _redact(session, name, held, subject, now)
        touched += _take_own(session, name, held, subject, now)
        if touched:
            counts[name] = touched
    if subject.whose is Whose.ACCOUNT:
        for record in (LedgerRecord, ImportRowRecord):
            session.execute(
                update(record)
                .where(record.external_id == subject.external_id)
                .values(external_id=subject.pseudonym, name=GONE)
            )
    if subject.whose is Whose.REP:
        session.execute(
            update(RepRecord)
            .where(RepRecord.id == subject.id)
            .values(deleted_at=func.coalesce(RepRecord.deleted_at, stored_now()))
        )
    session.expire_all()
    return counts


def _redact(session: Session, name: str, held: Held, subject: Subject, now: datetime) -> int:
    """Take the mentions out of rows that stay, and rows away that are kept only as they are."""
    here, goes = table(name), held.erased_by(Erasing.ROW, Whose.ANYBODY)
    count = 0
    for row in list(mentioned(session, name, held, subject)):
        count += 1
        if goes:
            session.execute(delete(here).where(is_row(here, row)))
            continue
        keys = {column.name for column in here.primary_key.columns}
        values = {
            column: subject.mentions.taken_out_of(value)
            for column, value in row.items()
            if column not in keys and value is not None
        }
        session.execute(update(here).where(is_row(here, row)).values(**values, **_blanked(here, now)))
    return count


def _take_own(session: Session, name: str, held: Held, subject: Subject, now: datetime) -> int:
    """Delete the rows that are his alone, and empty his columns of those that are not."""
    condition = own_rows(name, held, subject)
    if condition is None:
        return 0
    here = table(name)
    theirs = THEIRS[subject.whose]
    if held.erased_by(Erasing.ROW, *theirs):
        return len(session.execute(delete(here).where(condition).returning(*here.primary_key.columns)).all())
    if held.erased_by(Erasing.BLUR, *theirs):
        _blur_ends(session, subject)
    values = {column: _nothing(here.c[column]) for column in held.erased_by(Erasing.BLANK, *theirs)}
    values |= dict.fromkeys(held.erased_by(Erasing.PSEUDONYM, *theirs), pseudonym_of(subject.id))
    if not values:
        return 0
    changed = update(here).where(condition).values(**values, **_blanked(here, now))
    return len(session.execute(changed.returning(*here.primary_key.columns)).all())


def _blur_ends(session: Session, subject: Subject) -> None:
    """Let the rep's routes begin and end in the middle of their stops; those without stops say nothing and go."""
    shifts = select(ShiftRecord.id).where(ShiftRecord.rep_id == subject.id)
    middles = {
        route_id: (round(lat, BLURRED_DECIMALS), round(lon, BLURRED_DECIMALS))
        for route_id, lat, lon in session.execute(
            select(StopRecord.route_id, func.avg(StopRecord.lat), func.avg(StopRecord.lon))
            .join(RouteRecord, RouteRecord.id == StopRecord.route_id)
            .where(RouteRecord.shift_id.in_(shifts))
            .group_by(StopRecord.route_id)
        )
    }
    for route_id, (lat, lon) in middles.items():
        ends = {"start_lat": lat, "start_lon": lon, "end_lat": lat, "end_lon": lon}
        session.execute(update(RouteRecord).where(RouteRecord.id == route_id).values(**ends))
    session.execute(
        delete(RouteRecord).where(
            RouteRecord.shift_id.in_(shifts), RouteRecord.id.not_in(select(StopRecord.route_id).distinct())
        )
    )


def _nothing(column: Column[Any]) -> Any:
    """What an emptied column holds."""
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        return []
    return 0.0 if isinstance(column.type, Float) else ""


def _blanked(here: Table, now: datetime) -> dict[str, Any]:
    """Rows that say so are marked as not being whole any more."""
    return {"blanked_at": now} if "blanked_at" in here.c else {}
