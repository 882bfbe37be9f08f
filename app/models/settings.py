"""The sales method's settings as they were changed, one row for each change; the newest counts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant


class MethodSettingsRecord(Base):
    """`differing` holds the settings that are not the method's defaults; a later default counts for all others."""

    __tablename__ = "method_settings"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    differing: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed: Mapped[list[Any]] = mapped_column(JSON)  # the names of what this change touched
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)
    changed_by: Mapped[str | None]  # the manager's id; none where it was the shell


class RepSettingsRecord(Base):
    """`differing` holds the settings that are not the organisation's for this rep; of each rep the newest counts."""

    __tablename__ = "rep_settings"

    rep_id: Mapped[str] = mapped_column(ForeignKey("rep.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    differing: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed: Mapped[list[Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)
    changed_by: Mapped[str | None]
