"""The funnel: how many accounts are at each leg of the way to a signature, each number a list that can be opened."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.method.account import Category
from app.tasks.funnel import Funnel, funnel
from app.visits.account_groups import CONTRADICTIONS, FUNNEL, Group
from app.visits.account_table import NOBODY, owners_and_markets
from web.account_pages import LONGEST, rep_names
from web.page import PageDep
from web.words import CATEGORIES, GROUPS

router = APIRouter()

Cell = tuple[int, str]  # a number, and where its list is


@router.get("/funnel")
def show_funnel(
    page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, owner: str = "", market: str = ""
) -> Response:
    """The accounts that are seen, of one owner and of one market where these are named."""
    owner, market = owner[:LONGEST], market[:LONGEST]
    with database.read() as session:
        counted = funnel(session, identity, owner, market, clock())
        owners, markets = owners_and_markets(session, identity)
        reps = rep_names(session, identity)
    t, everybody = page.t, counted.count(Group.ALL)

    def cells(group: Group) -> Sequence[Cell]:
        return [_cell(counted, group, category, owner, market) for category in (None, *Category)]

    return page.html(
        "funnel.html",
        here="accounts",
        wish={"owner": owner, "market": market},
        owners=[*((one, reps.get(one, one)) for one in owners), (NOBODY, t("Nobody"))],
        markets=[(one, one) for one in markets],
        categories=[t(name) for name in CATEGORIES.values()],
        legs=[
            (t(GROUPS[group]), round(100 * counted.count(group) / everybody) if everybody else 0, cells(group))
            for group in FUNNEL
        ],
        contradictions=[
            (t(GROUPS[group]), *_cell(counted, group, None, owner, market))
            for group in CONTRADICTIONS
            if counted.count(group)
        ],
        met=counted.met,
        mix=[
            (t(GROUPS[one.group]), *_cell(counted, one.group, None, owner, market), f"{one.share:.0%}", one.wanted)
            for one in counted.mix
        ],
    )


def _cell(counted: Funnel, group: Group, category: Category | None, owner: str, market: str) -> Cell:
    asked = {"group": group.value, "category": category.value if category else "", "owner": owner, "market": market}
    if group is Group.ALL:
        del asked["group"]
    query = urlencode({name: value for name, value in asked.items() if value})
    return counted.count(group, category), f"/accounts?{query}" if query else "/accounts"
