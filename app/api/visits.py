"""Visits: what is known of one, and the events that are reported of it."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.conditions import IfNoneMatch, shown
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id, Point
from app.api.visit_orders import EventId, VisitEventOrder
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.visits.event_facts import EventKind, Flag, VisitState
from app.visits.events import PlaceInPlan, Told, VisitEvent, VisitView, tell_event, visit_view

router = APIRouter(tags=["visits"], route_class=StrictRoute)


class VisitEventAnswer(Answer):
    id: str
    number: int = Field(description="1 is the visit's event that came in first; the order that counts.")
    kind: EventKind
    at: datetime = Field(description="By the clock of the device.")
    received_at: datetime = Field(description="By ours.")
    rep_id: str | None = Field(description="null: told by the office or a program.")
    device_id: str
    plan_version: int
    text: str
    delay_s: int | None
    next_on: date | None
    outcome: dict[str, Any]
    position: Point | None = Field(description="Of a check-in; only for the office and the rep himself.")
    flag: Flag | None = Field(description="It contradicts another event; both are kept, and somebody has to look.")
    settled_at: datetime | None = Field(description="Since then somebody has looked.")
    blanked_at: datetime | None = Field(description="Since then some of it is gone, for it was time or asked for.")


class VisitEventsAnswer(Answer):
    data: list[VisitEventAnswer]


class VisitPlaceAnswer(Answer):
    """Where the plan in force has it."""

    rep_id: str
    on: date
    start_s: int = Field(description="Seconds after local midnight of the rep.")
    plan_number: int


class VisitAnswer(Answer):
    id: str
    account_id: str
    account_name: str
    week_on: date
    number: int = Field(description="First, second, ... visit of that week.")
    state: VisitState
    place: VisitPlaceAnswer | None = Field(description="null: no plan in force has it.")
    events: list[VisitEventAnswer]


@router.get("/visits/{visit_id}", response_model=VisitAnswer)
def get_visit(
    visit_id: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None
) -> Response:
    """A visit with all that was reported of it; a rep sees those that a published plan gave to him."""
    with database.read() as session:
        return shown(_visit(visit_view(session, identity, visit_id)), if_none_match)


@router.get("/visits/{visit_id}/events")
def get_events(visit_id: Id, database: DatabaseDep, identity: IdentityDep) -> VisitEventsAnswer:
    """The events of a visit in the order they came in; it has 500 at most."""
    with database.read() as session:
        return VisitEventsAnswer(data=[event_answer(event) for event in visit_view(session, identity, visit_id).events])


@router.put(
    "/visits/{visit_id}/events/{event_id}",
    response_model=VisitEventAnswer,
    responses={201: {"model": VisitEventAnswer, "description": "Appended."}, 409: {}},
)
def put_event(
    visit_id: Id,
    event_id: EventId,
    order: VisitEventOrder,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
) -> Response:
    """Report an event. Sent again it changes nothing (200); another event under the same id is refused (409)."""
    with database.write() as session:
        told, event = tell_event(session, identity, visit_id, event_id, order.fact(), clock())
    status = 201 if told is Told.APPLIED else 200
    return Response(event_answer(event).model_dump_json(), status, media_type="application/json")


def event_answer(event: VisitEvent) -> VisitEventAnswer:
    fact = event.fact
    return VisitEventAnswer(
        id=event.id,
        number=event.number,
        kind=fact.kind,
        at=fact.at,
        received_at=event.received_at,
        rep_id=event.rep_id,
        device_id=fact.device_id,
        plan_version=fact.plan_version,
        text=fact.text,
        delay_s=fact.delay_s,
        next_on=fact.next_on,
        outcome=dict(fact.outcome),
        position=None if fact.position is None else Point(lat=fact.position[0], lon=fact.position[1]),
        flag=event.flag,
        settled_at=event.settled_at,
        blanked_at=event.blanked_at,
    )


def _visit(view: VisitView) -> VisitAnswer:
    return VisitAnswer(
        id=view.id,
        account_id=view.account_id,
        account_name=view.account_name,
        week_on=view.week_on,
        number=view.number,
        state=view.state,
        place=_place(view.place),
        events=[event_answer(event) for event in view.events],
    )


def _place(place: PlaceInPlan | None) -> VisitPlaceAnswer | None:
    return None if place is None else VisitPlaceAnswer.model_validate(place)
