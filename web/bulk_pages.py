"""Facts of many accounts changed at once: first how many and which, then all of them in one transaction."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.account_changes import Stored
from app.intake.account_edits import changed_by, edit_accounts
from app.method.account import Account, Category, Grade
from app.visits.account_table import NOBODY, AccountWish, wanted_accounts
from web.account_form import FIELDS, told
from web.account_pages import WishDep, query_of, rep_names
from web.page import Page, PageDep

router = APIRouter()

NAMED = 20  # of the accounts that would change
YES_OR_NO: Mapping[str, bool] = {"yes": True, "no": False}
YesOrNo = Literal["", "yes", "no"]


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """Which accounts (of a page, or all that the filter finds), what is to be true of them, and what was seen."""

    ids: Sequence[str]
    every: bool
    facts: Mapping[str, Any]
    typed: Mapping[str, str]
    seen: str


def bulk_order(
    id: Annotated[list[str] | None, Form()] = None,
    every: Annotated[bool, Form()] = False,
    owner: Annotated[str, Form(max_length=200)] = "",
    grade: Annotated[Grade | None, Form()] = None,
    market: Annotated[str, Form(max_length=100)] = "",
    category: Annotated[Category | None, Form()] = None,
    active: Annotated[YesOrNo, Form()] = "",
    do_not_visit: Annotated[YesOrNo, Form()] = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> BulkOrder:
    facts: dict[str, Any] = {
        "owner": None if owner == NOBODY else owner,
        "grade": grade,
        "market": market.strip(),
        "category": category,
        "active": YES_OR_NO.get(active),
        "do_not_visit": YES_OR_NO.get(do_not_visit),
    }
    typed = {
        "owner": owner,
        "grade": grade or "",
        "market": market.strip(),
        "category": category or "",
        "active": active,
        "do_not_visit": do_not_visit,
    }
    asked = {name: value for name, value in typed.items() if value}
    return BulkOrder(id or [], every, {name: facts[name] for name in asked}, asked, seen)


@router.post("/accounts")
def change_many(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    wish: WishDep,
    order: Annotated[BulkOrder, Depends(bulk_order)],
) -> Response:
    """Show what would change; once that was seen, and is still so, change it."""
    if not order.seen:
        with database.read() as session:
            return _preview(page, session, identity, wish, order, _changes(session, identity, wish, order, clock))
    with database.write() as session:
        changes = _changes(session, identity, wish, order, clock)
        if order.seen == _mark(changes):
            edit_accounts(session, identity, changes, clock())
            return RedirectResponse(f"/accounts?{urlencode(query_of(wish))}", status_code=303)
        return _preview(page, session, identity, wish, order, changes, status=409)


def _changes(
    session: Session, identity: Identity, wish: AccountWish, order: BulkOrder, clock: ClockDep
) -> list[tuple[Stored, Account]]:
    if not order.facts:
        return []
    ids = order.ids
    if order.every:
        ids = [one.external_id for one in wanted_accounts(session, identity, wish, clock())]
    return changed_by(session, identity, ids, order.facts)


def _mark(changes: Sequence[tuple[Stored, Account]]) -> str:
    """What was seen: the accounts that would change, each in its version."""
    seen = "\n".join(f"{stored.id} {stored.version}" for stored, _ in changes)
    return hashlib.sha256(seen.encode()).hexdigest()


def _preview(
    page: Page,
    session: Session,
    identity: Identity,
    wish: AccountWish,
    order: BulkOrder,
    changes: Sequence[tuple[Stored, Account]],
    *,
    status: int = 200,
) -> Response:
    reps, t = rep_names(session, identity), page.t
    query = urlencode(query_of(wish))
    return page.html(
        "bulk.html",
        status=status,
        here="accounts",
        order=order,
        changes=len(changes),
        names=[after.name for _, after in changes[:NAMED]],
        more=max(0, len(changes) - NAMED),
        facts=[(t(FIELDS[name]), told(name, value, reps, t)) for name, value in order.facts.items()],
        seen=_mark(changes),
        changed_meanwhile=status == 409,
        action=f"/accounts?{query}",
    )
