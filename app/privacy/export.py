"""Everything that is held of somebody, as one JSON value."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.privacy.held import THEIRS, Whose
from app.privacy.subjects import Subject, subjects_named
from app.privacy.traces import all_tables, mentioned, own_rows, table

FORMAT = "kproute-person/1"


def export_subject(session: Session, actor: Identity, subject_id: str, now: datetime) -> dict[str, Any]:
    """What is held of an account with its contacts, a contact, a rep or a manager, by table; noted in the audit log.

    Raises NotFound. What was merged into an account is told with it. Rows of others that mention him come with the
    columns in which they do. Hashes of sign-in secrets are left out: they say nothing of anybody.
    """
    *merged, subject = subjects_named(session, subject_id)
    note_deed(session, actor, "privacy.exported", subject.id, now)
    tables: dict[str, list[dict[str, Any]]] = {}
    for one in (*merged, subject):
        for name, rows in _tables(session, one):
            known = tables.setdefault(name, [])
            known += [row for row in rows if row not in known]
    tables = {name: rows for name, rows in tables.items() if rows}
    return {
        "format": FORMAT,
        "subject_id": subject.id,
        "kind": subject.whose.value,
        "exported_at": now.isoformat(),
        "tables": dict(sorted(tables.items())),
    }


def whose_columns(whose: Whose) -> tuple[Whose, ...]:
    """Whose columns are told to a subject of this kind: an account's include those of the people there."""
    return (*THEIRS[whose], Whose.ANYBODY)


def _tables(session: Session, subject: Subject) -> list[tuple[str, list[dict[str, Any]]]]:
    found = []
    for name, held in all_tables():
        here = table(name)
        keys = [column.name for column in here.primary_key.columns if not column.name.endswith("sha256")]
        rows: list[dict[str, Any]] = []
        condition = own_rows(name, held, subject)
        if condition is not None:
            columns = dict.fromkeys([*keys, *held.columns(*whose_columns(subject.whose))])
            query = select(*(here.c[column] for column in columns)).where(condition).order_by(*here.primary_key.columns)
            rows = [_as_json(dict(row)) for row in session.execute(query).mappings()]
        known = {tuple(row.get(key) for key in keys) for row in rows}
        for row in mentioned(session, name, held, subject):
            if not keys or tuple(row[key] for key in keys) not in known:
                rows.append(_as_json({column: row[column] for column in row if not column.endswith("sha256")}))
        found.append((name, rows))
    return found


def _as_json(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
