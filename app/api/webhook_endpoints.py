"""Who is told when something happens: receivers of webhooks, their secrets, and a message to try them with."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Response
from pydantic import AfterValidator, Field, StringConstraints
from sqlalchemy.orm import Session

from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.cursors import PagesDep
from app.api.merge_patch import merged, patch_of
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Id, Instant, Order, Text, Word
from app.api.webhook_answers import (
    DeliveryAnswer,
    EndpointAnswer,
    EndpointsAnswer,
    RedeliveredAnswer,
    SecretEndpointAnswer,
)
from app.deps import ClockDep, DatabaseDep, IdentityDep, SettingsDep
from app.errors import Fault, InvalidInput
from app.hooks.addresses import LONGEST_URL, RefusedUrl, target_of
from app.hooks.deliveries import find_delivery, redeliver_since
from app.hooks.endpoints import (
    Endpoint,
    EndpointFacts,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    endpoints,
    find_endpoint,
    rotate_secret,
    send_test,
)
from app.hooks.words import EventType

router = APIRouter(tags=["webhooks"], route_class=StrictRoute)


def _each_once(types: list[EventType]) -> list[EventType]:
    if len(set(types)) < len(types):
        raise ValueError("name each type once")
    return types


class EndpointOrder(Order):
    """A receiver: where it is, and what it wants to be told."""

    url: Annotated[
        str,
        StringConstraints(min_length=1, max_length=LONGEST_URL, pattern=r"^[^\x00]*$"),
        Field(description="https, a public host, port 443."),
    ]
    event_types: Annotated[list[Word[EventType]], Field(min_length=1, max_length=50), AfterValidator(_each_once)]
    description: Text = ""
    enabled: bool = True

    def facts(self) -> EndpointFacts:
        return EndpointFacts(self.url, self.description, tuple(self.event_types), self.enabled)

    @classmethod
    def of(cls, endpoint: Endpoint) -> Self:
        return cls.model_construct(
            url=endpoint.url,
            event_types=list(endpoint.event_types),
            description=endpoint.description,
            enabled=endpoint.enabled,
        )


class SinceOrder(Order):
    since: Annotated[Instant, Field(description="Events from then on that failed or were cancelled are sent again.")]


Patch = Annotated[dict[str, Any], Depends(patch_of(EndpointOrder))]


def refuse_private(url: str, *, private_allowed: bool) -> None:
    """Raise InvalidInput where webhooks may not be sent to this address, as far as its text shows."""
    try:
        target_of(url, private_allowed=private_allowed)
    except RefusedUrl as refusal:
        fault = Fault("/body/url", "webhook.url", str(refusal))
        raise InvalidInput("webhook.url", "Webhooks cannot be sent to this address.", [fault]) from refusal


@router.get("/webhook-endpoints")
def get_endpoints(pages: PagesDep, database: DatabaseDep, identity: IdentityDep) -> EndpointsAnswer:
    """The receivers, the oldest first."""
    with database.read() as session:
        walk = pages.of(session, "webhook endpoints")
        page = walk.slice(endpoints(session, walk.after, walk.limit + 1), lambda one: one.id)
    return EndpointsAnswer(data=[EndpointAnswer.model_validate(one) for one in page.rows], next_cursor=page.next_cursor)


@router.post("/webhook-endpoints", status_code=201, response_model=SecretEndpointAnswer)
def post_endpoint(
    order: EndpointOrder, once: OnceDep, clock: ClockDep, settings: SettingsDep, identity: IdentityDep
) -> Response:
    """Add a receiver. Its secret is shown in this answer and never again; a repeated answer is without it."""
    refuse_private(order.url, private_allowed=settings.webhook_allow_private)

    def create(session: Session) -> Made:
        made, secret = create_endpoint(session, identity, order.facts(), clock())
        return _with_secret(201, made, secret, {"Location": f"/api/v1/webhook-endpoints/{made.id}"})

    return once.do(create)


@router.get("/webhook-endpoints/{endpoint_id}", response_model=EndpointAnswer)
def get_endpoint(
    endpoint_id: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None
) -> Response:
    """One receiver and how it fares."""
    with database.read() as session:
        found = find_endpoint(session, endpoint_id)
    return shown(EndpointAnswer.model_validate(found), if_none_match, found.version)


@router.patch("/webhook-endpoints/{endpoint_id}", response_model=EndpointAnswer)
def patch_endpoint(
    endpoint_id: Id,
    changes: Patch,
    database: DatabaseDep,
    clock: ClockDep,
    settings: SettingsDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Change where it is, what it is told, or whether it is told anything (a JSON merge patch, RFC 7396).

    Disabling it cancels what waits for it; `:redeliver` sends that once it is enabled again.
    """
    with database.write() as session:
        found = find_endpoint(session, endpoint_id)
        require_match(if_match, _tag(found))
        order = merged(EndpointOrder.of(found), changes)
        if order.url != found.url:
            refuse_private(order.url, private_allowed=settings.webhook_allow_private)
        changed = change_endpoint(session, identity, endpoint_id, order.facts(), clock())
    answer = EndpointAnswer.model_validate(changed)
    return Response(answer.model_dump_json(), 200, tagged(answer, changed.version), "application/json")


@router.delete("/webhook-endpoints/{endpoint_id}", status_code=204)
def delete_one_endpoint(
    endpoint_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> None:
    """Take a receiver away, with the log of its deliveries."""
    with database.write() as session:
        require_match(if_match, _tag(find_endpoint(session, endpoint_id)))
        delete_endpoint(session, identity, endpoint_id, clock())


@router.post("/webhook-endpoints/{endpoint_id}:rotateSecret", response_model=SecretEndpointAnswer)
def rotate_endpoint(endpoint_id: Id, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """A new secret, shown in this answer and never again. For 24 hours each message is signed with both."""

    def change(session: Session) -> Made:
        return _with_secret(200, *rotate_secret(session, identity, endpoint_id, clock()), {})

    return once.do(change)


@router.post("/webhook-endpoints/{endpoint_id}:test", status_code=202, response_model=DeliveryAnswer)
def test_endpoint(endpoint_id: Id, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Send it an `endpoint.test`; the delivery at Location says what came of it, within seconds."""

    def send(session: Session) -> Made:
        delivery = find_delivery(session, send_test(session, endpoint_id, clock()))
        where = {"Location": f"/api/v1/webhook-deliveries/{delivery.id}"}
        return Made(202, DeliveryAnswer.model_validate(delivery), where)

    return once.do(send)


@router.post("/webhook-endpoints/{endpoint_id}:redeliver", status_code=202, response_model=RedeliveredAnswer)
def redeliver_to_endpoint(
    endpoint_id: Id, order: SinceOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep
) -> Response:
    """Send again what happened since a moment and did not reach it, each under its own id."""

    def again(session: Session) -> Made:
        count = redeliver_since(session, identity, endpoint_id, order.since, clock())
        return Made(202, RedeliveredAnswer(redelivered=count))

    return once.do(again)


def _with_secret(status: int, endpoint: Endpoint, secret: str, headers: dict[str, str]) -> Made:
    plain = EndpointAnswer.model_validate(endpoint)
    answer = SecretEndpointAnswer(**plain.model_dump(), secret=secret)
    headers = {**headers, "Cache-Control": "no-store", "ETag": entity_tag(plain, endpoint.version)}
    return Made(status, answer, headers, kept=answer.model_copy(update={"secret": None}))


def _tag(endpoint: Endpoint) -> str:
    return entity_tag(EndpointAnswer.model_validate(endpoint), endpoint.version)
