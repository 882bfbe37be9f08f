"""The audit log's rows: appended, never changed, each holding a hash over itself and the one before."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant


class AuditRecord(Base):
    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    actor_kind: Mapped[str]
    actor_id: Mapped[str | None]
    action: Mapped[str]
    subject_id: Mapped[str] = mapped_column(index=True)
    fields: Mapped[list[Any]] = mapped_column(JSON)
    chain_sha256: Mapped[str]
