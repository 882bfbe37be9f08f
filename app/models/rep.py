"""Reps, and the shift that is one rep on one day."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.method.account import Datum
from app.method.rep import TravelMode
from app.models.base import Base, Versioned, one_of
from app.models.seminar import SeminarHostRecord, SeminarRecord


class RepRecord(Versioned, Base):
    __tablename__ = "rep"
    __table_args__ = (one_of("home_datum", Datum), one_of("end_datum", Datum), one_of("travel_mode", TravelMode))

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    external_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    home_lat: Mapped[float]
    home_lon: Mapped[float]
    home_source_lat: Mapped[float]
    home_source_lon: Mapped[float]
    home_datum: Mapped[str]
    end_lat: Mapped[float | None]
    end_lon: Mapped[float | None]
    end_source_lat: Mapped[float | None]
    end_source_lon: Mapped[float | None]
    end_datum: Mapped[str | None]
    start_s: Mapped[int]
    end_s: Mapped[int]
    field_days: Mapped[list[Any]] = mapped_column(JSON)  # weekdays, Monday = 0
    leave: Mapped[list[Any]] = mapped_column(JSON)  # ISO dates
    weekday_hours: Mapped[list[Any]] = mapped_column(JSON, default=list)  # [weekday, start_s, end_s]
    mornings_off: Mapped[list[Any]] = mapped_column(JSON, default=list)  # ISO dates
    afternoons_off: Mapped[list[Any]] = mapped_column(JSON, default=list)
    lunch_duration_s: Mapped[int | None]
    lunch_earliest_s: Mapped[int | None]
    lunch_latest_s: Mapped[int | None]
    max_visits: Mapped[int]
    overtime_s: Mapped[int]
    timezone: Mapped[str]
    travel_mode: Mapped[str]
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id", ondelete="SET NULL"), index=True)

    hosted: Mapped[list[SeminarRecord]] = relationship(  # those that were not called off
        secondary="seminar_host",
        secondaryjoin=lambda: (SeminarHostRecord.seminar_id == SeminarRecord.id) & SeminarRecord.deleted_at.is_(None),
        viewonly=True,
        lazy="selectin",
    )


class ShiftRecord(Base):
    """The same shift through every re-planning; its hours stand with each route, as they were when it was planned."""

    __tablename__ = "shift"
    __table_args__ = (UniqueConstraint("rep_id", "on_day"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    rep_id: Mapped[str] = mapped_column(ForeignKey("rep.id", ondelete="CASCADE"))
    on_day: Mapped[date] = mapped_column(index=True)
