"""Checking a plan that was written to a file: rebuild its problem from the same lists, and trust nothing it says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from app.planning.build import RepWeek
from app.planning.certificate import CertificateState, PlanCertificate
from app.planning.division import divided
from app.planning.document import PlanDocument
from app.planning.hand_rules import Held
from app.planning.inputs import PlanInputs
from app.planning.keeping import kept_note, told_division
from app.planning.ledger import rows_of
from app.planning.routes import planned_routes
from app.planning.solving import ProofOrder, proof_order
from app.planning.told_routes import told_solution
from app.planning.week_plan import LedgerRow, Outcome, PlannedRoute
from solver import Solution, Unserved, WideProblem, check
from solver.explain_wide import explain_wide


@dataclass(frozen=True, slots=True)
class Rechecked:
    """Every violation of a plan, as sentences; none means that it holds, and can be proven how good it is."""

    violations: tuple[str, ...]
    proofs: tuple[ProofOrder, ...] = ()


def recheck(document: PlanDocument, inputs: PlanInputs) -> Rechecked:
    """Check the plan against its lists.

    `inputs` are the lists the plan was made from: compare their hashes first. Who has which of the accounts that nobody
    owns, which days are kept from an earlier plan and what steers each rep's plan, is the planner's to say; the bounds
    of the certificate are taken as they stand, for they cost as much as finding them.
    """
    plan = document.plan
    division = divided(
        inputs.listed,
        inputs.reps,
        document.settings,
        document.options,
        given=told_division(plan),
        earlier=plan.earlier,
        held=Held.of(plan.hand, plan.routes),
        steering=plan.steering,
    )
    weeks, lines = division.weeks, division.lines
    strangers = {route.rep_id for route in plan.routes} - {week.rep.external_id for week in weeks}
    found = [f"UNKNOWN {rep_id}: no such rep is in the lists." for rep_id in sorted(strangers)]
    true_rows = [*inputs.rejected, *division.aside]
    proofs: list[ProofOrder] = []
    for week in weeks:
        routes = [route for route in plan.routes if route.rep_id == week.rep.external_id]
        violations, proof = _of_rep(week, routes, document)
        if proof is not None:
            solution = proof.solution
            proofs.append(proof)
            left_out = [visit for visit in week.problem.visits if visit.id not in solution.served]
            reasons = explain_wide(week.problem, left_out, solution)
            violations += _given_up(week.problem, solution, reasons)
            true_rows += rows_of(week, replace(solution, unserved=tuple(reasons)), routes, lines)
        found += violations
    if found:
        return Rechecked(tuple(found))  # a ledger can be judged only where the routes hold
    values = {proof.rep_id: proof.value for proof in proofs}
    if plan.value_s != sum(values.values()) / 100:
        found.append(f"VALUE plan: the value is {sum(values.values()) / 100} s, not {plan.value_s} s.")
    found += _certificate_violations(plan.certificate, values)
    told = tuple(note for note in plan.notes if note.code == "KEPT_DAYS")
    if told != kept_note(plan.earlier, plan.routes, document.settings):
        found.append("TOLD plan: the note KEPT_DAYS is not what the routes say.")
    found += _ledger_violations(plan.ledger, true_rows)
    return Rechecked(tuple(found), tuple(proofs))


def _certificate_violations(certificate: PlanCertificate, values: Mapping[str, int]) -> Iterator[str]:
    """Whether the bounds are those of this plan, lie above its values, and add up to what is said of the whole."""
    for rep in certificate.reps:
        value = values.get(rep.rep_id)
        if value is None or rep.value_s != value / 100:
            yield f"CERTIFICATE {rep.rep_id}: is not of this plan."
        elif rep.bound_s is not None and rep.bound_s < rep.value_s:
            yield f"CERTIFICATE {rep.rep_id}: the bound lies below the plan it bounds."
    if certificate.state is CertificateState.CERTIFIED:
        missing = sorted(set(values) - {rep.rep_id for rep in certificate.reps})
        if missing or certificate != PlanCertificate.summed_up(certificate.reps):
            yield "CERTIFICATE plan: is not the sum of its reps."


def _of_rep(
    week: RepWeek, routes: Sequence[PlannedRoute], document: PlanDocument
) -> tuple[list[str], ProofOrder | None]:
    """The violations of one rep's routes; where they can be driven, the solution with its value."""
    rep_id = week.rep.external_id
    named = {stop.external_id for route in routes for stop in route.stops}
    strangers = sorted(named - set(week.candidates))
    if strangers:
        return [f"UNKNOWN {name}: not an account that {rep_id} may visit in this plan." for name in strangers], None
    shift_of = {on: shift_id for shift_id, on in week.days.items()}
    if unknown_days := sorted({route.on.isoformat() for route in routes if route.on not in shift_of}):
        return [f"UNKNOWN {rep_id}: has no shift on {', '.join(unknown_days)}."], None
    if len({route.on for route in routes}) != len(routes):
        return [f"ONE_ROUTE {rep_id}: has two routes on one day."], None
    solution = told_solution(week, routes)
    part = week.problem.part([visit for visit in week.problem.visits if visit.id in solution.served])
    found = [f"{v.rule} {v.subject}: {v.message}" for v in check(part, solution)]
    if found:
        return found, None
    told = {route.on: route for route in routes}
    for route in planned_routes(week, part, solution, document.settings, document.options):
        found += _differences(route, told.pop(route.on, None))
    return found, proof_order(week, part, solution)


def _given_up(problem: WideProblem, solution: Solution, reasons: Sequence[Unserved]) -> list[str]:
    """Promises that the plan does not keep although it could."""
    fixed = {visit.id for visit in problem.visits if visit.is_fixed}
    part = problem.part([visit for visit in problem.visits if visit.id in fixed | solution.served])
    told = Solution(solution.routes, tuple(reason for reason in reasons if reason.visit in fixed))
    return [f"{v.rule} {v.subject}: {v.message}" for v in check(part, told)]


def _differences(true: PlannedRoute, told: PlannedRoute | None) -> Iterator[str]:
    """Where a route tells something else than its lists and the rules give."""
    where = f"{true.rep_id} {true.on.isoformat()}"
    if told is None:
        yield f"ONE_ROUTE {where}: the route of this shift is missing."
        return
    for field in fields(PlannedRoute):
        if field.name != "stops" and getattr(true, field.name) != getattr(told, field.name):
            yield f"TOLD {where}: {field.name} is {getattr(true, field.name)}, not {getattr(told, field.name)}."
    for true_stop, told_stop in zip(true.stops, told.stops, strict=True):
        for field in fields(type(true_stop)):
            if getattr(true_stop, field.name) != getattr(told_stop, field.name):
                yield f"TOLD {where} {true_stop.external_id}: {field.name} is not what the lists say."


def _ledger_violations(ledger: Sequence[LedgerRow], true_rows: Sequence[LedgerRow]) -> Iterator[str]:
    """Every row once, with the outcome, the reason and the numbers that the lists and the routes give."""
    told = {_key(row): row for row in ledger}
    if len(told) != len(ledger):
        yield "LEDGER: some rows appear twice."
    for row in true_rows:
        if told.pop(_key(row), None) != row:
            yield f"LEDGER {row.external_id or row.line}: must be {row.outcome} as {row.code}, with its numbers."
    for row in told.values():
        yield f"LEDGER {row.external_id or row.line}: is {row.outcome} as {row.code}, which is not true."


def _key(row: LedgerRow) -> tuple[int | None, str, bool]:
    return row.line, row.external_id, row.outcome is Outcome.REJECTED
