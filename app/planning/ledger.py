"""The solver's reasons as rows of the ledger: ids turned into names, shifts into reps and dates."""

from collections.abc import Iterable, Iterator, Mapping

from app.method.account import Account
from app.planning.build import RepWeek
from app.planning.candidates import Candidate
from app.planning.week_plan import LedgerRow, Outcome, PlannedRoute
from solver import Unserved


def routed_rows(routes: Iterable[PlannedRoute], lines: Mapping[str, int | None]) -> Iterator[LedgerRow]:
    """A row for each account that is visited."""
    for route in routes:
        for stop in route.stops:
            yield LedgerRow(
                lines[stop.external_id],
                stop.external_id,
                stop.name,
                Outcome.ROUTED,
                "ROUTED",
                {
                    "routed": 1,
                    "planned": 1,
                    "rep": route.rep_name,
                    "rep_id": route.rep_id,
                    "on": route.on.isoformat(),
                    "start_s": stop.start_s,
                },
            )


def unserved_row(week: RepWeek, unserved: Unserved, line: int | None) -> LedgerRow:
    """Why this account of the rep's is not visited."""
    candidate = week.candidates[unserved.visit]
    whose: dict[str, object] = {"rep": week.rep.name, "rep_id": week.rep.external_id}
    params = {**whose, "service_s": candidate.service_s, **unserved.numbers}
    shift = params.pop("shift", None)
    if isinstance(shift, str):
        params["on"] = week.days[shift].isoformat()
    for name in ("with", "displaces"):
        ids = params.get(name)
        if isinstance(ids, str):
            params[name] = week.candidates[ids].account.name
        elif isinstance(ids, list):
            params[name] = [week.candidates[visit_id].account.name for visit_id in ids]
    params.pop("days", None)
    account = candidate.account
    return LedgerRow(line, account.external_id, account.name, Outcome.UNSERVED, unserved.reason.value, params)


def orphan_row(candidate: Candidate, line: int | None) -> LedgerRow:
    """An account whose owner is not in the plan."""
    account = candidate.account
    return LedgerRow(
        line, account.external_id, account.name, Outcome.UNSERVED, "NO_ALLOWED_REP", {"rep": account.owner}
    )


def gated_row(line: int | None, account: Account, code: str, params: dict[str, object]) -> LedgerRow:
    """An account that the gate keeps in the office."""
    return LedgerRow(line, account.external_id, account.name, Outcome.GATED, code, params)
