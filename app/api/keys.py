"""API keys: made, listed, renewed and revoked. A key is told once, so its answer is not kept for a second time."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from app.access.key_lists import find_key, keys, revoke_key, rotate_key
from app.access.keys import NewKey, create_key
from app.access.roles import Scope
from app.api.conditions import IfNoneMatch, shown
from app.api.cursors import Paged, PagesDep
from app.api.once import Made, OnceDep
from app.api.people_answers import KeyAnswer, NewKeyAnswer, key_answer
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id, Instant, Order, Word
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import Fault, InvalidInput
from app.intake.cells import MAX_TEXT

router = APIRouter(tags=["keys"], route_class=StrictRoute)


class KeyOrder(Order):
    name: Annotated[
        str,
        StringConstraints(min_length=1, max_length=MAX_TEXT, pattern=r"^[^\x00]*$"),
        Field(description="What the key is for, such as crm."),
    ]
    scopes: Annotated[list[Word[Scope]], Field(min_length=1, max_length=len(Scope), description="What it may do.")]
    expires_at: Annotated[Instant | None, Field(description="When it ends; never unless said.")] = None


class KeysAnswer(Answer, Paged):
    data: list[KeyAnswer]


@router.get("/api-keys")
def get_keys(pages: PagesDep, database: DatabaseDep) -> KeysAnswer:
    """The keys in the order of their making, those that work no more among them."""
    with database.read() as session:
        walk = pages.of(session, "api keys")
        page = walk.slice(keys(session, walk.after, walk.limit + 1), lambda key: key.id)
    return KeysAnswer(data=[key_answer(key) for key in page.rows], next_cursor=page.next_cursor)


@router.post("/api-keys", status_code=201, response_model=NewKeyAnswer)
def post_key(order: KeyOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """A new key. `key` is told this once; a repeated answer is without it."""
    now = clock()
    if order.expires_at is not None and order.expires_at <= now:
        fault = Fault("/body/expires_at", "key.ends_first", "Give a moment that is still to come, or leave it out.")
        raise InvalidInput("key.ends_first", "The key would be over before it is made.", [fault])

    def make(session: Session) -> Made:
        key = create_key(session, order.name, now, set(order.scopes), expires_at=order.expires_at, by=identity)
        return _told(session, key)

    return once.do(make)


@router.get("/api-keys/{key_id}", response_model=KeyAnswer)
def get_key(key_id: Id, database: DatabaseDep, if_none_match: IfNoneMatch = None) -> Response:
    """One key, without its secret."""
    with database.read() as session:
        return shown(key_answer(find_key(session, key_id)), if_none_match)


@router.post("/api-keys/{key_id}:rotate", status_code=201, response_model=NewKeyAnswer, responses={409: {}})
def post_rotation(key_id: Id, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """A new key that may do the same, told this once; the old one works for 24 hours more."""
    return once.do(lambda session: _told(session, rotate_key(session, identity, key_id, clock())))


@router.delete("/api-keys/{key_id}", status_code=204)
def delete_key(key_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep) -> None:
    """Revoke a key: it works no more. 204 also where it was revoked before."""
    with database.write() as session:
        revoke_key(session, identity, key_id, clock())


def _told(session: Session, made: NewKey) -> Made:
    answer = NewKeyAnswer(**key_answer(find_key(session, made.id)).model_dump(), key=made.text)
    headers = {"Location": f"/api/v1/api-keys/{made.id}", "Cache-Control": "no-store"}
    return Made(201, answer, headers, kept=answer.model_copy(update={"key": None}))
