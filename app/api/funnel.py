"""How far accounts have come, counted; each number is that of a list which /accounts pages can show."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.api.conditions import IfNoneMatch, shown
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Text
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.method.account import Category
from app.tasks.funnel import funnel
from app.visits.account_groups import CONTRADICTIONS, FUNNEL, Group

router = APIRouter(tags=["accounts"], route_class=StrictRoute)


class LegAnswer(Answer):
    group: Group
    accounts: int
    by_category: dict[Category, int]


class MixAnswer(Answer):
    group: Group
    prospects: int
    share: float = Field(description="Of all prospects that were met.")
    wanted: float = Field(description="The share that the settings want.")


class FunnelAnswer(Answer):
    legs: list[LegAnswer] = Field(description="From all accounts to those who signed.")
    contradictions: list[LegAnswer] = Field(description="Where the list's own flag and the evidence differ.")
    met: int = Field(description="Prospects with at least one visit: the n of the mix.")
    mix: list[MixAnswer]


@router.get("/funnel", response_model=FunnelAnswer)
def get_funnel(
    database: DatabaseDep,
    identity: IdentityDep,
    clock: ClockDep,
    owner: Annotated[Text | None, Query(description="External id of the rep.")] = None,
    market: Text | None = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The accounts that are seen, counted by leg and category; a rep sees his own only, a manager his team's."""
    with database.read() as session:
        counted = funnel(session, identity, owner or "", market or "", clock())

    def leg(group: Group) -> LegAnswer:
        by_category = {category: counted.count(group, category) for category in Category}
        return LegAnswer(group=group, accounts=counted.count(group), by_category=by_category)

    told = FunnelAnswer(
        legs=[leg(group) for group in FUNNEL],
        contradictions=[leg(group) for group in CONTRADICTIONS],
        met=counted.met,
        mix=[
            MixAnswer(group=one.group, prospects=one.prospects, share=one.share, wanted=one.wanted)
            for one in counted.mix
        ],
    )
    return shown(told, if_none_match)
