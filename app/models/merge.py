"""Two accounts that are one customer: where the other one leads, what both were before, and pairs that are two."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant


class AccountRedirectRecord(Base):
    """That a deleted account was merged into another one, which its ids lead to."""

    __tablename__ = "account_redirect"
    __table_args__ = (CheckConstraint("account_id <> kept_id", name="leads_elsewhere"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    kept_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    merged_at: Mapped[datetime] = mapped_column(UtcInstant)


class MergeUndoRecord(Base):
    """What two accounts were before they were merged, and which rows went over, so that it can be taken back."""

    __tablename__ = "merge_undo"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    kept_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]  # of the account that is kept, as the merge left it
    before: Mapped[dict[str, Any]] = mapped_column(JSON)  # by id: the account's row and its contacts
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)  # by table: the keys of the rows that went over
    merged_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)
    by_kind: Mapped[str]
    by_id: Mapped[str | None]


class AccountsApartRecord(Base):
    """That two accounts which look like one are two; the lower id comes first."""

    __tablename__ = "accounts_apart"
    __table_args__ = (CheckConstraint("one_id < other_id", name="in_order"),)

    one_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)
    decided_at: Mapped[datetime] = mapped_column(UtcInstant)
    by_kind: Mapped[str]
    by_id: Mapped[str | None]
