"""Visits of before our plans, as lists tell of them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.method.past_visit import PastOutcome
from app.models.base import Base, UtcInstant, one_of


class PastVisitListRecord(Base):
    """A list that told of visits: how many of its rows were new, known already or left out."""

    __tablename__ = "past_visit_list"

    id: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)
    file_name: Mapped[str]
    sha256: Mapped[str]
    added: Mapped[int]
    known: Mapped[int]
    rejected: Mapped[int]
    undone_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class PastVisitRecord(Base):
    """That an account was visited on a day, or was to be; told once or a hundred times, it is one row."""

    __tablename__ = "past_visit"
    __table_args__ = (one_of("outcome", PastOutcome),)

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    on_day: Mapped[date] = mapped_column(primary_key=True)
    rep_id: Mapped[str | None] = mapped_column(ForeignKey("rep.id", ondelete="SET NULL"), index=True)
    note: Mapped[str]
    told_at: Mapped[datetime] = mapped_column(UtcInstant)
    list_id: Mapped[str | None] = mapped_column(ForeignKey("past_visit_list.id", ondelete="SET NULL"), index=True)
