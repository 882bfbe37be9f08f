"""What a phone does when it is back on the network: its events go in, and it hears which routes are new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Day, Id, Order, as_request_fault
from app.api.visit_orders import EventId, VisitEventOrder
from app.deps import ClockDep, IdentityDep
from app.errors import AppError, Fault, request_faults
from app.intake.overview import local_today
from app.visits.event_facts import Flag
from app.visits.events import Told, tell_event
from app.visits.route_news import route_news

router = APIRouter(tags=["visits"], route_class=StrictRoute)

MOST_EVENTS = 100
MOST_ROUTES = 100
LENGTH_OF_ID = 36


class SyncResult(StrEnum):
    """What became of an event; a phone forgets those that were applied or are duplicates."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class SyncEvent(VisitEventOrder):
    visit_id: Id
    event_id: EventId


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that is no event; pointers begin at the item."""

    event_id: str | None
    faults: Sequence[Fault]


def _or_unreadable(value: object, read: ValidatorFunctionWrapHandler) -> object:
    """One item that cannot be used leaves the others alone."""
    try:
        return read(value)
    except ValidationError as error:
        told = value.get("event_id") if isinstance(value, Mapping) else None
        named = told.lower() if isinstance(told, str) and len(told) == LENGTH_OF_ID else None
        return Unreadable(named, request_faults(as_request_fault(error)))


class KnownRoute(Order):
    """A day of the rep as the phone has it."""

    on: Day
    plan_number: Annotated[int, Field(ge=1, le=2**31 - 1)]


class OtherRep(AppError):
    def __init__(self) -> None:
        detail = "These events are another rep's than who is signed in, so none was taken. Sign in as that rep first."
        super().__init__(409, "sync.other_rep", "Somebody else is signed in", detail)


class SyncOrder(Order):
    rep_id: Annotated[
        Id | None,
        Field(description="Whose phone it is. Where somebody else is signed in by now, nothing is taken (409)."),
    ] = None
    events: Annotated[
        list[Annotated[SyncEvent, WrapValidator(_or_unreadable)]],
        Field(default_factory=list, max_length=MOST_EVENTS, description="In the order in which they happened."),
    ]
    routes: Annotated[list[KnownRoute], Field(default_factory=list, max_length=MOST_ROUTES)]


class SyncFaultAnswer(Answer):
    pointer: str = Field(description="Into the request's body.")
    code: str
    detail: str


class SyncItemAnswer(Answer):
    event_id: str | None
    result: SyncResult
    code: str | None = Field(description="Why it was not applied; the code that a PUT of it would have got.")
    detail: str | None
    errors: list[SyncFaultAnswer]
    flag: Flag | None = Field(description="Applied, and it contradicts another event.")


class RouteNewsAnswer(Answer):
    on: date
    plan_number: int | None = Field(description="null: nothing is published for the day any more.")


class SyncAnswer(Answer):
    events: list[SyncItemAnswer] = Field(description="One for each event that was sent, in their order.")
    routes: list[RouteNewsAnswer] = Field(
        description="Days named, and of the next two weeks, whose route is another than the phone has: fetch them."
    )


@router.post("/sync", response_model=SyncAnswer)
def post_sync(order: SyncOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Report up to 100 events at once, each judged by itself, and hear which routes are newer than the phone's."""
    if order.rep_id not in (None, identity.rep_id):
        raise OtherRep
    return once.do(lambda session: Made(200, _sync(session, identity, order, clock())))


def _sync(session: Session, identity: Identity, order: SyncOrder, now: datetime) -> SyncAnswer:
    items = [_item(session, identity, n, event, now) for n, event in enumerate(order.events)]
    known = {route.on: route.plan_number for route in order.routes}
    assert identity.rep_id is not None
    news = route_news(session, identity.rep_id, known, local_today(session, now))
    return SyncAnswer(events=items, routes=[RouteNewsAnswer.model_validate(one) for one in news])


def _item(session: Session, identity: Identity, n: int, event: SyncEvent | Unreadable, now: datetime) -> SyncItemAnswer:
    if isinstance(event, Unreadable):
        faults = [Fault(f"/body/events/{n}{fault.pointer}", fault.code, fault.detail) for fault in event.faults]
        detail = "Some of its values cannot be used; `errors` names each one."
        return _answer(event.event_id, SyncResult.REJECTED, "request.invalid", detail, faults)
    try:
        told, kept = tell_event(session, identity, event.visit_id, event.event_id, event.fact(), now)
    except AppError as refusal:
        result = SyncResult.CONFLICT if refusal.status == 409 else SyncResult.REJECTED
        return _answer(event.event_id, result, refusal.code, refusal.detail)
    result = SyncResult.APPLIED if told is Told.APPLIED else SyncResult.DUPLICATE
    return _answer(event.event_id, result, flag=kept.flag)


def _answer(
    event_id: str | None,
    result: SyncResult,
    code: str | None = None,
    detail: str | None = None,
    faults: Sequence[Fault] = (),
    flag: Flag | None = None,
) -> SyncItemAnswer:
    errors = [SyncFaultAnswer.model_validate(fault) for fault in faults]
    return SyncItemAnswer(event_id=event_id, result=result, code=code, detail=detail, errors=errors, flag=flag)
