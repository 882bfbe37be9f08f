"""Seminars, and the list of whom to ask to each."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field
from sqlalchemy.orm import Session

from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.cursors import Paged, PagesDep
from app.api.merge_patch import merged, patch_of
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Day, Id, Order, Text, Word
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.overview import local_today
from app.method.account import Grade
from app.method.invitation_states import InvitationState
from app.method.rep import Half
from app.method.seminar_seats import WhyAsked
from app.method.settings import Area
from app.seminars.invitations import Invitation, draw_up, invitations, seats_by_cell, set_invitation
from app.seminars.seminars import (
    MOST_SEATS,
    Seminar,
    SeminarFacts,
    call_off,
    change_seminar,
    create_seminar,
    find_seminar,
    seminars,
)

router = APIRouter(tags=["seminars"], route_class=StrictRoute)

MOST_HOSTS = 50


class SeminarOrder(Order):
    """What can be told of a seminar."""

    on: Day
    half: Word[Half]
    place: Text
    seats: Annotated[int, Field(ge=1, le=MOST_SEATS)]
    host_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_HOSTS, description="External ids of reps.")]

    @property
    def facts(self) -> SeminarFacts:
        return SeminarFacts(self.on, self.half, self.place, self.seats, tuple(sorted(set(self.host_ids))))


class InvitationOrder(Order):
    state: Word[InvitationState]


class SeminarAnswer(Answer):
    id: str
    version: int
    on: date
    half: Half
    place: str
    seats: int
    host_ids: list[str] = Field(description="Those that the reader sees.")
    invitations: dict[InvitationState, int] = Field(description="How many are at each state, of those that are seen.")
    is_drawn_up: bool
    is_called_off: bool


class SeminarsAnswer(Answer, Paged):
    data: list[SeminarAnswer]


class InvitationAnswer(Answer):
    account_id: str
    account_name: str
    area: Area
    grade: Grade
    why: WhyAsked
    state: InvitationState


class CellAnswer(Answer):
    area: Area
    grade: Grade
    seats: int


class InvitationsAnswer(Answer):
    """The seats of the cells sum to the accounts that are asked and have not declined."""

    data: list[InvitationAnswer]
    cells: list[CellAnswer]


Patch = Annotated[dict[str, Any], Depends(patch_of(SeminarOrder))]


@router.get("/seminars")
def get_seminars(
    pages: PagesDep,
    database: DatabaseDep,
    identity: IdentityDep,
    from_on: Annotated[Day | None, Query(alias="from")] = None,
) -> SeminarsAnswer:
    """Seminars hosted by a rep who is seen, or to which an account that is seen is asked, in the order of their ids."""
    with database.read() as session:
        walk = pages.of(session, "seminars", from_on)
        today = local_today(session, pages.now)
        found = seminars(session, identity, today, from_on, walk.after, walk.limit + 1)
        page = walk.slice(found, lambda seminar: seminar.id)
    return SeminarsAnswer(data=[_shown(seminar) for seminar in page.rows], next_cursor=page.next_cursor)


@router.post("/seminars", status_code=201, response_model=SeminarAnswer, responses={409: {}})
def post_seminar(order: SeminarOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """A new seminar; planning keeps that half-day of its hosts free of visits."""

    def create(session: Session) -> Made:
        told = _shown(create_seminar(session, identity, order.facts, clock()))
        return Made(201, told, {"Location": f"/api/v1/seminars/{told.id}", **tagged(told, told.version)})

    return once.do(create)


@router.get("/seminars/{seminar_id}", response_model=SeminarAnswer)
def get_seminar(
    seminar_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_none_match: IfNoneMatch = None
) -> Response:
    """One seminar."""
    with database.read() as session:
        told = _shown(find_seminar(session, identity, seminar_id, clock()))
    return shown(told, if_none_match, told.version)


@router.patch("/seminars/{seminar_id}", response_model=SeminarAnswer, responses={409: {}})
def patch_seminar(
    seminar_id: Id,
    changes: Patch,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Change a seminar that is ahead (a JSON merge patch, RFC 7396)."""
    with database.write() as session:
        before = find_seminar(session, identity, seminar_id, clock())
        require_match(if_match, _tag(before))
        told = {**_facts(before), "host_ids": list(before.facts.host_ids)}
        order = merged(SeminarOrder.model_construct(**told), changes)
        answer = _shown(change_seminar(session, identity, seminar_id, order.facts, clock()))
    return Response(answer.model_dump_json(), 200, tagged(answer, answer.version), "application/json")


@router.delete("/seminars/{seminar_id}", status_code=204, responses={409: {}})
def delete_seminar(
    seminar_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> None:
    """Call a seminar off; its list stays, so that everybody who was asked can be told."""
    with database.write() as session:
        require_match(if_match, _tag(find_seminar(session, identity, seminar_id, clock())))
        call_off(session, identity, seminar_id, clock())


@router.post("/seminars/{seminar_id}:drawUp", response_model=InvitationsAnswer, responses={409: {}})
def post_draw_up(seminar_id: Id, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Draw up the list of whom to ask, for the seats that are free.

    Areas get seats by the setting `market_share`, grades by how many want one; capped, far and
    unserved accounts come first. Nobody with a visit in that half-day is asked. Drawn up again, whoever has answered
    or was added or taken out by hand stays as he is.
    """

    def draw(session: Session) -> Made:
        draw_up(session, identity, seminar_id, clock())
        return Made(200, _listed(invitations(session, identity, seminar_id, clock())))

    return once.do(draw)


@router.get("/seminars/{seminar_id}/invitations")
def get_invitations(seminar_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep) -> InvitationsAnswer:
    """The list of a seminar as far as it is seen."""
    with database.read() as session:
        return _listed(invitations(session, identity, seminar_id, clock()))


@router.put("/seminars/{seminar_id}/invitations/{account_id}", responses={409: {}})
def put_invitation(
    seminar_id: Id,
    account_id: Id,
    order: InvitationOrder,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
) -> InvitationAnswer:
    """Say what became of an invitation; an account that is not on the list is added by hand."""
    with database.write() as session:
        return _invitation(set_invitation(session, identity, seminar_id, account_id, order.state, clock()))


def _tag(seminar: Seminar) -> str:
    return entity_tag(_shown(seminar), seminar.version)


def _facts(seminar: Seminar) -> dict[str, Any]:
    facts = seminar.facts
    return {"on": facts.on, "half": facts.half, "place": facts.place, "seats": facts.seats}


def _shown(seminar: Seminar) -> SeminarAnswer:
    return SeminarAnswer(
        id=seminar.id,
        version=seminar.version,
        **_facts(seminar),
        host_ids=list(seminar.facts.host_ids),
        invitations={state: seminar.states[state] for state in InvitationState},
        is_drawn_up=seminar.drawn_up_at is not None,
        is_called_off=seminar.is_called_off,
    )


def _listed(found: list[Invitation]) -> InvitationsAnswer:
    table = [CellAnswer(area=cell.area, grade=cell.grade, seats=cell.seats) for cell in seats_by_cell(found)]
    return InvitationsAnswer(data=[_invitation(one) for one in found], cells=table)


def _invitation(one: Invitation) -> InvitationAnswer:
    return InvitationAnswer(
        account_id=one.account_id,
        account_name=one.account_name,
        area=one.area,
        grade=one.grade,
        why=one.why,
        state=one.state,
    )
