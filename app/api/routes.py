"""A rep's published day, the one call of the phone."""

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.conditions import IfNoneMatch, shown
from app.api.route_answers import RouteAnswer, route_answer
from app.api.values import Answer, Day, Id
from app.deps import DatabaseDep, IdentityDep
from app.visits.day_in_hand import seen_route

router = APIRouter(tags=["routes"])


class PublishedRouteAnswer(Answer):
    plan_id: str
    plan_number: int = Field(description="The version of the plan; a higher one replaces this route.")
    route: RouteAnswer


@router.get("/reps/{rep_id}/routes/{day}", response_model=PublishedRouteAnswer)
def get_route(
    rep_id: Id, day: Day, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None
) -> Response:
    """The published route of a rep's day; a rep sees his own only, a manager his team's."""
    with database.read() as session:
        found = seen_route(session, identity, rep_id, day)
    answer = PublishedRouteAnswer(plan_id=found.plan_id, plan_number=found.plan_number, route=route_answer(found.route))
    return shown(answer, if_none_match)
