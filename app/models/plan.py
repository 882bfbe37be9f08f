"""Plans as immutable versions: routes, stops and the ledger; visits outlive them, publications say who is current."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.method.account import Category, Grade
from app.method.cadence import DueState
from app.models.base import Base, UtcInstant, one_of
from app.planning.states import PlanStatus
from app.planning.week_plan import Outcome


class VisitRecord(Base):
    """A wished visit of a week; it keeps its id however often the week is planned anew."""

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("account_id", "week_on", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    week_on: Mapped[date]
    number: Mapped[int]  # first, second, ... visit of the week


class PlanRecord(Base):
    __tablename__ = "plan"
    __table_args__ = (one_of("status", PlanStatus), CheckConstraint("days BETWEEN 1 AND 28", name="days_known"))

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    status: Mapped[str]
    week_on: Mapped[date] = mapped_column(index=True)
    as_of: Mapped[date]
    days: Mapped[int]
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    settings_by_rep: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # by external id; none before there were any
    value_s: Mapped[float]
    notes: Mapped[list[Any]] = mapped_column(JSON)
    certificate: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # None: not asked for
    proofs_sum: Mapped[str | None]  # of all that its proof rests on; none in older plans and in changed ones
    # Account to [rep, day, ...] kept from.
    earlier: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    by_hand: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # locks, and rules broken on purpose
    steering: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # by rep; None in older plans
    changed_from: Mapped[str | None]  # the plan whose place it took
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    published_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    publication: Mapped[int | None]  # which one of all publications put it in force last


class RouteRecord(Base):
    __tablename__ = "route"
    __table_args__ = (UniqueConstraint("plan_id", "shift_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    shift_id: Mapped[str] = mapped_column(ForeignKey("shift.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    rep_name: Mapped[str]
    timezone: Mapped[str]
    shift_start_s: Mapped[int]
    shift_end_s: Mapped[int]
    start_name: Mapped[str]
    start_lat: Mapped[float]
    start_lon: Mapped[float]
    end_name: Mapped[str]
    end_lat: Mapped[float]
    end_lon: Mapped[float]
    depart_s: Mapped[int]
    return_s: Mapped[int]
    lunch_s: Mapped[int | None]
    lunch_duration_s: Mapped[int]
    back_s: Mapped[int]
    back_m: Mapped[int]
    travel_source: Mapped[str]
    within_m: Mapped[int | None]
    across_m: Mapped[int | None]
    kind: Mapped[str | None]  # what the day was for the rep; none in older plans
    back_is_estimated: Mapped[bool] = mapped_column(default=True, server_default=true())
    speed_pct: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))

    stops: Mapped[list["StopRecord"]] = relationship(lazy="raise", order_by="StopRecord.position", passive_deletes=True)


class StopRecord(Base):
    """A visit's place in one route, with the account's facts as they were when it was planned."""

    __tablename__ = "stop"
    __table_args__ = (
        UniqueConstraint("route_id", "position"),
        one_of("category", Category),
        one_of("grade", Grade),
        one_of("due", DueState),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    route_id: Mapped[str] = mapped_column(ForeignKey("route.id", ondelete="CASCADE"))
    position: Mapped[int]
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    external_id: Mapped[str]
    name: Mapped[str]
    address: Mapped[str]
    lat: Mapped[float]
    lon: Mapped[float]
    category: Mapped[str]
    grade: Mapped[str]
    due: Mapped[str]
    is_appointment: Mapped[bool]
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    open_spans_s: Mapped[list[Any]] = mapped_column(JSON)  # [open_s, close_s] of that day
    drive_s: Mapped[int]
    drive_m: Mapped[int]
    arrival_s: Mapped[int]
    start_s: Mapped[int]
    departure_s: Mapped[int]
    detour_s: Mapped[int]
    worth: Mapped[list[Any]] = mapped_column(JSON)  # [name, worth_s] pairs in the order they are shown
    area: Mapped[str | None]  # none in older plans, as is the result
    is_without_business: Mapped[bool] = mapped_column(default=False, server_default=false())
    result: Mapped[int | None] = mapped_column(BigInteger)  # expected, in CNY
    drive_is_estimated: Mapped[bool] = mapped_column(default=True, server_default=true())
    turn: Mapped[int] = mapped_column(default=1, server_default="1")  # which of the account's visits in the plan


class LedgerRecord(Base):
    __tablename__ = "ledger_row"
    __table_args__ = (one_of("outcome", Outcome),)

    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int | None]
    external_id: Mapped[str]
    name: Mapped[str]
    outcome: Mapped[str]
    code: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JSON)


class PublicationRecord(Base):
    """The one route that is current for a rep's day."""

    __tablename__ = "publication"

    shift_id: Mapped[str] = mapped_column(ForeignKey("shift.id", ondelete="CASCADE"), primary_key=True)
    route_id: Mapped[str] = mapped_column(ForeignKey("route.id", ondelete="CASCADE"), index=True)
    published_at: Mapped[datetime] = mapped_column(UtcInstant)
