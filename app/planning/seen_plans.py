"""Plans as an identity may see them: a manager sees plans of his team's reps, and of those of more his team's part."""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by, plans_seen_by, reps_seen_by, sees_all_of
from app.errors import AppError, NotFound
from app.models import AccountRecord, LedgerRecord, PlanRecord, RepRecord
from app.planning.certificate import CertificateState, PlanCertificate
from app.planning.options import PlanOptions
from app.planning.revision import route_value
from app.planning.run import HOSTS
from app.planning.store import PlanSummary, StoredPlan, ledger_row, list_plans, load_plan, newest_plan
from app.planning.week_plan import LedgerRow

NOTES_FOR_ALL = {
    "ESTIMATED_TRAVEL",
    "BY_ROAD",
    "RUSH_HOURS",
    "OWNERS_IGNORED",
    "SOME_REPS",
}  # the others count or name what may be another team's


class OtherTeamsPlan(AppError):
    def __init__(self) -> None:
        super().__init__(
            403,
            "plan.other_teams",
            "Not published",
            "The plan has days of other teams' reps. Plan your own reps and publish that, or ask a director.",
        )


@dataclass(frozen=True, slots=True)
class NumberedRow:
    """A row of a ledger with its place there, from 1."""

    position: int
    row: LedgerRow


def load_seen_plan(session: Session, identity: Identity, plan_id: str) -> StoredPlan | None:
    """The plan, or of it the routes of the reps who are seen, the ledger rows that are theirs, and what they are worth.

    None where there is no plan of that id, or none of anybody who is seen.
    """
    stored = load_plan(session, plan_id)
    if stored is None or seen_week_of(session, identity, plan_id) is None:
        return None
    if sees_all_of(session, identity, stored.options.reps):
        return stored
    rep_ids = set(session.scalars(select(RepRecord.external_id).where(reps_seen_by(identity))))
    routes = tuple(route for route in stored.plan.routes if route.rep_id in rep_ids)
    part = replace(
        stored.plan,
        routes=routes,
        ledger=tuple(numbered.row for numbered in seen_ledger(session, identity, plan_id)),
        value_s=sum(route_value(stored, route) for route in routes) / 100,
        notes=tuple(
            note
            for note in stored.plan.notes
            if note.code in NOTES_FOR_ALL or (note.code in HOSTS.values() and note.params["rep_id"] in rep_ids)
        ),
        certificate=_part_of(stored.plan.certificate, rep_ids),
        earlier={
            name: own
            for name, days in stored.plan.earlier.items()
            if (own := tuple(day for day in days if day.rep_id in rep_ids))
        },
        hand=stored.plan.hand.of_reps(rep_ids),
        steering={rep_id: one for rep_id, one in stored.plan.steering.items() if rep_id in rep_ids},
    )
    return replace(stored, plan=part, settings=stored.settings.of_reps(rep_ids))


def seen_week_of(session: Session, identity: Identity, plan_id: str) -> date | None:
    """The Monday of the plan's week; None where there is no plan of this id that is seen."""
    return session.scalar(select(PlanRecord.week_on).where(PlanRecord.id == plan_id, plans_seen_by(identity)))


def refuse_unseen(session: Session, identity: Identity, plan_id: str) -> None:
    """Raise NotFound where there is no plan of this id that is seen."""
    if seen_week_of(session, identity, plan_id) is None:
        raise NotFound("plan.unknown", "There is no plan of this id. Choose one from the list of plans.")


def refuse_other_teams(session: Session, identity: Identity, plan_id: str) -> None:
    """Raise NotFound, or OtherTeamsPlan where the plan has days of reps who are not seen."""
    refuse_unseen(session, identity, plan_id)
    if not sees_all_of(session, identity, _reps_of(session, plan_id)):
        raise OtherTeamsPlan


def seen_ledger(
    session: Session, identity: Identity, plan_id: str, *, after: int = 0, limit: int | None = None
) -> list[NumberedRow]:
    """Rows of a plan's ledger that are seen, in its order, from the one after position `after`."""
    seen = true() if sees_all_of(session, identity, _reps_of(session, plan_id)) else _rows_seen_by(identity)
    rows = (
        select(LedgerRecord)
        .where(LedgerRecord.plan_id == plan_id, LedgerRecord.position > after, seen)
        .order_by(LedgerRecord.position)
        .limit(limit)
    )
    return [NumberedRow(record.position, ledger_row(record)) for record in session.scalars(rows)]


def list_seen_plans(
    session: Session, identity: Identity, limit: int = 20, *, before: int | None = None
) -> list[PlanSummary]:
    """The newest plans, newest first; their routes and stops are counted as far as they are seen."""
    plans, reps = plans_seen_by(identity), reps_seen_by(identity)
    return list_plans(session, limit, before=before, of_plans=plans, of_reps=reps)


def newest_seen_plan(session: Session, identity: Identity) -> PlanSummary | None:
    """The plan published last; where none is, the newest draft."""
    return newest_plan(session, of_plans=plans_seen_by(identity), of_reps=reps_seen_by(identity))


def _rows_seen_by(identity: Identity) -> ColumnElement[bool]:
    """A row is the team's whose rep it names; one that names none is its account's owner's."""
    rep_id = LedgerRecord.params["rep_id"].as_string()
    reps = select(RepRecord.external_id).where(reps_seen_by(identity))
    accounts = select(AccountRecord.external_id).where(accounts_seen_by(identity))
    return or_(rep_id.in_(reps), and_(rep_id.is_(None), LedgerRecord.external_id.in_(accounts)))


def _reps_of(session: Session, plan_id: str) -> tuple[str, ...]:
    options = session.scalar(select(PlanRecord.options).where(PlanRecord.id == plan_id))
    return () if options is None else PlanOptions.from_json(options).reps


def _part_of(certificate: PlanCertificate, rep_ids: Set[str]) -> PlanCertificate:
    """What is proven of these reps' routes."""
    reps = [rep for rep in certificate.reps if rep.rep_id in rep_ids]
    if certificate.state is CertificateState.RUNNING:
        return PlanCertificate.running(reps)
    return PlanCertificate.summed_up(reps) if reps else replace(certificate, bound_s=None, gap_pct=None, reps=())
