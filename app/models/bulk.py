"""Many rows in one statement, past the ORM's bookkeeping: a list has tens of thousands of them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session

from app.models.base import Base

Row = Mapping[str, Any]


def insert_rows(session: Session, record: type[Base], rows: Sequence[Row]) -> None:
    """Write new rows that all name the same columns; writing none is fine."""
    if rows:
        session.execute(insert(cast(Table, record.__table__)), rows)


def update_rows(session: Session, record: type[Base], rows: Sequence[Row]) -> None:
    """Replace the named columns of known rows, each found by its `id`; changing none is fine."""
    if rows:
        table = cast(Table, record.__table__)
        columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0]}
        statement = update(table).where(table.c.id == bindparam("new_id")).values(columns)
        session.execute(statement, [{f"new_{name}": value for name, value in row.items()} for row in rows])
