"""Bookings: a start that was agreed with an account, kept apart from what its list says, so that no list erases it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant


class BookingRecord(Base):
    """The one agreed start of an account: local time of the rep who comes."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("start_s BETWEEN 0 AND 86399", name="start_within_day"),
        CheckConstraint("service_s BETWEEN 0 AND 86400", name="service_within_day"),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    rep_id: Mapped[str | None] = mapped_column(ForeignKey("rep.id", ondelete="SET NULL"), index=True)
    on_day: Mapped[date] = mapped_column(index=True)
    start_s: Mapped[int]
    service_s: Mapped[int]
    booked_at: Mapped[datetime] = mapped_column(UtcInstant)
