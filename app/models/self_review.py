"""How reps look at their own weeks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant


class SelfReviewRecord(Base):
    """One week of one rep; only while `shared_at` is set others than himself may read it."""

    __tablename__ = "self_review"

    rep_id: Mapped[str] = mapped_column(ForeignKey("rep.id", ondelete="CASCADE"), primary_key=True)
    week_on: Mapped[date] = mapped_column(primary_key=True)
    ratings: Mapped[dict[str, Any]] = mapped_column(JSON)  # by point: [score, sentence]
    won: Mapped[str]
    lost: Mapped[str]
    shared_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)
    version: Mapped[int] = mapped_column(default=1, onupdate=literal_column("version + 1"))
