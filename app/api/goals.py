"""The goal of a rep's year: what was planned, brought in and is to go, and what today's route answers."""

from collections.abc import Mapping

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.conditions import IfNoneMatch, shown
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.goals.needs import Outlay
from app.goals.rep_year import rep_year
from app.goals.standing import GoalStanding
from app.method.account import Grade
from app.method.goal_ladder import Rung, Span

router = APIRouter(tags=["goals"], route_class=StrictRoute)


class SpanAnswer(Answer):
    """Whole CNY; each is the exact sum of the spans below."""

    span: Span
    first_on: str
    last_on: str
    planned: int = Field(description="The share of the yearly target.")
    brought_in: int = Field(description="Expected result of the visits that were done.")
    to_go: int = Field(
        description="What the days from today on have to bring. Missed days since the first route are spread over them."
    )
    parts: list["SpanAnswer"]


class RouteAnswer(Answer):
    target: int = Field(description="What today has to bring, in CNY.")
    expected: int = Field(description="What the route in force for today is expected to bring, in CNY.")
    customers: dict[Grade, int] = Field(description="Visits to customers by grade.")
    prospects: dict[Grade, int] = Field(description="Visits to prospects by grade.")


class NeedAnswer(Answer):
    """What it takes to bring in what is to go by new deals, at the chances of the rep's prospects today."""

    deals: int
    precise_prospects: int
    visits: int
    field_days: int
    deal_value: int = Field(description="Average, in CNY.")
    own_chances: bool = Field(description="False where the rep has no precise prospect: then a B account's are taken.")
    has_precise_prospects: int
    has_field_days: int
    missing_precise_prospects: int
    missing_field_days: int


class GoalAnswer(Answer):
    rep_id: str
    on: str
    yearly_target: int
    year: SpanAnswer | None = Field(description="Null where the rep does not work at all in this year.")
    out_of_reach: int = Field(description="What remains where no working day of the year is left.")
    today: RouteAnswer
    need: NeedAnswer | None = Field(description="Null where nothing is to go, or no visit has a chance.")


@router.get("/reps/{rep_id}/goals", response_model=GoalAnswer)
def get_goals(
    rep_id: Id, database: DatabaseDep, identity: IdentityDep, clock: ClockDep, if_none_match: IfNoneMatch = None
) -> Response:
    """The rep's year down to the day, as it stands today; a rep sees his own only, a manager his team's."""
    with database.read() as session:
        year = rep_year(session, identity, rep_id, clock())
    standing, ladder = year.standing, year.standing.ladder
    told = GoalAnswer(
        rep_id=standing.rep.external_id,
        on=year.today.isoformat(),
        yearly_target=standing.yearly_target,
        year=None if ladder is None else _span(ladder.year),
        out_of_reach=0 if ladder is None else ladder.out_of_reach,
        today=_route(standing, standing.day_target(year.today)),
        need=None if year.outlay is None else _need(year.outlay),
    )
    return shown(told, if_none_match)


def _span(rung: Rung) -> SpanAnswer:
    return SpanAnswer(
        span=rung.span,
        first_on=rung.first_on.isoformat(),
        last_on=rung.last_on.isoformat(),
        planned=rung.planned,
        brought_in=rung.brought_in,
        to_go=rung.to_go,
        parts=[_span(part) for part in rung.parts],
    )


def _route(standing: GoalStanding, target: int) -> RouteAnswer:
    def by_grade(counted: Mapping[Grade, int]) -> dict[Grade, int]:
        return {grade: counted[grade] for grade in Grade}

    answer = standing.answer
    return RouteAnswer(
        target=target,
        expected=answer.expected,
        customers=by_grade(answer.customers),
        prospects=by_grade(answer.prospects),
    )


def _need(needed: Outlay) -> NeedAnswer:
    need = needed.need
    return NeedAnswer(
        deals=need.deals,
        precise_prospects=need.precise_prospects,
        visits=need.visits,
        field_days=need.field_days,
        deal_value=needed.deal_value,
        own_chances=needed.own,
        has_precise_prospects=needed.precise_prospects,
        has_field_days=needed.field_days_left,
        missing_precise_prospects=needed.missing_prospects,
        missing_field_days=needed.missing_field_days,
    )
