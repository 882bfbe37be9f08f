"""A proof that broke off or was left unfinished, asked for again: what it needs is rebuilt from what is stored.

Accounts, visits, reps and rules go on changing after a plan is made. A sum of all that its proof rests on is kept with
it; only where what is rebuilt has the same sum may a bound be found that is one of this plan.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.intake.store import all_reps, listed_accounts, rejected_rows
from app.models import PlanRecord
from app.planning.build import RepWeek
from app.planning.certificate import PlanCertificate, WhyNot
from app.planning.certificate_rows import certificate_of, keep_certificate
from app.planning.concerned import concerned
from app.planning.division import divided
from app.planning.earlier_plan import earlier_plan
from app.planning.hand_rules import Held
from app.planning.in_force import holders_in_force
from app.planning.keeping import Earlier, told_division
from app.planning.options import CERTIFY_S
from app.planning.solving import ProofOrder, proof_order
from app.planning.store import StoredPlan, load_plan
from app.planning.told_routes import told_solution
from app.planning.week_plan import PlannedRoute

AGAIN = frozenset({WhyNot.UNFINISHED, WhyNot.FAILED})


@dataclass(frozen=True, slots=True)
class ProofsAgain:
    """The orders of a plan's proof, each of which may take the time; none where they cannot be rebuilt any more."""

    plan_id: str
    orders: tuple[ProofOrder, ...]
    time_s: float


def proofs_sum(orders: Sequence[ProofOrder]) -> str:
    """A sum of everything that the proofs of a plan rest on, whatever the order of its rows."""
    return hashlib.sha256(b"".join(sorted(map(_sum_of_rep, orders)))).hexdigest()


def _sum_of_rep(order: ProofOrder) -> bytes:
    problem = order.problem
    visits = sorted(problem.visits, key=lambda visit: visit.id)
    told = [repr((order.rep_id, order.value, problem.weights))]
    told += [repr((replace(one, place=0, reps=None), one.reps and sorted(one.reps))) for one in visits]
    told += [repr(replace(shift, start_place=0, end_place=0)) for shift in problem.shifts]
    ends = [place for shift in problem.shifts for place in (shift.start_place, shift.end_place)]
    places = np.array([*(visit.place for visit in visits), *ends], dtype=np.int64)
    found = hashlib.sha256("\n".join(told).encode())
    for place in places:  # row by row: a long list has no matrix
        found.update(problem.travel.seconds(int(place), places).tobytes())
    return found.digest()


def remember_sum(session: Session, plan_id: str, told: str) -> None:
    """Keep with a plan that was just stored the sum of what its proof rests on."""
    session.get_one(PlanRecord, plan_id).proofs_sum = told


def proofs_again(session: Session, plan_id: str) -> ProofsAgain | None:
    """What a proof of this plan needs, where an earlier one broke off or was left unfinished; else None."""
    record, stored = session.get(PlanRecord, plan_id), load_plan(session, plan_id)
    if record is None or stored is None or stored.plan.certificate.why_not not in AGAIN:
        return None
    orders = [] if record.proofs_sum is None else _rebuilt(session, stored)
    is_so = proofs_sum(orders) == record.proofs_sum
    return ProofsAgain(plan_id, tuple(orders) if is_so else (), stored.options.certify_s or CERTIFY_S)


def ask_again(session: Session, actor: Identity, plan_id: str, again: ProofsAgain | None, at: datetime) -> bool:
    """Keep that a proof was asked for, and return whether it is to begin now; the certificate says what came of it."""
    note_deed(session, actor, "plan.proof_asked", plan_id, at)
    record = session.get(PlanRecord, plan_id)
    if again is None or record is None or certificate_of(record).why_not not in AGAIN:
        return False
    begins = bool(again.orders)
    keep_certificate(
        session, plan_id, PlanCertificate.running() if begins else PlanCertificate.none(WhyNot.FACTS_CHANGED)
    )
    return begins


def _rebuilt(session: Session, stored: StoredPlan) -> list[ProofOrder]:
    """The orders as the stored lists give them today; none where the plan's routes cannot be driven by them."""
    plan, options, settings = stored.plan, stored.options, stored.settings
    previous = None if options.previous is None else earlier_plan(session, options.previous)
    part = concerned(
        options,
        listed_accounts(session),
        all_reps(session),
        rejected_rows(session),
        held=holders_in_force(session, options.planned_days),
        earlier=Earlier.of(previous, options),
    )
    division = divided(
        part.listed,
        part.reps,
        settings,
        options,
        given=told_division(plan),
        earlier=plan.earlier,
        held=Held.of(plan.hand, plan.routes),
        steering=plan.steering,
    )
    orders = []
    for week in division.weeks:
        routes = [route for route in plan.routes if route.rep_id == week.rep.external_id]
        if not _can_be_told(week, routes):
            return []
        named = {stop.external_id for route in routes for stop in route.stops}
        visits = week.problem.part([visit for visit in week.problem.visits if visit.id in named])
        orders.append(proof_order(week, visits, told_solution(week, routes)))
    return orders


def _can_be_told(week: RepWeek, routes: Sequence[PlannedRoute]) -> bool:
    """Whether the rep may still make these visits on these days."""
    named = {stop.external_id for route in routes for stop in route.stops}
    days = {route.on for route in routes}
    return named <= {visit.id for visit in week.problem.visits} and days <= {*week.days.values()}
