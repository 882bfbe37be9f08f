"""Teams, who is in them, and which team a rep is of."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from app.access.teams import Team, create_team, delete_team, find_team, put_into_team, rename_team, teams
from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.cursors import Paged, PagesDep
from app.api.merge_patch import merged, patch_of
from app.api.once import Made, OnceDep
from app.api.people_answers import TeamAnswer, team_answer
from app.api.rep_answers import RepAnswer, rep_answer
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id, Order
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.cells import MAX_TEXT
from app.intake.rep_lists import find_stored_rep, rep_record, unknown_rep

router = APIRouter(tags=["teams"], route_class=StrictRoute)


class TeamFacts(Order):
    """What can be told of a team."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT, pattern=r"^[^\x00]*$")]


class RepTeam(Order):
    team_id: Annotated[Id | None, Field(description="null: of no team, so that only directors see him.")]


class TeamsAnswer(Answer, Paged):
    data: list[TeamAnswer]


Patch = Annotated[dict[str, Any], Depends(patch_of(TeamFacts))]


@router.get("/teams")
def get_teams(pages: PagesDep, database: DatabaseDep, identity: IdentityDep) -> TeamsAnswer:
    """The teams in the order of their making; a manager's own."""
    with database.read() as session:
        walk = pages.of(session, "teams")
        page = walk.slice(teams(session, identity, walk.after, walk.limit + 1), lambda team: team.id)
    return TeamsAnswer(data=[team_answer(team) for team in page.rows], next_cursor=page.next_cursor)


@router.post("/teams", status_code=201, response_model=TeamAnswer)
def post_team(order: TeamFacts, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """A new team, with nobody in it."""

    def create(session: Session) -> Made:
        team = create_team(session, identity, order.name, clock())
        told = team_answer(team)
        return Made(201, told, {"Location": f"/api/v1/teams/{team.id}", **tagged(told, team.version)})

    return once.do(create)


@router.get("/teams/{team_id}", response_model=TeamAnswer)
def get_team(team_id: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None) -> Response:
    """One team with everybody who is in it."""
    with database.read() as session:
        team = find_team(session, identity, team_id)
    return shown(team_answer(team), if_none_match, team.version)


@router.patch("/teams/{team_id}", response_model=TeamAnswer, responses={409: {}})
def patch_team(
    team_id: Id,
    changes: Patch,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Give a team another name (a JSON merge patch, RFC 7396)."""
    with database.write() as session:
        team = find_team(session, identity, team_id)
        require_match(if_match, _tag(team))
        facts = merged(TeamFacts(name=team.name), changes)
        told = rename_team(session, identity, team_id, facts.name, clock())
    answer = team_answer(told)
    return Response(answer.model_dump_json(), 200, tagged(answer, told.version), "application/json")


@router.delete("/teams/{team_id}", status_code=204, responses={409: {}})
def delete_one_team(
    team_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> None:
    """Delete a team that nobody is in any more."""
    with database.write() as session:
        require_match(if_match, _tag(find_team(session, identity, team_id)))
        delete_team(session, identity, team_id, clock())


@router.put("/reps/{rep_id}/team", response_model=RepAnswer)
def put_rep_team(
    rep_id: Id,
    order: RepTeam,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Put a rep into a team, or into none; his accounts go with him. If-Match is the rep's ETag."""
    with database.write() as session:
        found, record = find_stored_rep(session, identity, rep_id), rep_record(session, identity, rep_id)
        if found is None or record is None:
            raise unknown_rep()
        require_match(if_match, entity_tag(rep_answer(found), found.version))
        put_into_team(session, identity, record, order.team_id, clock())
        session.expire_all()
        told = find_stored_rep(session, identity, rep_id)
        assert told is not None
    answer = rep_answer(told)
    return Response(answer.model_dump_json(), 200, tagged(answer, told.version), "application/json")


def _tag(team: Team) -> str:
    return entity_tag(team_answer(team), team.version)
