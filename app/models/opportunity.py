"""Deals in the making, and every change of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from app.method.opportunity import Stage
from app.models.base import Base, UtcInstant, one_of, stored_now


class OpportunityRecord(Base):
    """One of an account's deals. Who asked for help and who answered are ids of reps, people or keys."""

    __tablename__ = "opportunity"
    __table_args__ = (
        one_of("stage", Stage),
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("(help_wanted = '') = (help_asked_at IS NULL)", name="help_asked_whole"),
        CheckConstraint("(help_answer = '') = (help_answered_at IS NULL)", name="help_answered_whole"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    stage: Mapped[str]
    value: Mapped[int | None] = mapped_column(BigInteger)
    close_on: Mapped[date | None]
    lost: Mapped[bool]
    findings: Mapped[dict[str, Any]] = mapped_column(JSON)  # by criterion: [answer, note]
    help_wanted: Mapped[str]
    help_asked_at: Mapped[datetime | None] = mapped_column(UtcInstant, index=True)
    help_asked_by: Mapped[str | None]
    help_answer: Mapped[str]
    help_answered_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    help_answered_by: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    version: Mapped[int] = mapped_column(default=1, onupdate=literal_column("version + 1"))
    updated_at: Mapped[datetime] = mapped_column(UtcInstant, default=stored_now, onupdate=stored_now)


class OpportunityChangeRecord(Base):
    """What one change made of it: each fact as it was and as it is from then on."""

    __tablename__ = "opportunity_change"

    opportunity_id: Mapped[str] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_kind: Mapped[str]
    by_id: Mapped[str | None]
    changed: Mapped[dict[str, Any]] = mapped_column(JSON)
