"""What the API keeps for itself: answers to repeat instead of doing something twice, and secrets to sign with."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant


class KeptAnswerRecord(Base):
    """The answer to a request that named an idempotency key, kept in the transaction of what it did."""

    __tablename__ = "kept_answer"

    request_sha256: Mapped[str] = mapped_column(primary_key=True)  # over credential, method, path and key
    body_sha256: Mapped[str]  # of what was sent
    status: Mapped[int]
    headers: Mapped[dict[str, Any]] = mapped_column(JSON)
    body: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)


class SigningSecretRecord(Base):
    """A random secret of this installation, made with its tables; `purpose` keeps signatures apart."""

    __tablename__ = "signing_secret"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    secret: Mapped[str]
