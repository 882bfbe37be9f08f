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
