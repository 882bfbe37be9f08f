"""Reps: read them, tell of one, change one, delete one. A rep is named by his external id."""

from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field
from sqlalchemy.orm import Session

from app.api.account_orders import external_id_in
from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, refuse_stale, require_match, shown, tagged
from app.api.cursors import PagesDep
from app.api.merge_patch import merged, patch_of
from app.api.once import Made, OnceDep
from app.api.rep_answers import RepAnswer, RepsAnswer, rep_answer, reps_answer
from app.api.rep_orders import RepFacts, RepOrder
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Day, Id, Instant
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import Fault, InvalidInput
from app.intake.method_settings import settings_in_force
from app.intake.rep_lists import (
    RepKnown,
    StoredRep,
    delete_rep,
    find_stored_rep,
    known_rep,
    rep_ids,
    rep_page,
    rep_record,
    tell_rep,
    unknown_rep,
)
from app.intake.tombstones import SLACK, refuse_forgotten
from app.method.field_days import DayKind, day_kind, day_off
from app.method.working_hours import hours_on

router = APIRouter(tags=["reps"], route_class=StrictRoute)

MOST_DAYS = 92

Patch = Annotated[dict[str, Any], Depends(patch_of(RepFacts))]


class ShiftAnswer(Answer):
    """One rep on one day."""

    on: date
    works: bool
    kind: DayKind = Field(description="What his calendar calls the day.")
    why_not: str | None = Field(description="`leave`, `holiday` or `no_field_day`.")
    start_s: int | None
    end_s: int | None


class ShiftsAnswer(Answer):
    rep_id: str
    timezone: str
    data: list[ShiftAnswer]


@router.get("/reps")
def get_reps(
    pages: PagesDep,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    updated_since: Annotated[
        Instant | None, Query(description="Only what changed since; deletions of the last 90 days are told as well.")
    ] = None,
) -> RepsAnswer:
    """The reps in the order of their external ids."""
    refuse_forgotten(updated_since, clock())
    with database.read() as session:
        walk = pages.of(session, "reps", updated_since)
        ids = walk.slice(rep_ids(session, identity, updated_since, walk.after, walk.limit + 1), str)
        page = rep_page(session, ids.rows)
    return reps_answer(page, ids.next_cursor, walk.began_at - SLACK)


@router.post("/reps", status_code=201, response_model=RepAnswer)
def post_rep(order: RepOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Tell of a new rep; 409 where his external id is known. One who was deleted comes back."""

    def create(session: Session) -> Made:
        if find_stored_rep(session, identity, order.external_id) is not None:
            raise RepKnown
        told = rep_answer(tell_rep(session, identity, order.rep(order.external_id), clock()))
        where = f"/api/v1/reps/{quote(told.external_id, safe='')}"
        return Made(201, told, {"Location": where, **tagged(told, told.version)})

    return once.do(create)


@router.get("/reps/{rep_id}", response_model=RepAnswer)
def get_rep(rep_id: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None) -> Response:
    """One rep."""
    with database.read() as session:
        found = known_rep(session, identity, rep_id)
    return shown(rep_answer(found), if_none_match, found.version)


@router.put(
    "/reps/{rep_id}",
    response_model=RepAnswer,
    responses={201: {"model": RepAnswer, "description": "There was none of this id."}, 409: {}},
)
def put_rep(
    rep_id: Id,
    facts: RepFacts,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Replace a rep, or tell of a new one under an external id of yours; If-Match where he is there already."""
    with database.write() as session:
        found = find_stored_rep(session, identity, rep_id)
        if found is None and not identity.sees_everything:
            raise unknown_rep()
        if found is None:
            refuse_stale(if_match, None)
        else:
            require_match(if_match, _tag(found))
        told = rep_answer(tell_rep(session, identity, facts.rep(external_id_in(rep_id)), clock()))
    return _answer(told, 201 if found is None else 200)


@router.patch("/reps/{rep_id}", response_model=RepAnswer, responses={409: {}})
def patch_rep(
    rep_id: Id,
    changes: Patch,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Change some facts of a rep, such as his leave (a JSON merge patch, RFC 7396)."""
    with database.write() as session:
        found = known_rep(session, identity, rep_id)
        require_match(if_match, _tag(found))
        facts = merged(RepFacts.of(found.rep), changes)
        told = rep_answer(tell_rep(session, identity, facts.rep(rep_id), clock()))
    return _answer(told)


@router.delete("/reps/{rep_id}", status_code=204)
def delete_one_rep(
    rep_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> None:
    """Delete a rep: he is neither listed nor planned any more, and signed out. 204 also where he is gone already."""
    with database.write() as session:
        record = rep_record(session, identity, rep_id)
        if record is None:
            raise unknown_rep()
        if record.deleted_at is None:
            require_match(if_match, _tag(known_rep(session, identity, rep_id)))
            delete_rep(session, identity, record, clock())


@router.get("/reps/{rep_id}/shifts")
def get_shifts(
    rep_id: Id,
    database: DatabaseDep,
    identity: IdentityDep,
    from_on: Annotated[Day, Query(alias="from")],
    to_on: Annotated[Day, Query(alias="to")],
) -> ShiftsAnswer:
    """On which days between the two, both included, the rep drives out, and when; at most 92 days."""
    if not from_on <= to_on < from_on + timedelta(days=MOST_DAYS):
        fault = Fault("/query/to", "shifts.days", f"Give at most {MOST_DAYS} days, the earlier first.")
        raise InvalidInput("shifts.days", "These days cannot be looked at.", [fault])
    with database.read() as session:
        rep = known_rep(session, identity, rep_id).rep
        country = settings_in_force(session).country
    shifts = []
    for on in (from_on + timedelta(days=n) for n in range((to_on - from_on).days + 1)):
        why_not, kind = day_off(rep, on, country), day_kind(rep, on, country)
        start_s, end_s = (None if why_not else hours_on(rep, on)) or (None, None)
        shifts.append(
            ShiftAnswer(on=on, works=why_not is None, kind=kind, why_not=why_not, start_s=start_s, end_s=end_s)
        )
    return ShiftsAnswer(rep_id=rep.external_id, timezone=rep.timezone, data=shifts)


def _tag(found: StoredRep) -> str:
    return entity_tag(rep_answer(found), found.version)


def _answer(told: RepAnswer, status: int = 200) -> Response:
    return Response(told.model_dump_json(), status, tagged(told, told.version), "application/json")
