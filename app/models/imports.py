"""Imports: that a list was read, what it held, and the rows that could not be used or used only with a warning."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant, one_of


class ImportRecord(Base):
    __tablename__ = "import_batch"

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    sha256: Mapped[str]
    file_name: Mapped[str]
    encoding: Mapped[str]
    separator: Mapped[str]
    header_line: Mapped[int]
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    accounts: Mapped[int]
    created: Mapped[int]
    updated: Mapped[int]
    rejected: Mapped[int]
    warnings: Mapped[int]
    blank_lines: Mapped[int]
    undone_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class ImportRowRecord(Base):
    """A fault of an import; `rejected` faults say why a whole row was left out."""

    __tablename__ = "import_row"
    __table_args__ = (one_of("severity", ("rejected", "error", "warning")),)

    import_id: Mapped[str] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int | None]
    external_id: Mapped[str]
    name: Mapped[str]
    severity: Mapped[str]
    field: Mapped[str | None]
    code: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JSON)


class ImportUndoRecord(Base):
    """What an account was before an import, so that it can be taken back; null where it was not there."""

    __tablename__ = "import_undo"

    import_id: Mapped[str] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)
    version: Mapped[int]  # of the account, as the import left it
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    kept_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)
