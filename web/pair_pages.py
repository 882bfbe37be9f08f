"""Stored accounts that may be one customer: the list of them, two side by side, and what was decided lately."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.account_changes import stored_accounts
from app.intake.account_lists import find_account
from app.intake.duplicates import SAME_PLACE_M, Duplicate
from app.intake.overview import local_today, local_zone
from app.merges.merge import MergeOrder, merge_accounts
from app.merges.pairs import proposed_pairs, tell_apart, two_accounts
from app.merges.undo import UNDO_FOR, recent_merges, undo_merge
from app.method.union import told_facts
from app.opportunities.changes import MOST_OF_AN_ACCOUNT
from app.opportunities.known import OpportunityFilter, pressing_opportunities
from app.planning.in_force import stops_in_force
from web import formats
from web.account_pages import rep_names
from web.account_view import account_href, moment
from web.i18n import Translator
from web.import_view import LIKENESSES
from web.page import Page, PageDep
from web.pair_view import NAMES, Side, fact_lines, pair_href, side

router = APIRouter()

ROWS = 50  # on one page
STOPS_SHOWN = 3


@router.get("/pairs")
def pairs(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, start: int = 0) -> Response:
    """Those that are proposed, and what was merged in the last days."""
    with database.read() as session:
        found = proposed_pairs(session, identity)
        start = min(max(0, start), max(0, len(found) - 1) // ROWS * ROWS)
        rows = [_row(session, identity, pair, page.t) for pair in found[start : start + ROWS]]
        merges, zone = recent_merges(session, identity, clock()), local_zone(session)
    return page.html(
        "pairs.html",
        here="accounts",
        count=len(found),
        rows=rows,
        first=start + 1,
        last=start + len(rows),
        earlier_href=f"/pairs?start={start - ROWS}" if start else "",
        later_href=f"/pairs?start={start + ROWS}" if start + ROWS < len(found) else "",
        merges=[
            (one, account_href(one.kept_external_id), formats.day(one.merged_at.astimezone(zone).date(), page.t))
            for one in merges
        ],
        undo_days=UNDO_FOR.days,
    )


@router.get("/pairs/{account_id}/{other_id}")
def pair(
    account_id: str, other_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep
) -> Response:
    """Both side by side; the first one is kept, unless they are turned round."""
    t = page.t
    with database.read() as session:
        two = two_accounts(session, identity, account_id, other_id)
        names = (two.kept.external_id, two.other.external_id)
        kept, other = (find_account(session, identity, name, clock()) for name in names)
        assert kept is not None
        assert other is not None
        reps = rep_names(session, identity)
        sides = [_side(session, identity, name, page, clock) for name in names]
    return page.html(
        "pair.html",
        here="accounts",
        sides=[(one, account_href(one.external_id)) for one in sides],
        lines=fact_lines(kept, other, reps, t),
        href=pair_href(*names),
        turned_href=pair_href(*reversed(names)),
        both_ahead=all(one.stops for one in sides),
        undo_days=UNDO_FOR.days,
    )


@router.post("/pairs/{account_id}/{other_id}")
async def merge(
    account_id: str,
    other_id: str,
    request: Request,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    kept_version: Annotated[int, Form()],
    other_version: Annotated[int, Form()],
) -> Response:
    """Make one account of them, with the facts that were chosen."""
    sent = await request.form(max_fields=40)
    from_other = frozenset(name for name in NAMES if sent.get(f"fact_{name}") == "other")
    order = MergeOrder(account_id, other_id, kept_version, other_version, from_other)
    with database.write() as session:
        merge_accounts(session, identity, order, clock())
    return RedirectResponse("/pairs", status_code=303)


@router.post("/pairs/{account_id}/{other_id}/apart")
def apart(account_id: str, other_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """They are two customers, and nobody is asked again."""
    with database.write() as session:
        tell_apart(session, identity, account_id, other_id, clock())
    return RedirectResponse("/pairs", status_code=303)


@router.post("/merges/{merged_id}/undo")
def undo(merged_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Both are there again."""
    with database.write() as session:
        undo_merge(session, identity, merged_id, clock())
    return RedirectResponse("/pairs", status_code=303)


def _row(
    session: Session, identity: Identity, found: Duplicate, t: Translator
) -> tuple[list[tuple[str, str, str, str]], list[str], str]:
    """Both (name, id, address, page), why they are alike, and where they are compared: who tells more is kept."""
    both = (found.kept, found.new)
    stored = stored_accounts(session, identity, [one.external_id for one in both])
    kept, other = sorted(both, key=lambda one: -told_facts(stored[one.external_id].account))
    lines = [(one.name, one.external_id, one.address, account_href(one.external_id)) for one in (kept, other)]
    return (
        lines,
        [t(LIKENESSES[why], metres=SAME_PLACE_M) for why in found.why],
        pair_href(kept.external_id, other.external_id),
    )


def _side(session: Session, identity: Identity, name: str, page: Page, clock: ClockDep) -> Side:
    t, now = page.t, clock()
    found = find_account(session, identity, name, now)
    assert found is not None
    deals = pressing_opportunities(session, identity, OpportunityFilter(name), MOST_OF_AN_ACCOUNT)
    stops = [*stops_in_force(session, local_today(session, now), None, name)][:STOPS_SHOWN]
    return side(
        stored_accounts(session, identity, [name])[name],
        found.account,
        tuple(deal.opportunity.name for deal in deals),
        tuple(moment((stop.on, stop.start_s), t) for stop in stops),
        t,
    )
