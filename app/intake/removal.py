"""Taking a source out again: its accounts, its reps, and the plans that were made with them."""

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.models import (
    AccountRecord,
    ImportRecord,
    ImportRowRecord,
    PlanRecord,
    RepRecord,
    RouteRecord,
    ShiftRecord,
    StopRecord,
    VisitRecord,
)


def remove_source(session: Session, source: str) -> int:
    """Remove everything a source brought and every plan with its reps or accounts; returns how many accounts went.

    That the lists were once imported stays on record, so that the database still counts as used.
    """
    with_its_reps = (
        select(RouteRecord.plan_id)
        .join(ShiftRecord, RouteRecord.shift_id == ShiftRecord.id)
        .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
        .where(RepRecord.source == source)
    )
    with_its_accounts = (
        select(RouteRecord.plan_id)
        .join(StopRecord, StopRecord.route_id == RouteRecord.id)
        .join(VisitRecord, StopRecord.visit_id == VisitRecord.id)
        .join(AccountRecord, VisitRecord.account_id == AccountRecord.id)
        .where(AccountRecord.source == source)
    )
    its_imports = select(ImportRecord.id).where(ImportRecord.source == source)
    session.execute(
        delete(PlanRecord).where(or_(PlanRecord.id.in_(with_its_reps), PlanRecord.id.in_(with_its_accounts)))
    )
    gone = session.scalars(delete(AccountRecord).where(AccountRecord.source == source).returning(AccountRecord.id))
    accounts = len(gone.all())
    session.execute(delete(RepRecord).where(RepRecord.source == source))
    session.execute(delete(ImportRowRecord).where(ImportRowRecord.import_id.in_(its_imports)))
    return accounts
