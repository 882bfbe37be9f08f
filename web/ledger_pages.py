"""The ledger of a plan: a filtered table that works without scripts, and the same rows as a file."""

from collections import Counter
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Response

from app.deps import DatabaseDep, IdentityDep
from app.planning.store import StoredPlan
from app.planning.wordings import note
from web.handout.workbook import MEDIA_TYPE, ledger_workbook
from web.ledger_view import LedgerFilter, codes, ledger_csv, ledger_line, named_reps
from web.page import PageDep
from web.plan_pages import known_plan
from web.words import OUTCOMES

router = APIRouter()

ROWS = 200  # on one page


def ledger_filter(outcome: str = "", code: str = "", text: str = "", rep: str = "") -> LedgerFilter:
    return LedgerFilter(outcome, code, text[:100], rep)


FilterDep = Annotated[LedgerFilter, Depends(ledger_filter)]


@router.get("/plans/{plan_id}/ledger")
def ledger(
    plan_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, wanted: FilterDep, start: int = 0
) -> Response:
    """Every row of the list with its outcome, reason and remedy."""
    with database.read() as session:
        stored = known_plan(session, identity, plan_id)
    rows = [row for row in stored.plan.ledger if wanted.wants(row)]
    start = min(max(0, start), max(0, len(rows) - 1) // ROWS * ROWS)
    query = {"outcome": wanted.outcome, "code": wanted.code, "rep": wanted.rep, "text": wanted.text}

    def href(first: int) -> str:
        return f"?{urlencode({**query, 'start': first})}"

    return page.html(
        "ledger.html",
        here="week",
        stored=stored,
        wanted=wanted,
        of_some=[note(one, page.t.text) for one in stored.plan.notes if one.code == "SOME_REPS"],
        outcomes=[(outcome.value, page.t(name)) for outcome, name in OUTCOMES.items()],
        reps=named_reps(stored.plan.ledger),
        counts=Counter(row.outcome.value for row in stored.plan.ledger),
        visits=sum(len(route.stops) for route in stored.plan.routes),
        codes=[code for _, code in codes(stored.plan.ledger)],
        lines=[ledger_line(row, page.t) for row in rows[start : start + ROWS]],
        rows=len(rows),
        first=start + 1,
        earlier_href=href(start - ROWS) if start else "",
        later_href=href(start + ROWS) if start + ROWS < len(rows) else "",
        csv_href=f"/plans/{quote(plan_id)}/ledger.csv?{urlencode(query)}",
        xlsx_href=f"/plans/{quote(plan_id)}/ledger.xlsx?{urlencode(query)}",
    )


@router.get("/plans/{plan_id}/ledger.csv")
def ledger_as_csv(
    plan_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, wanted: FilterDep
) -> Response:
    """The same rows for a spreadsheet."""
    with database.read() as session:
        stored = known_plan(session, identity, plan_id)
    body = ledger_csv((row for row in stored.plan.ledger if wanted.wants(row)), page.t)
    return _download(stored, "csv", body.encode(), "text/csv; charset=utf-8")


@router.get("/plans/{plan_id}/ledger.xlsx")
def ledger_as_workbook(
    plan_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, wanted: FilterDep
) -> Response:
    """The same rows as a workbook."""
    with database.read() as session:
        stored = known_plan(session, identity, plan_id)
    body = ledger_workbook((row for row in stored.plan.ledger if wanted.wants(row)), page.t)
    return _download(stored, "xlsx", body, MEDIA_TYPE)


def _download(stored: StoredPlan, kind: str, body: bytes, media_type: str) -> Response:
    name = f"ledger-{stored.plan.week_on.isoformat()}-{stored.number}.{kind}"
    return Response(
        body,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
