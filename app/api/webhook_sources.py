"""Who may tell us something by webhook: sources and their secrets."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import AfterValidator, Field, StringConstraints
from sqlalchemy.orm import Session

from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown
from app.api.cursors import PagesDep
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Id, Order
from app.api.webhook_answers import SecretSourceAnswer, SourceAnswer, SourcesAnswer
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.hooks.signing import is_secret
from app.hooks.sources import Source, create_source, delete_source, find_source, rotate_source, sources

router = APIRouter(tags=["webhooks"], route_class=StrictRoute)


def _is_secret(text: str) -> str:
    if not is_secret(text):
        raise ValueError("write whsec_ and then 24 to 64 random bytes in base64")
    return text


SourceName = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9_-]+$")]
Secret = Annotated[
    str,
    StringConstraints(max_length=200),
    AfterValidator(_is_secret),
    Field(description="The `whsec_...` that the source made; left out, we make one."),
]


class SourceOrder(Order):
    name: Annotated[SourceName, Field(description="What it is called in the address /hooks/{source}.")]
    secret: Secret | None = None


class RotationOrder(Order):
    secret: Secret | None = None


@router.get("/webhook-sources")
def get_sources(pages: PagesDep, database: DatabaseDep, identity: IdentityDep) -> SourcesAnswer:
    """The sources in the order of their names."""
    with database.read() as session:
        walk = pages.of(session, "webhook sources")
        page = walk.slice(sources(session, walk.after, walk.limit + 1), lambda one: one.name)
    return SourcesAnswer(data=[SourceAnswer.model_validate(one) for one in page.rows], next_cursor=page.next_cursor)


@router.post("/webhook-sources", status_code=201, response_model=SecretSourceAnswer)
def post_source(order: SourceOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Add a source. Its secret is shown in this answer and never again; a repeated answer is without it."""

    def create(session: Session) -> Made:
        made, secret = create_source(session, identity, order.name, order.secret, clock())
        return _with_secret(201, made, secret, {"Location": f"/api/v1/webhook-sources/{made.name}"})

    return once.do(create)


@router.get("/webhook-sources/{source}", response_model=SourceAnswer)
def get_source(source: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None) -> Response:
    """One source."""
    with database.read() as session:
        found = find_source(session, source)
    return shown(SourceAnswer.model_validate(found), if_none_match, found.version)


@router.delete("/webhook-sources/{source}", status_code=204)
def delete_one_source(
    source: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> None:
    """Take in nothing more from a source; the accounts that it told of stay."""
    with database.write() as session:
        found = find_source(session, source)
        require_match(if_match, entity_tag(SourceAnswer.model_validate(found), found.version))
        delete_source(session, identity, source, clock())


@router.post("/webhook-sources/{source}:rotateSecret", response_model=SecretSourceAnswer)
def rotate_one_source(
    source: Id, order: RotationOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep
) -> Response:
    """A new secret, shown in this answer and never again. For 24 hours the one before it is accepted as well."""

    def change(session: Session) -> Made:
        return _with_secret(200, *rotate_source(session, identity, source, order.secret, clock()), {})

    return once.do(change)


def _with_secret(status: int, source: Source, secret: str, headers: dict[str, str]) -> Made:
    plain = SourceAnswer.model_validate(source)
    answer = SecretSourceAnswer(**plain.model_dump(), secret=secret)
    headers = {**headers, "Cache-Control": "no-store", "ETag": entity_tag(plain, source.version)}
    return Made(status, answer, headers, kept=answer.model_copy(update={"secret": None}))
