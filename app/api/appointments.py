"""Appointments: an account has one at most, so it is named by its account."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.cursors import Paged, PagesDep
from app.api.merge_patch import merged, patch_of
from app.api.once import Made, OnceDep
from app.api.slots import BookingOrder, booking, offered_instead
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Day, Id
from app.db import Database
from app.deps import Clock, ClockDep, DatabaseDep, IdentityDep
from app.errors import NotFound
from app.intake.account_lists import external_id_of
from app.visits.appointments import AgreedStart, agreed_start, agreed_starts
from app.visits.bookings import SlotTaken
from app.visits.seen_bookings import cancel_seen_booking
from app.wording import clock as on_the_clock

router = APIRouter(tags=["appointments"], route_class=StrictRoute)

OFFERS: dict[int | str, dict[str, Any]] = {
    409: {"description": "The start cannot be kept; member `offer` of the problem has others."}
}

Patch = Annotated[dict[str, Any], Depends(patch_of(BookingOrder))]


class AppointmentOrder(BookingOrder):
    """A start to book, as it was offered by the account's slots."""

    account_id: Id


class AppointmentAnswer(Answer):
    account_id: str
    account_name: str
    rep_id: str | None
    on: date
    start_s: int = Field(description="Seconds after local midnight of the rep.")
    start: str = Field(description="The same on the clock, HH:MM.")
    service_s: int | None = Field(description="null: the account's usual length.")
    is_booked: bool = Field(description="Booked here; else a list or a program told us of it.")


class AppointmentsAnswer(Answer, Paged):
    data: list[AppointmentAnswer]


@router.get("/appointments")
def get_appointments(
    pages: PagesDep,
    database: DatabaseDep,
    identity: IdentityDep,
    from_on: Annotated[Day | None, Query(alias="from")] = None,
    to_on: Annotated[Day | None, Query(alias="to")] = None,
) -> AppointmentsAnswer:
    """The appointments between two days, both included, in the order of the accounts' external ids."""
    with database.read() as session:
        walk = pages.of(session, "appointments", from_on, to_on)
        starts = agreed_starts(session, identity, from_on, to_on, walk.after, walk.limit + 1)
    page = walk.slice(starts, lambda start: start.account_id)
    return AppointmentsAnswer(data=[_shown(start) for start in page.rows], next_cursor=page.next_cursor)


@router.post(
    "/appointments",
    status_code=201,
    response_model=AppointmentAnswer,
    responses={200: {"model": AppointmentAnswer, "description": "Booked before."}, 404: {}, **OFFERS},
)
def post_appointment(
    order: AppointmentOrder, once: OnceDep, database: DatabaseDep, clock: ClockDep, identity: IdentityDep
) -> Response:
    """Book a start with an account, as POST to its slots does; 200 where this very start was booked before."""

    def book(session: Session) -> Made:
        booked = booking(session, identity, order.account_id, order, clock())
        answer = _shown(_agreed(session, identity, booked.account_id))
        where = f"/api/v1/appointments/{order.account_id}"
        return Made(201 if booked.fresh else 200, answer, {"Location": where, **tagged(answer)})

    try:
        return once.do(book)
    except SlotTaken as refusal:
        raise offered_instead(database, identity, order.account_id, order.service_s, clock()) from refusal


@router.get("/appointments/{account_id}", response_model=AppointmentAnswer)
def get_appointment(
    account_id: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None
) -> Response:
    """The appointment of an account."""
    with database.read() as session:
        found = _agreed(session, identity, external_id_of(session, identity, account_id))
    return shown(_shown(found), if_none_match)


@router.patch("/appointments/{account_id}", response_model=AppointmentAnswer, responses=OFFERS)
def patch_appointment(
    account_id: Id,
    changes: Patch,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Move an appointment to another start, day or rep (a JSON merge patch, RFC 7396); the old start is given up."""
    try:
        answer = _moved(account_id, changes, database, clock, identity, if_match)
    except SlotTaken as refusal:
        raise offered_instead(database, identity, account_id, changes.get("service_s"), clock()) from refusal
    return Response(answer.model_dump_json(), 200, tagged(answer), "application/json")


@router.delete("/appointments/{account_id}", status_code=204, responses={409: {}})
def delete_appointment(
    account_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> None:
    """Cancel an appointment, and take its stop out of the published day; 204 also where the account has none."""
    with database.write() as session:
        found = agreed_start(session, identity, external_id_of(session, identity, account_id))
        if found is not None:
            require_match(if_match, entity_tag(_shown(found)))
            cancel_seen_booking(session, identity, account_id, clock())


def _moved(
    account_id: str,
    changes: dict[str, Any],
    database: Database,
    clock: Clock,
    identity: Identity,
    if_match: str | None,
) -> AppointmentAnswer:
    with database.write() as session:
        external_id = external_id_of(session, identity, account_id)
        found = _agreed(session, identity, external_id)
        require_match(if_match, entity_tag(_shown(found)))
        before = BookingOrder.model_construct(
            rep_id=found.rep_id, on=found.on, start_s=found.start_s, service_s=found.service_s
        )
        booking(session, identity, external_id, merged(before, changes), clock())
        return _shown(_agreed(session, identity, external_id))


def _agreed(session: Session, identity: Identity, external_id: str) -> AgreedStart:
    found = agreed_start(session, identity, external_id)
    if found is None:
        raise NotFound("appointment.none", "The account has no appointment.")
    return found


def _shown(start: AgreedStart) -> AppointmentAnswer:
    return AppointmentAnswer(
        account_id=start.account_id,
        account_name=start.account_name,
        rep_id=start.rep_id,
        on=start.on,
        start_s=start.start_s,
        start=on_the_clock(start.start_s),
        service_s=start.service_s,
        is_booked=start.is_booked,
    )
