"""Who was erased: our id, and keyed hashes of what he was told under, so that nobody brings him back unseen."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant, one_of

SUBJECT_KINDS = ("account", "contact", "rep", "manager")


class ErasureRecord(Base):
    __tablename__ = "erasure"
    __table_args__ = (one_of("kind", SUBJECT_KINDS),)

    subject_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    erased_at: Mapped[datetime] = mapped_column(UtcInstant)
    prints: Mapped[list[Any]] = mapped_column(JSON)  # HMAC-SHA-256 of ids, names, numbers; never the clear text
    scrubbed_at: Mapped[datetime | None] = mapped_column(UtcInstant)  # when the files held nothing of it any more
