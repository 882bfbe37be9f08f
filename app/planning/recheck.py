"""Checking a plan that was written to a file: rebuild its problem from the same lists, and trust nothing it says."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from app.method.account import DAY_S
from app.planning.build import RepWeek
from app.planning.document import PlanDocument
from app.planning.inputs import PlanInputs
from app.planning.ledger import routed_rows, unserved_row
from app.planning.routes import planned_routes
from app.planning.run import divided_weeks
from app.planning.week_plan import LedgerRow, Outcome, PlannedRoute
from solver import Route, Solution, Stop, Unserved, WideProblem, check, solution_value
from solver.explain_wide import explain_wide


def recheck(document: PlanDocument, inputs: PlanInputs) -> list[str]:
    """Every violation of the plan, as sentences; none means that it holds.

    `inputs` are the lists the plan was made from: compare their hashes first.
    """
    weeks, aside, lines = divided_weeks(inputs.listed, inputs.reps, document.settings, document.options)
    plan = document.plan
    strangers = {route.rep_id for route in plan.routes} - {week.rep.external_id for week in weeks}
    found = [f"UNKNOWN {rep_id}: no such rep is in the lists." for rep_id in sorted(strangers)]
    true_rows = [*inputs.rejected, *aside]
    value = 0
    for week in weeks:
        routes = [route for route in plan.routes if route.rep_id == week.rep.external_id]
        violations, solution, rep_value = _of_rep(week, routes, document)
        if solution is not None:
            left_out = [visit for visit in week.problem.visits if visit.id not in solution.served]
            reasons = explain_wide(week.problem, left_out, solution)
            violations += _given_up(week.problem, solution, reasons)
            true_rows += routed_rows(routes, lines)
            true_rows += [unserved_row(week, reason, lines[reason.visit]) for reason in reasons]
        found += violations
        value += rep_value
    if found:
        return found  # a ledger can be judged only where the routes hold
    if plan.value_s != value / 100:
        found.append(f"VALUE plan: the value is {value / 100} s, not {plan.value_s} s.")
    return found + list(_ledger_violations(plan.ledger, true_rows))


def _of_rep(
    week: RepWeek, routes: Sequence[PlannedRoute], document: PlanDocument
) -> tuple[list[str], Solution | None, int]:
    """The violations of one rep's routes; where there are none, the solution and its value (hundredths of a second)."""
    rep_id = week.rep.external_id
    named = {stop.external_id for route in routes for stop in route.stops}
    strangers = sorted(named - set(week.candidates))
    if strangers:
        return [f"UNKNOWN {name}: not an account that {rep_id} may visit in this plan." for name in strangers], None, 0
    shift_of = {on: shift_id for shift_id, on in week.days.items()}
    if unknown_days := sorted({route.on.isoformat() for route in routes if route.on not in shift_of}):
        return [f"UNKNOWN {rep_id}: has no shift on {', '.join(unknown_days)}."], None, 0
    if len({route.on for route in routes}) != len(routes):
        return [f"ONE_ROUTE {rep_id}: has two routes on one day."], None, 0
    part = week.problem.part([visit for visit in week.problem.visits if visit.id in named])
    midnight_s = {shift.id: shift.day * DAY_S for shift in part.shifts}
    solution = Solution(
        tuple(_route(route, shift_of[route.on], midnight_s[shift_of[route.on]]) for route in routes if route.stops)
    )
    found = [f"{v.rule} {v.subject}: {v.message}" for v in check(part, solution)]
    if found:
        return found, None, 0
    told = {route.on: route for route in routes}
    for route in planned_routes(week, part, solution, document.settings, document.options):
        found += _differences(route, told.pop(route.on, None))
    return found, solution, solution_value(part, solution)


def _given_up(problem: WideProblem, solution: Solution, reasons: Sequence[Unserved]) -> list[str]:
    """Promises that the plan does not keep although it could."""
    fixed = {visit.id for visit in problem.visits if visit.is_fixed}
    part = problem.part([visit for visit in problem.visits if visit.id in fixed | solution.served])
    told = Solution(solution.routes, tuple(reason for reason in reasons if reason.visit in fixed))
    return [f"{v.rule} {v.subject}: {v.message}" for v in check(part, told)]


def _route(route: PlannedRoute, shift: str, midnight_s: int) -> Route:
    return Route(
        shift=shift,
        depart_s=midnight_s + route.depart_s,
        return_s=midnight_s + route.return_s,
        stops=tuple(
            Stop(s.external_id, midnight_s + s.arrival_s, midnight_s + s.start_s, midnight_s + s.departure_s)
            for s in route.stops
        ),
        lunch_s=None if route.lunch_s is None else midnight_s + route.lunch_s,
    )


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
