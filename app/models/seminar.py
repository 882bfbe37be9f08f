"""Seminars: when and where, who hosts them, and who is asked."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.method.account import Grade
from app.method.invitation_states import InvitationState
from app.method.rep import Half
from app.method.seminar_seats import WhyAsked
from app.method.settings import Area
from app.models.base import Base, UtcInstant, Versioned, one_of


class SeminarRecord(Versioned, Base):
    """One seminar; a deleted one was called off."""

    __tablename__ = "seminar"
    __table_args__ = (one_of("half", Half), CheckConstraint("seats >= 1", name="seats_known"))

    id: Mapped[str] = mapped_column(primary_key=True)
    on_day: Mapped[date] = mapped_column(index=True)
    half: Mapped[str]
    place: Mapped[str]
    seats: Mapped[int]
    drawn_up_at: Mapped[datetime | None] = mapped_column(UtcInstant)  # the list of who is asked


class SeminarHostRecord(Base):
    """That a rep hosts a seminar."""

    __tablename__ = "seminar_host"

    seminar_id: Mapped[str] = mapped_column(ForeignKey("seminar.id", ondelete="CASCADE"), primary_key=True)
    rep_id: Mapped[str] = mapped_column(ForeignKey("rep.id", ondelete="CASCADE"), primary_key=True, index=True)


class SeminarInvitationRecord(Base):
    """An account on a seminar's list, as it was when the list was drawn up, and what became of the invitation."""

    __tablename__ = "seminar_invitation"
    __table_args__ = (
        one_of("area", Area),
        one_of("grade", Grade),
        one_of("why", WhyAsked),
        one_of("state", InvitationState),
    )

    seminar_id: Mapped[str] = mapped_column(ForeignKey("seminar.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)
    area: Mapped[str]
    grade: Mapped[str]
    why: Mapped[str]
    worth: Mapped[float]  # CNY
    state: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)
