"""The solver's reasons as rows of the ledger: ids turned into names, shifts into reps and dates."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.method.account import Account
from app.planning.build import RepWeek
from app.planning.candidates import Candidate
from app.planning.visit_names import account_of, number_of
from app.planning.week_plan import LedgerRow, Outcome, PlannedRoute, PlannedStop
from solver import Reason, Solution, Unserved


def rows_of(
    week: RepWeek, solution: Solution, routes: Iterable[PlannedRoute], lines: Mapping[str, int | None]
) -> Iterator[LedgerRow]:
    """A row for each account of the rep's; `routes` tell the solution."""
    left_out: dict[str, list[LedgerRow]] = defaultdict(list)
    for unserved in sorted(solution.unserved, key=lambda one: number_of(one.visit)):
        account_id = account_of(unserved.visit)
        left_out[account_id].append(unserved_row(week, unserved, lines[account_id]))
    yield from routed_rows(routes, lines, left_out)
    visited = {account_of(name) for name in solution.served}
    yield from (rows[0] for account_id, rows in left_out.items() if account_id not in visited)


def routed_rows(
    routes: Iterable[PlannedRoute],
    lines: Mapping[str, int | None],
    left_out: Mapping[str, Sequence[LedgerRow]] | None = None,
) -> Iterator[LedgerRow]:
    """A row for each account that is visited: when first, and how often; `left_out` says what visits it lacks."""
    visits: dict[str, list[tuple[PlannedRoute, PlannedStop]]] = defaultdict(list)
    for route in routes:
        for stop in route.stops:
            visits[stop.external_id].append((route, stop))
    for account_id, found in visits.items():
        own = sorted(found, key=lambda visit: visit[0].on)
        yield _routed_row(lines[account_id], own, (left_out or {}).get(account_id, ()))


def _routed_row(
    line: int | None, visits: Sequence[tuple[PlannedRoute, PlannedStop]], missing: Sequence[LedgerRow]
) -> LedgerRow:
    route, stop = visits[0]
    params: dict[str, object] = {
        "routed": len(visits),
        "planned": len(visits) + len(missing),
        "rep": route.rep_name,
        "rep_id": route.rep_id,
        "on": route.on.isoformat(),
        "start_s": stop.start_s,
    }
    code = "ROUTED"
    if len(visits) > 1:
        code, params["days"] = "ROUTED_AGAIN", [route.on.isoformat() for route, _ in visits]
    if missing:
        code, params["left_out"] = "ROUTED_IN_PART", {"code": missing[0].code, "params": dict(missing[0].params)}
    return LedgerRow(line, stop.external_id, stop.name, Outcome.ROUTED, code, params)


def unserved_row(week: RepWeek, unserved: Unserved, line: int | None) -> LedgerRow:
    """Why this visit to an account of the rep's is not made."""
    candidate = week.candidate(unserved.visit)
    whose: dict[str, object] = {"rep": week.rep.name, "rep_id": week.rep.external_id}
    params = {**whose, "service_s": candidate.service_s, **unserved.numbers}
    shift = params.pop("shift", None)
    if isinstance(shift, str):
        params["on"] = week.days[shift].isoformat()
    for name in ("with", "displaces"):
        ids = params.get(name)
        if isinstance(ids, str):
            params[name] = week.candidate(ids).account.name
        elif isinstance(ids, list):
            params[name] = [week.candidate(visit_id).account.name for visit_id in ids]
    params.pop("days", None)
    account, code = candidate.account, unserved.reason.value
    if unserved.reason is Reason.CLOSED_THAT_DAY and number_of(unserved.visit) > 1:
        code = "DUE_ON_NO_DAY"  # its days are those on which it is due again
    return LedgerRow(line, account.external_id, account.name, Outcome.UNSERVED, code, params)


def orphan_row(candidate: Candidate, line: int | None) -> LedgerRow:
    """An account whose owner is not in the plan."""
    account = candidate.account
    return LedgerRow(
        line, account.external_id, account.name, Outcome.UNSERVED, "NO_ALLOWED_REP", {"rep": account.owner}
    )


def gated_row(line: int | None, account: Account, code: str, params: dict[str, object]) -> LedgerRow:
    """An account that the gate keeps in the office."""
    return LedgerRow(line, account.external_id, account.name, Outcome.GATED, code, params)
