"""Which column held which field the last time: a list with the same column names comes from the same place."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.intake.headers import SEARCHED_ROWS
from app.intake.sheet import Sheet
from app.method.account import Datum
from app.method.list_kind import ListKind
from app.models import ImportColumnsRecord


@dataclass(frozen=True, slots=True)
class KnownColumns:
    """The row of column names that was recognised, and how the last list with it was read."""

    header_line: int
    columns: Mapping[str, int]
    datum: Datum
    assume_qualified: bool


def known_columns(session: Session, kind: ListKind, source: str, sheet: Sheet) -> KnownColumns | None:
    """The first row near the top whose names a list of this kind and source had before; None where there is none."""
    digests = {_names_sha256(row.cells): row.line for row in reversed(sheet.rows[:SEARCHED_ROWS]) if not row.is_blank}
    found = session.scalars(
        select(ImportColumnsRecord).where(
            ImportColumnsRecord.kind == kind,
            ImportColumnsRecord.source == source,
            ImportColumnsRecord.names_sha256.in_(digests),
        )
    )
    record = min(found, key=lambda one: digests[one.names_sha256], default=None)
    if record is None:
        return None
    line = digests[record.names_sha256]
    return KnownColumns(line, record.columns, Datum(record.datum), record.assume_qualified)


def keep_columns(
    session: Session, kind: ListKind, source: str, names: Sequence[str], known: KnownColumns, at: datetime
) -> None:
    """Keep how a list was read, for the next one with these column names."""
    session.merge(
        ImportColumnsRecord(
            kind=kind,
            source=source,
            names_sha256=_names_sha256(names),
            columns=dict(known.columns),
            datum=known.datum.value,
            assume_qualified=known.assume_qualified,
            kept_at=at,
        )
    )


def _names_sha256(names: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([*names]).encode()).hexdigest()
