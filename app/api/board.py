"""The board: rates of a period with their intervals, by market, category, level, grade and rep."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.api.conditions import IfNoneMatch, shown
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Day, Id
from app.board.board import BoardWish, board
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.method_settings import settings_in_force
from app.method.board import Dimension, Measure
from app.method.rates import Fullness, Rate

router = APIRouter(tags=["board"], route_class=StrictRoute)


class RateAnswer(Answer):
    """`hits` of `n` accounts; the true share lies between `low` and `high` in 95 of 100 such cases (Wilson)."""

    hits: int
    n: int
    share: float | None = Field(description="Null where there is no case.")
    low: float | None
    high: float | None
    is_small: bool = Field(description="Fewer cases than the setting `small_n`: a hint, no finding.")


class FullnessAnswer(Answer):
    """Service and travel in the shifts of `n` days with visits in force."""

    n: int
    share: float
    low: float | None
    high: float | None


class GroupAnswer(Answer):
    value: str
    name: str
    rates: dict[Measure, RateAnswer]
    fullness: FullnessAnswer | None = Field(default=None, description="Of a rep.")


class BoardAnswer(Answer):
    from_on: str
    to_on: str
    accounts: int
    rates: dict[Measure, RateAnswer]
    fullness: FullnessAnswer | None
    refusals: dict[str, RateAnswer] = Field(description="By type, of the accounts that were debriefed.")
    by: dict[Dimension, list[GroupAnswer]] = Field(description="Reps in the order of their names.")


@router.get("/board", response_model=BoardAnswer, responses={404: {}})
def get_board(
    database: DatabaseDep,
    identity: IdentityDep,
    clock: ClockDep,
    from_on: Annotated[Day | None, Query(alias="from")] = None,
    to_on: Annotated[Day | None, Query(alias="to")] = None,
    team_id: Id | None = None,
    rep_id: Id | None = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The quarter of today, or the days asked for; a manager's own team, or one rep of it."""
    with database.read() as session:
        found = board(session, identity, BoardWish(from_on, to_on, team_id, rep_id), clock())
        small_n = settings_in_force(session).small_n

    def told(rates: Mapping[Measure, Rate]) -> dict[Measure, RateAnswer]:
        return {measure: _rate(rate, small_n) for measure, rate in rates.items()}

    answer = BoardAnswer(
        from_on=found.from_on.isoformat(),
        to_on=found.to_on.isoformat(),
        accounts=len(found.cases),
        rates=told(found.rates),
        fullness=_full(found.full),
        refusals={refusal: _rate(rate, small_n) for refusal, rate in found.refusals.items()},
        by={
            of: [
                GroupAnswer(
                    value=group.value,
                    name=group.name,
                    rates=told(group.rates),
                    fullness=_full(found.fullness.get(group.value)) if of is Dimension.REP else None,
                )
                for group in found.groups(of)
            ]
            for of in Dimension
        },
    )
    return shown(answer, if_none_match)


def _rate(rate: Rate, small_n: int) -> RateAnswer:
    interval = rate.interval
    return RateAnswer(
        hits=rate.hits,
        n=rate.n,
        share=rate.share,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        is_small=rate.n < small_n,
    )


def _full(full: Fullness | None) -> FullnessAnswer | None:
    if full is None:
        return None
    interval = full.interval
    return FullnessAnswer(
        n=full.n,
        share=full.share,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
    )
