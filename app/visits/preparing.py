"""What a rep has in hand before a visit: what to ask each account, and what was told of it last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.intake.known_accounts import accounts_of
from app.intake.method_settings import settings_in_force
from app.method.debrief import Refusal, Word, debrief_of
from app.method.preparation import Preparation, preparation
from app.models import AccountRecord, VisitEventRecord, VisitRecord
from app.visits.event_facts import EventKind


@dataclass(frozen=True, slots=True)
class LastDebrief:
    """What came of the last visit that was debriefed; the note is the last one of that visit."""

    on: date
    outcome: Mapping[str, Word]
    note: str

    @property
    def refusal(self) -> Refusal | None:
        """Of what kind it was, where they refused."""
        return debrief_of(self.outcome).refusal


def preparations(session: Session, account_ids: Collection[str]) -> dict[str, Preparation]:
    """How to prepare a visit of each account (external ids); one that is in no list any more is missing."""
    fewest, last = settings_in_force(session).fewest_questions, last_debriefs(session, account_ids, date.max)
    return {
        account_id: preparation(account, last[account_id].refusal if account_id in last else None, fewest)
        for account_id, account in accounts_of(session, account_ids).items()
    }


def last_debriefs(session: Session, account_ids: Collection[str], before: date) -> dict[str, LastDebrief]:
    """The last debrief of each account (external ids) on a day before this one, whoever told it."""
    latest = func.row_number().over(
        partition_by=VisitRecord.account_id,
        order_by=(VisitEventRecord.on_day.desc(), VisitEventRecord.received_at.desc(), VisitEventRecord.number.desc()),
    )
    debriefs = (
        select(AccountRecord.external_id, VisitEventRecord.id, latest.label("place"))
        .join(VisitRecord, VisitRecord.account_id == AccountRecord.id)
        .join(VisitEventRecord, VisitEventRecord.visit_id == VisitRecord.id)
        .where(
            AccountRecord.external_id.in_(account_ids),
            VisitEventRecord.kind == EventKind.DEBRIEF,
            VisitEventRecord.on_day < before,
        )
        .subquery()
    )
    rows = session.execute(
        select(debriefs.c.external_id, VisitEventRecord)
        .join(VisitEventRecord, VisitEventRecord.id == debriefs.c.id)
        .where(debriefs.c.place == 1)
    ).all()
    notes = _last_notes(session, [event.visit_id for _, event in rows])
    return {
        account_id: LastDebrief(
            event.on_day, event.facts.get("outcome", {}), event.text or notes.get(event.visit_id, "")
        )
        for account_id, event in rows
    }


def _last_notes(session: Session, visit_ids: Collection[str]) -> dict[str, str]:
    rows = session.execute(
        select(VisitEventRecord.visit_id, VisitEventRecord.text)
        .where(VisitEventRecord.visit_id.in_(visit_ids), VisitEventRecord.kind == EventKind.NOTE)
        .order_by(VisitEventRecord.number)
    )
    return {visit_id: text for visit_id, text in rows if text}
