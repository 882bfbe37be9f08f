"""Checking a plan that was written to a file: rebuild its problem from the same lists, and trust nothing it says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from app.method.account import DAY_S
from app.planning.build import RepWeek
from app.planning.document import PlanDocument
from app.planning.inputs import PlanInputs
from app.planning.ledger import routed_rows
from app.planning.routes import planned_routes
from app.planning.run import divided_weeks
from app.planning.week_plan import LedgerRow, Outcome, PlannedRoute
from solver import Reason, Route, Solution, Stop, Unserved, check, solution_value


def recheck(document: PlanDocument, inputs: PlanInputs) -> list[str]:
    """Every violation of the plan, as sentences; none means that it holds.

    `inputs` are the lists the plan was made from: compare their hashes first.
    """
    weeks, aside, lines = divided_weeks(inputs.listed, inputs.reps, document.settings, document.options)
    plan = document.plan
    of_rep: dict[str, list[PlannedRoute]] = {week.rep.external_id: [] for week in weeks}
    found: list[str] = []
    for route in plan.routes:
        if route.rep_id in of_rep:
            of_rep[route.rep_id].append(route)
        else:
            found.append(f"UNKNOWN {route.rep_id}: no such rep is in the lists.")
    unserved = {row.external_id: row for row in plan.ledger if row.outcome is Outcome.UNSERVED}
    value = 0
    for week in weeks:
        routes = of_rep[week.rep.external_id]
        violations, rep_value = _of_rep(week, routes, unserved, document)
        found += violations
        value += rep_value
    if not found and plan.value_s != value / 100:
        found.append(f"VALUE plan: the value is {value / 100} s, not {plan.value_s} s.")
    known = [route for route in plan.routes if all(stop.external_id in lines for stop in route.stops)]
    expected = [*inputs.rejected, *aside, *routed_rows(known, lines)]
    candidates = {name: (lines[name], c.account.name) for week in weeks for name, c in week.candidates.items()}
    return found + list(_ledger_violations(plan.ledger, expected, candidates))


def _of_rep(
    week: RepWeek, routes: Sequence[PlannedRoute], unserved: dict[str, LedgerRow], document: PlanDocument
) -> tuple[list[str], int]:
    """The violations of one rep's routes, and what they are worth in hundredths of a second."""
    rep_id = week.rep.external_id
    known = {visit.id: visit for visit in week.problem.visits}
    named = [stop.external_id for route in routes for stop in route.stops]
    strangers = sorted(set(named) - set(known))
    if strangers:
        return [f"UNKNOWN {name}: not an account that {rep_id} may visit in this plan." for name in strangers], 0
    part = week.problem.part([v for v in week.problem.visits if v.id in set(named) or v.is_fixed])
    shift_of = {on: shift_id for shift_id, on in week.days.items()}
    midnight_s = {shift.id: shift.day * DAY_S for shift in part.shifts}
    if unknown_days := sorted({route.on.isoformat() for route in routes if route.on not in shift_of}):
        return [f"UNKNOWN {rep_id}: has no shift on {', '.join(unknown_days)}."], 0
    if len({route.on for route in routes}) != len(routes):
        return [f"ONE_ROUTE {rep_id}: has two routes on one day."], 0
    solution = Solution(
        tuple(_route(route, shift_of[route.on], midnight_s[shift_of[route.on]]) for route in routes if route.stops),
        tuple(
            Unserved(visit.id, Reason(unserved[visit.id].code))
            for visit in part.visits
            if visit.id in unserved and unserved[visit.id].code in Reason.__members__
        ),
    )
    found = [f"{v.rule} {v.subject}: {v.message}" for v in check(part, solution)]
    if found:
        return found, 0
    rebuilt = planned_routes(week, part, solution, document.settings, document.options)
    told = {route.on: route for route in routes}
    for route in rebuilt:
        found += _differences(route, told.pop(route.on, None))
    return found, solution_value(part, solution)


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


def _ledger_violations(
    ledger: Sequence[LedgerRow], expected: Sequence[LedgerRow], candidates: Mapping[str, tuple[int | None, str]]
) -> Iterator[str]:
    """Every row once: routed, gated and rejected as they must be, the other candidates unserved with a reason.

    `candidates` are the line and the name of each account by its id.
    """
    told = {_key(row): row for row in ledger}
    if len(told) != len(ledger):
        yield "LEDGER: some rows appear twice."
    for row in expected:
        if told.pop(_key(row), None) != row:
            yield f"LEDGER {row.external_id or row.line}: must be {row.outcome} as {row.code}, as the lists say."
    for row in told.values():
        if row.outcome is not Outcome.UNSERVED or row.code not in Reason.__members__:
            yield f"LEDGER {row.external_id or row.line}: is {row.outcome} as {row.code}, which is not true."
        elif (row.line, row.name) != candidates.get(row.external_id):
            yield f"LEDGER {row.external_id}: is not an account of this plan."
    named = {row.external_id for row in ledger if row.outcome in (Outcome.ROUTED, Outcome.UNSERVED)}
    for name in sorted(set(candidates) - named):
        yield f"LEDGER {name}: has no row."


def _key(row: LedgerRow) -> tuple[int | None, str, bool]:
    return row.line, row.external_id, row.outcome is Outcome.REJECTED
