"""What happened on a visit: facts that phones and programs report, appended and never changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant, one_of

EVENT_KINDS = ("arrived", "done", "skipped", "delayed", "cancelled", "note", "debrief", "next_step")
FLAGS = ("done_although_cancelled", "cancelled_although_done")


class VisitEventRecord(Base):
    """One fact of a visit. Whoever sends it makes its id; `number` is the order in which a visit's events came in."""

    __tablename__ = "visit_event"
    __table_args__ = (
        UniqueConstraint("visit_id", "number"),
        one_of("kind", EVENT_KINDS),
        one_of("flag", FLAGS),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="located_whole"),
        CheckConstraint("lat IS NULL OR kind = 'arrived'", name="located_at_check_in"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcInstant)  # as the device's clock says
    received_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)  # as ours says; it counts
    on_day: Mapped[date]  # of the visit, where it is
    rep_id: Mapped[str | None] = mapped_column(ForeignKey("rep.id", ondelete="SET NULL"), index=True)
    device_id: Mapped[str]
    plan_version: Mapped[int]  # the number of the plan that the device knew
    text: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)  # minutes of delay, day of the next step, outcome
    changed: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # by a debrief: each fact as it was and as it became
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    flag: Mapped[str | None]
    settled_at: Mapped[datetime | None] = mapped_column(UtcInstant)  # since then nobody has to look at the flag
    settled_by: Mapped[str | None]  # the manager's id
    blanked_at: Mapped[datetime | None] = mapped_column(UtcInstant)  # since then what it told is gone, or a part of it
