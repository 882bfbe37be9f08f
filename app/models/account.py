"""Accounts and the people there, as their source last told us."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.ids import new_id
from app.method.account import Answer, Category, ContactRole, Datum, Grade, Need
from app.models.base import Base, Versioned, one_of


class AccountRecord(Versioned, Base):
    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        one_of("category", Category),
        one_of("grade", Grade),
        one_of("datum", Datum),
        one_of("need", Need),
        one_of("ability_to_pay", Answer),
        one_of("authority", Answer),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="located_whole"),
        CheckConstraint("visits >= 0", name="visits_not_negative"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    external_id: Mapped[str] = mapped_column(index=True)
    import_id: Mapped[str | None] = mapped_column(ForeignKey("import_batch.id", ondelete="SET NULL"), index=True)
    line: Mapped[int | None]
    name: Mapped[str]
    address: Mapped[str]
    market: Mapped[str]
    category: Mapped[str]
    grade: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    source_lat: Mapped[float | None]
    source_lon: Mapped[float | None]
    datum: Mapped[str | None]
    owner: Mapped[str | None]  # a rep's external id; the rep may be listed later
    declared_precise: Mapped[bool | None]
    need: Mapped[str | None]
    ability_to_pay: Mapped[str | None]
    authority: Mapped[str | None]
    deal_value: Mapped[int | None] = mapped_column(BigInteger)
    yearly_value: Mapped[int | None] = mapped_column(BigInteger)
    service_s: Mapped[int | None]
    opening: Mapped[list[Any]] = mapped_column(JSON)  # seven lists of [open_s, close_s], Monday first
    interval_days: Mapped[float | None]
    last_visit_on: Mapped[date | None]
    visits: Mapped[int]
    next_step_on: Mapped[date | None]
    appointment_on: Mapped[date | None]
    appointment_start_s: Mapped[int | None]
    must_visit: Mapped[bool]
    active: Mapped[bool]
    do_not_visit: Mapped[bool]
    reopened: Mapped[bool]


class ContactRecord(Base):
    __tablename__ = "contact"
    __table_args__ = (
        one_of("role", ContactRole),
        CheckConstraint("level BETWEEN 0 AND 5", name="level_known"),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(index=True, unique=True, default=lambda: new_id("con"))
    name: Mapped[str]
    role: Mapped[str]
    level: Mapped[int]
    phone: Mapped[str]
    mail: Mapped[str]
    wechat: Mapped[str]
