"""Managers, directors and assistants: who there is, what they are, and whose they are no more.

A manager sees, and makes, those who assist only his own team.
"""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Response
from pydantic import AfterValidator, Field, StringConstraints, model_validator
from sqlalchemy.orm import Session

from app.access.logins import LEAST_CHARACTERS, MOST_CHARACTERS, new_login
from app.access.people import (
    Person,
    PersonFacts,
    change_person,
    create_person,
    delete_person,
    find_person,
    people,
)
from app.access.roles import PersonRole
from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.cursors import Paged, PagesDep
from app.api.merge_patch import merged, patch_of
from app.api.once import Made, OnceDep
from app.api.people_answers import OfficePersonAnswer, person_answer
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id, Order, Word
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from app.intake.cells import MAX_TEXT

router = APIRouter(tags=["people"], route_class=StrictRoute)


def _as_it_is_looked_up(text: str) -> str:
    """The login in the form that signing in compares."""
    try:
        return new_login(text)
    except InvalidInput as refusal:
        raise ValueError(refusal.detail) from refusal


Login = Annotated[
    str,
    StringConstraints(min_length=LEAST_CHARACTERS, max_length=MOST_CHARACTERS, pattern=r"^[^\s\x00]+$"),
    AfterValidator(_as_it_is_looked_up),
]


MOST_TEAMS = 50


class PersonOrder(Order):
    """What can be told of a manager, a director or an assistant."""

    login: Annotated[Login, Field(description="An e-mail address or a name, without spaces; case does not count.")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT, pattern=r"^[^\x00]*$")]
    role: Word[PersonRole]
    team_id: Annotated[Id | None, Field(description="The team of a manager; nobody else leads one.")] = None
    team_ids: Annotated[
        list[Id],
        Field(
            default_factory=list,
            max_length=MOST_TEAMS,
            description="The teams that an assistant helps; nobody else has any.",
        ),
    ]

    @model_validator(mode="after")
    def _is_of_a_team(self) -> Self:
        if (self.role is PersonRole.MANAGER) != (self.team_id is not None):
            raise ValueError("name the team of a manager, and none for anybody else")
        if (self.role is PersonRole.ASSISTANT) != bool(self.team_ids):
            raise ValueError("name the teams that an assistant helps, at least one, and none for anybody else")
        return self

    def facts(self) -> PersonFacts:
        return PersonFacts(self.login, self.name, self.role, self.team_id, frozenset(self.team_ids))


class PeopleAnswer(Answer, Paged):
    data: list[OfficePersonAnswer]


Patch = Annotated[dict[str, Any], Depends(patch_of(PersonOrder))]


@router.get("/people")
def get_people(pages: PagesDep, database: DatabaseDep, identity: IdentityDep) -> PeopleAnswer:
    """Managers, directors and assistants in the order in which they were told of."""
    with database.read() as session:
        walk = pages.of(session, "people")
        page = walk.slice(people(session, identity, walk.after, walk.limit + 1), lambda person: person.id)
    return PeopleAnswer(data=[person_answer(person) for person in page.rows], next_cursor=page.next_cursor)


@router.post("/people", status_code=201, response_model=OfficePersonAnswer)
def post_person(order: PersonOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Tell of a manager, a director or an assistant; he can sign in once he has chosen a password by his invitation."""

    def create(session: Session) -> Made:
        person = create_person(session, identity, order.facts(), clock())
        told = person_answer(person)
        return Made(201, told, {"Location": f"/api/v1/people/{person.id}", **tagged(told, person.version)})

    return once.do(create)


@router.get("/people/{person_id}", response_model=OfficePersonAnswer)
def get_person(
    person_id: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None
) -> Response:
    """One manager, director or assistant."""
    with database.read() as session:
        person = find_person(session, identity, person_id)
    return shown(person_answer(person), if_none_match, person.version)


@router.patch("/people/{person_id}", response_model=OfficePersonAnswer, responses={409: {}})
def patch_person(
    person_id: Id,
    changes: Patch,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Change somebody's name, role or teams (a JSON merge patch, RFC 7396); it counts from his next request on."""
    with database.write() as session:
        person = find_person(session, identity, person_id)
        require_match(if_match, _tag(person))
        facts = person.facts
        before = PersonOrder.model_construct(
            login=facts.login,
            name=facts.name,
            role=facts.role,
            team_id=facts.team_id,
            team_ids=sorted(facts.team_ids),
        )
        told = change_person(session, identity, person_id, merged(before, changes).facts(), clock())
    answer = person_answer(told)
    return Response(answer.model_dump_json(), 200, tagged(answer, told.version), "application/json")


@router.delete("/people/{person_id}", status_code=204, responses={409: {}})
def delete_one_person(
    person_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> None:
    """Somebody who has left: his sessions end at once, and his name is forgotten."""
    with database.write() as session:
        require_match(if_match, _tag(find_person(session, identity, person_id)))
        delete_person(session, identity, person_id, clock())


def _tag(person: Person) -> str:
    return entity_tag(person_answer(person), person.version)
