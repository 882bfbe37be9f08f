"""Imports a page at a time, and the rows of one that could not be used or only with a warning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.intake.faults import WORDINGS
from app.models import ImportRecord, ImportRowRecord


class RowState(StrEnum):
    """`error` are the rows that were left out; `warning` those that were kept, with what the sentence says."""

    ERROR = "error"
    WARNING = "warning"


_SEVERITIES = {RowState.ERROR: ("rejected", "error"), RowState.WARNING: ("warning",)}


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import in the list of imports."""

    id: str
    source: str
    file_name: str
    created_at: datetime
    accounts: int
    created: int
    updated: int
    rejected: int
    warnings: int


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row of an import with what was wrong with it; rows are numbered from 1 by `position`."""

    position: int
    line: int | None
    external_id: str
    name: str
    severity: str
    field: str | None
    code: str
    sentence: str
    remedy: str


def import_lines(session: Session, before: str, limit: int) -> list[ImportLine]:
    """Imports, the newest first, from the one behind the id `before` on ("": from the newest)."""
    query = select(ImportRecord).order_by(ImportRecord.id.desc()).limit(limit)  # newer ids sort later
    if before:
        query = query.where(ImportRecord.id < before)
    names = ("id", "source", "file_name", "created_at", "accounts", "created", "updated", "rejected", "warnings")
    return [ImportLine(*(getattr(record, name) for name in names)) for record in session.scalars(query)]


def import_rows(
    session: Session, import_id: str, state: RowState | None, after: int, limit: int
) -> Sequence[ImportRow] | None:
    """Rows of an import in the order of the file, from the one behind position `after` on; None without an import."""
    if session.get(ImportRecord, import_id) is None:
        return None
    query = select(ImportRowRecord).where(ImportRowRecord.import_id == import_id, ImportRowRecord.position > after)
    if state is not None:
        query = query.where(ImportRowRecord.severity.in_(_SEVERITIES[state]))
    return [
        ImportRow(
            position=row.position,
            line=row.line,
            external_id=row.external_id,
            name=row.name,
            severity=row.severity,
            field=row.field,
            code=row.code,
            sentence=WORDINGS[row.code].say(row.params),
            remedy=WORDINGS[row.code].advise(row.params),
        )
        for row in session.scalars(query.order_by(ImportRowRecord.position).limit(limit))
    ]
