"""What visits to prospects came to, as debriefs tell: by grade, how many there were and how many were signed."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.method.account import Category, Grade
from app.method.debrief import debrief_of
from app.models import AccountRecord, StopRecord, VisitEventRecord, VisitRecord
from app.visits.event_facts import EventKind


def closings(session: Session, identity: Identity) -> dict[Grade, tuple[int, int]]:
    """(visits, signed) by the grade that the account had when it was planned, of the accounts that are seen.

    Of several debriefs of a visit the last one counts.
    """
    planned = (
        select(StopRecord.visit_id, func.min(StopRecord.grade).label("grade"))
        .where(StopRecord.category == Category.PROSPECT)
        .group_by(StopRecord.visit_id)
        .subquery()
    )
    rows = session.execute(
        select(VisitEventRecord.visit_id, planned.c.grade, VisitEventRecord.facts)
        .join(planned, planned.c.visit_id == VisitEventRecord.visit_id)
        .join(VisitRecord, VisitRecord.id == VisitEventRecord.visit_id)
        .join(AccountRecord, AccountRecord.id == VisitRecord.account_id)
        .where(VisitEventRecord.kind == EventKind.DEBRIEF, accounts_seen_by(identity))
        .order_by(VisitEventRecord.visit_id, VisitEventRecord.number)
    )
    last = {visit_id: (Grade(grade), debrief_of(facts.get("outcome", {})).signed) for visit_id, grade, facts in rows}
    visits = Counter(grade for grade, _ in last.values())
    signed = Counter(grade for grade, is_signed in last.values() if is_signed)
    return {grade: (visits[grade], signed[grade]) for grade in visits}
