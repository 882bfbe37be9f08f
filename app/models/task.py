"""What people said about accounts in the office: of their tasks, and why one of the three answers is what it is."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.method.gate import LEGS
from app.method.office_tasks import Saying, TaskRole
from app.models.base import Base, UtcInstant, one_of


class TaskWordRecord(Base):
    """Something said of the task that an account is by the gate's reason; appended, never changed."""

    __tablename__ = "task_word"
    __table_args__ = (
        one_of("saying", Saying),
        one_of("to_role", TaskRole),
        CheckConstraint("(saying = 'later') = (until_on IS NOT NULL)", name="later_until"),
        CheckConstraint("(saying = 'handover') = (to_role IS NOT NULL)", name="handed_over_to"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]
    saying: Mapped[str]
    text: Mapped[str]
    until_on: Mapped[date | None]
    to_role: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(UtcInstant)
    on_day: Mapped[date]  # the same where the reps are
    by_kind: Mapped[str]
    by_id: Mapped[str | None]  # the rep's, person's or key's


class EvidenceRecord(Base):
    """What one of the three answers was said to be, and on what grounds; appended, the account holds the answer."""

    __tablename__ = "evidence"
    __table_args__ = (one_of("leg", LEGS),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    leg: Mapped[str]
    answer: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_kind: Mapped[str]
    by_id: Mapped[str | None]
