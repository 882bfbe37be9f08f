"""Plans as an identity may see them: a plan is of all teams, and a manager of one team sees his team's part of it."""

from collections.abc import Set
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by, reps_seen_by
from app.models import AccountRecord, LedgerRecord, RepRecord
from app.planning.certificate import CertificateState, PlanCertificate
from app.planning.revision import route_value
from app.planning.store import PlanSummary, StoredPlan, ledger_row, list_plans, load_plan, newest_plan
from app.planning.week_plan import LedgerRow

NOTES_FOR_ALL = {"ESTIMATED_TRAVEL", "OWNERS_IGNORED"}  # the others count or name what may be another team's


@dataclass(frozen=True, slots=True)
class NumberedRow:
    """A row of a ledger with its place there, from 1."""

    position: int
    row: LedgerRow


def load_seen_plan(session: Session, identity: Identity, plan_id: str) -> StoredPlan | None:
    """The plan, or of it the routes of the reps who are seen, the ledger rows that are theirs, and what they are worth.

    None where there is no plan of that id.
    """
    stored = load_plan(session, plan_id)
    if stored is None or identity.sees_everything:
        return stored
    rep_ids = set(session.scalars(select(RepRecord.external_id).where(reps_seen_by(identity))))
    routes = tuple(route for route in stored.plan.routes if route.rep_id in rep_ids)
    part = replace(
        stored.plan,
        routes=routes,
        ledger=tuple(numbered.row for numbered in seen_ledger(session, identity, plan_id)),
        value_s=sum(route_value(stored, route) for route in routes) / 100,
        notes=tuple(note for note in stored.plan.notes if note.code in NOTES_FOR_ALL),
        certificate=_part_of(stored.plan.certificate, rep_ids),
        earlier={name: day for name, day in stored.plan.earlier.items() if day.rep_id in rep_ids},
        hand=stored.plan.hand.of_reps(rep_ids),
        steering={rep_id: one for rep_id, one in stored.plan.steering.items() if rep_id in rep_ids},
    )
    return replace(stored, plan=part, settings=stored.settings.of_reps(rep_ids))


def seen_ledger(
    session: Session, identity: Identity, plan_id: str, *, after: int = 0, limit: int | None = None
) -> list[NumberedRow]:
    """Rows of a plan's ledger that are seen, in its order, from the one after position `after`."""
    rows = (
        select(LedgerRecord)
        .where(LedgerRecord.plan_id == plan_id, LedgerRecord.position > after, _rows_seen_by(identity))
        .order_by(LedgerRecord.position)
        .limit(limit)
    )
    return [NumberedRow(record.position, ledger_row(record)) for record in session.scalars(rows)]


def list_seen_plans(
    session: Session, identity: Identity, limit: int = 20, *, before: int | None = None
) -> list[PlanSummary]:
    """The newest plans, newest first; their routes and stops are counted as far as they are seen."""
    return list_plans(session, limit, before=before, of_reps=reps_seen_by(identity))


def newest_seen_plan(session: Session, identity: Identity) -> PlanSummary | None:
    """The plan published last; where none is, the newest draft."""
    return newest_plan(session, of_reps=reps_seen_by(identity))


def _rows_seen_by(identity: Identity) -> ColumnElement[bool]:
    """A row is the team's whose rep it names; one that names none is its account's owner's."""
    if identity.sees_everything:
        return true()
    rep_id = LedgerRecord.params["rep_id"].as_string()
    reps = select(RepRecord.external_id).where(reps_seen_by(identity))
    accounts = select(AccountRecord.external_id).where(accounts_seen_by(identity))
    return or_(rep_id.in_(reps), and_(rep_id.is_(None), LedgerRecord.external_id.in_(accounts)))


def _part_of(certificate: PlanCertificate, rep_ids: Set[str]) -> PlanCertificate:
    """What is proven of these reps' routes."""
    reps = [rep for rep in certificate.reps if rep.rep_id in rep_ids]
    if certificate.state is CertificateState.RUNNING:
        return PlanCertificate.running(reps)
    return PlanCertificate.summed_up(reps) if reps else replace(certificate, bound_s=None, gap_pct=None, reps=())
