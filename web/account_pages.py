"""All accounts: a table that is filtered, sorted and paged by its address, beside a map of the same accounts."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.roles import Role
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.rep_lists import rep_ids, rep_page
from app.method.account import Category, Grade
from app.method.cadence import DueState
from app.visits.account_groups import Group
from app.visits.account_table import NOBODY, SORTS, AccountWish, account_table, owners_and_markets, wanted_accounts
from web.account_view import GATED, account_line, points
from web.maps import map_parts
from web.page import Page, PageDep
from web.rendering import map_assets, served_asset
from web.words import CATEGORIES, DUE_LETTERS, DUE_STATES, GROUPS

router = APIRouter()

ROWS = 50  # on one page
MOST_REPS = 10_000
LONGEST = 200
COLUMNS = ("name", "category", "owner", "market", "due", "verdict", "last", "next")


def account_wish(
    text: str = "",
    category: str = "",
    grade: str = "",
    owner: str = "",
    market: str = "",
    due: str = "",
    verdict: str = "",
    group: str = "",
    sort: str = "",
) -> AccountWish:
    """What an address asks for; a column that is not there is the first one."""
    known = sort if sort.removeprefix("-") in SORTS else "name"
    return AccountWish(text[:LONGEST], category, grade, owner, market, due, verdict, group, known)


WishDep = Annotated[AccountWish, Depends(account_wish)]


@router.get("/accounts")
def accounts(
    page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, wish: WishDep, start: int = 0
) -> Response:
    """The wanted accounts, fifty at a time."""
    with database.read() as session:
        table = account_table(session, identity, wish, clock())
        owners, markets = owners_and_markets(session, identity)
        reps = rep_names(session, identity)
    start = min(max(0, start), max(0, len(table.rows) - 1) // ROWS * ROWS)
    shown = table.rows[start : start + ROWS]
    t = page.t

    def href(**changed: object) -> str:
        return f"/accounts?{urlencode({**query_of(wish), **changed})}"

    def due_href(due: DueState) -> str:
        return href(due="" if wish.due == due else due.value)

    return page.html(
        "accounts.html",
        here="accounts",
        wish=wish,
        is_filtered=bool(query_of(wish).keys() - {"sort"}),
        lines=[account_line(one, table.next_visits.get(one.external_id), reps, t) for one in shown],
        columns=[(name, _head(name, page), _order(name, wish), href(sort=_turned(name, wish))) for name in COLUMNS],
        rows=len(table.rows),
        first=start + 1,
        last=start + len(shown),
        earlier_href=href(start=start - ROWS) if start else "",
        later_href=href(start=start + ROWS) if start + ROWS < len(table.rows) else "",
        dues=[
            (due.value, DUE_LETTERS[t.language][due], t(DUE_STATES[due]), table.dues.get(due, 0), due_href(due))
            for due in DueState
        ],
        groups=[(group.value, t(name)) for group, name in GROUPS.items() if group is not Group.ALL],
        may_change=identity.leads,
        may_place=identity.leads or identity.role is Role.ASSISTANT,
        verdicts=[(code, t(name)) for code, name in GATED.items()],
        categories=[(category.value, t(name)) for category, name in CATEGORIES.items()],
        grades=[(grade.value, grade.value) for grade in Grade],
        owners=[*((owner, reps.get(owner, owner)) for owner in owners), (NOBODY, t("No owner"))],
        markets=[(market, market) for market in markets],
        here_href=href(),
        new_owners=[*sorted(reps.items()), *([(NOBODY, t("No owner"))] if identity.sees_everything else [])],
        yes_or_no=[("yes", t("Yes")), ("no", t("No"))],
        map=_map(page, wish),
    )


@router.get("/accounts.json")
def account_points(
    page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, wish: WishDep
) -> Response:
    """The places of the wanted accounts, for the map beside their table."""
    with database.read() as session:
        rows = wanted_accounts(session, identity, wish, clock())
    return JSONResponse(points(rows, page.tiles.shift), headers={"Cache-Control": "no-store"})


def query_of(wish: AccountWish) -> dict[str, str]:
    """The part of an address that asks for this."""
    asked = {name: getattr(wish, name) for name in wish.__dataclass_fields__}
    return {name: value for name, value in asked.items() if value and (name, value) != ("sort", "name")}


def rep_names(session: Session, identity: Identity) -> dict[str, str]:
    """The names of the reps who are seen, by their external ids."""
    reps = rep_page(session, rep_ids(session, identity, None, "", MOST_REPS)).reps
    return {one.rep.external_id: one.rep.name for one in reps}


def _map(page: Page, wish: AccountWish) -> object:
    t = page.t
    data = {
        "features": {"features": []},
        "points": f"/accounts.json?{urlencode(query_of(wish))}",
        "kinds": [category.value for category in Category],
        "kind_names": [t(CATEGORIES[category]) for category in Category],
        "dues": [due.value for due in DueState],
        "due_names": [t(DUE_STATES[due]) for due in DueState],
        "words": {"open": t("Open the account"), "whole": t("Show everything")},
    }
    assets = map_assets(served_asset, "account_map.js")
    return map_parts(data, page.tiles, assets, page.nonce, drawn_by="KPRouteAccounts.draw")


def _head(column: str, page: Page) -> str:
    t = page.t
    return {
        "name": t("Account"),
        "category": t("Category"),
        "owner": t("Owner"),
        "market": t("Market"),
        "due": t("Due"),
        "verdict": t("Standing"),
        "last": t("Last visit"),
        "next": t("Next visit"),
    }[column]


def _order(column: str, wish: AccountWish) -> str:
    """What `aria-sort` says of the column."""
    if wish.sort.removeprefix("-") != column:
        return ""
    return "descending" if wish.sort.startswith("-") else "ascending"


def _turned(column: str, wish: AccountWish) -> str:
    return f"-{column}" if wish.sort == column else column
