"""Calendars that apps of reps ask for: who knows the secret address may read."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant


class CalendarFeedRecord(Base):
    """The one address at which a rep's calendar is read; of its secret the SHA-256 sum is kept."""

    __tablename__ = "calendar_feed"

    rep_id: Mapped[str] = mapped_column(ForeignKey("rep.id", ondelete="CASCADE"), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
