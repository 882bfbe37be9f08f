"""Where accounts are as far as others than their list know, and which geocoder is asked."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.geocoding.words import Level, PlaceState, Provider, Trouble
from app.method.account import Datum
from app.models.base import Base, UtcInstant, one_of


class AccountPlaceRecord(Base):
    """A place above the list's facts; it holds as long as the account is told as it was told then.

    A row that waits is the queue of the geocoder, and one that has its answer is the memory of it: the same address is
    not asked of the same provider again.
    """

    __tablename__ = "account_place"
    __table_args__ = (
        one_of("state", PlaceState),
        one_of("provider", Provider),
        one_of("level", Level),
        one_of("datum", Datum),
        CheckConstraint("(state = 'waiting') = (next_at IS NOT NULL)", name="waiting_until"),
        CheckConstraint("state NOT IN ('found', 'put') OR lat IS NOT NULL", name="found_somewhere"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="located_whole"),
        Index("ix_account_place_state_next_at", "state", "next_at"),
        Index("ix_account_place_asked_provider", "asked", "provider"),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str]
    told_address: Mapped[str]
    told_lat: Mapped[float | None]
    told_lon: Mapped[float | None]
    asked: Mapped[str]  # the address as it is sent
    provider: Mapped[str | None]  # whose answer it is
    level: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    source_lat: Mapped[float | None]
    source_lon: Mapped[float | None]
    datum: Mapped[str | None]
    tries: Mapped[int]
    next_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)


class GeocoderRecord(Base):
    """The one row of who is asked: none before somebody chose one. Its moments pace all processes together."""

    __tablename__ = "geocoder"
    __table_args__ = (
        one_of("provider", Provider),
        one_of("trouble", Trouble),
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("(provider IS NULL) = (agreed_at IS NULL)", name="asked_with_consent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    provider: Mapped[str | None]  # none: nobody is asked
    key: Mapped[str]
    agreed_at: Mapped[datetime | None] = mapped_column(UtcInstant)  # that addresses are sent to the provider
    agreed_by: Mapped[str | None]
    next_ask_at: Mapped[datetime] = mapped_column(UtcInstant)
    failures: Mapped[int]  # in a row
    trouble: Mapped[str | None]  # of the last one
