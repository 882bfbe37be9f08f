"""Where somebody stands in the tables: rows that are his, and rows of others that mention him."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, cast, select
from sqlalchemy.orm import Session

from app.models import Base
from app.privacy.held import HELD, Erasing, Held, Whose
from app.privacy.redaction import Mentions
from app.privacy.subjects import Subject

AT_ONCE = 500
Row = dict[str, Any]


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def own_rows(name: str, held: Held, subject: Subject, whose: Whose | None = None) -> ColumnElement[bool] | None:
    """A condition on a table: the rows that are of the subject; None where it has none of his."""
    whose = whose or subject.whose
    path = held.reach.get(whose)
    if path is None:
        return None
    subject_id = subject.account_id if whose is Whose.ACCOUNT else subject.id
    here, _, there = path.partition(">")
    if there:
        other, column = there.split(".")
        theirs = select(table(other).c.id).where(table(other).c[column] == subject_id)
        return table(name).c[here].in_(theirs)
    column, _, named = path.partition("=")
    return table(name).c[column] == (subject.external_id if named else subject_id)


def mentioned(session: Session, name: str, held: Held, subject: Subject) -> Iterator[Row]:
    """Rows whose texts mention the subject: the primary key, and the columns in which they may.

    A contact is looked for among the rows of his account where a table has such; else everywhere.
    """
    columns = [*held.erased_by(Erasing.REDACT, *_may_name(subject)), *held.erased_by(Erasing.ROW, Whose.ANYBODY)]
    if not columns:
        return
    here = table(name)
    within = own_rows(name, held, subject, Whose.ACCOUNT) if subject.whose is Whose.CONTACT else None
    stored = [cast(here.c[column], Text).label(f"stored_{column}") for column in columns]
    keys = list(here.primary_key.columns)
    query = select(*keys, *stored)
    if within is not None:
        query = query.where(within)
    found = [
        {key.name: getattr(row, key.name) for key in keys}
        for row in session.execute(query).yield_per(AT_ONCE)
        if any(subject.mentions.may_be_in(getattr(row, f"stored_{column}") or "") for column in columns)
    ]
    for key_of in found:
        values = session.execute(select(*(here.c[column] for column in columns)).where(is_row(here, key_of))).one()
        row = dict(zip(columns, values, strict=True))
        if any(_mentions(subject.mentions, value) for value in row.values()):
            yield {**key_of, **row}


def is_row(here: Table, key: Row) -> ColumnElement[bool]:
    """A condition on a table: the row of this primary key."""
    condition: ColumnElement[bool] | None = None
    for column in here.primary_key.columns:
        one = column == key[column.name]
        condition = one if condition is None else condition & one
    assert condition is not None
    return condition


def all_tables() -> Iterator[tuple[str, Held]]:
    """Every table with what is held in it; those that point at others before the others."""
    for one in reversed(Base.metadata.sorted_tables):
        yield one.name, HELD[one.name]


def _may_name(subject: Subject) -> tuple[Whose, ...]:
    of_customers = subject.whose in (Whose.ACCOUNT, Whose.CONTACT)
    return (Whose.CONTACT, Whose.ANYBODY) if of_customers else (Whose.ANYBODY,)


def _mentions(mentions: Mentions, value: Any) -> bool:
    return value is not None and mentions.are_in(_read(value))


def _read(value: Any) -> Any:
    """A text that is JSON, such as an answer that was kept, as what it says."""
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
