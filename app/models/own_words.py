"""An organisation's own words for the method, one row for each change; the newest counts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant


class OwnWordsRecord(Base):
    """`words` by key and language; `changed_by` is the manager's id, none where it was a program or the shell."""

    __tablename__ = "own_words"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    stage_order: Mapped[list[Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)
    changed_by: Mapped[str | None]
