"""Visits that were made and that nobody told of: what a rep still owes a debrief."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AccountRecord, RepRecord, VisitEventRecord, VisitRecord
from app.visits.event_facts import EventKind

REMEMBERED = timedelta(days=14)  # whoever waits longer tells of another visit


@dataclass(frozen=True, slots=True)
class OpenDebrief:
    """A visit made on that day, and to whom."""

    on: date
    account: str


def open_debriefs(session: Session, rep_id: str, today: date) -> list[OpenDebrief]:
    """The visits of the last two weeks that this rep (external id) made and did not debrief, the oldest first."""
    told = select(VisitEventRecord.visit_id).where(VisitEventRecord.kind == EventKind.DEBRIEF)
    made = (
        select(VisitEventRecord.on_day, AccountRecord.name)
        .join(RepRecord, RepRecord.id == VisitEventRecord.rep_id)
        .join(VisitRecord, VisitRecord.id == VisitEventRecord.visit_id)
        .join(AccountRecord, AccountRecord.id == VisitRecord.account_id)
        .where(
            RepRecord.external_id == rep_id,
            VisitEventRecord.kind == EventKind.DONE,
            VisitEventRecord.on_day.between(today - REMEMBERED, today),
            VisitEventRecord.visit_id.not_in(told),
        )
        .distinct()
        .order_by(VisitEventRecord.on_day, AccountRecord.name)
    )
    return [OpenDebrief(on, account) for on, account in session.execute(made)]
