"""Receivers of webhooks: who they are, what they want to be told, and their secrets. Who calls commits."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.errors import AppError, NotFound
from app.hooks.outbox import put_in_outbox
from app.hooks.queue import disable
from app.hooks.signing import new_secret, rotate
from app.hooks.words import ENDPOINT_TEST, EventType, WhyDisabled
from app.ids import new_id
from app.models import WebhookEndpointRecord

MOST = 50  # each of them is asked at every event


class TooMany(AppError):
    def __init__(self) -> None:
        super().__init__(
            409, "webhook.too_many", "Too many endpoints", "There are 50 endpoints already. Delete one first."
        )


class Disabled(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "webhook.disabled",
            "The endpoint is disabled",
            "Nothing is sent to it. Enable it first, then try again.",
        )


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A receiver as it may be shown: without its secrets."""

    id: str
    url: str
    description: str
    event_types: Sequence[EventType]
    enabled: bool
    disabled_why: WhyDisabled | None
    failures: int
    accepted_at: datetime | None
    old_secret_until: datetime | None
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class EndpointFacts:
    """What people decide about a receiver."""

    url: str
    description: str
    event_types: Sequence[EventType]
    enabled: bool


def unknown_endpoint() -> NotFound:
    return NotFound("webhook.unknown", "There is no webhook endpoint of this id.")


def endpoints(session: Session, after: str = "", limit: int | None = None) -> list[Endpoint]:
    """The receivers, the oldest first, from the one behind the id `after` on."""
    query = select(WebhookEndpointRecord).where(WebhookEndpointRecord.id > after).order_by(WebhookEndpointRecord.id)
    return [_view(record) for record in session.scalars(query.limit(limit))]


def find_endpoint(session: Session, endpoint_id: str) -> Endpoint:
    """Raises NotFound."""
    return _view(_record(session, endpoint_id))


def create_endpoint(session: Session, actor: Identity, facts: EndpointFacts, at: datetime) -> tuple[Endpoint, str]:
    """Keep a new receiver; returns it with its secret, which is shown this once. Raises TooMany."""
    if (session.scalar(select(func.count()).select_from(WebhookEndpointRecord)) or 0) >= MOST:
        raise TooMany
    record = WebhookEndpointRecord(id=new_id("whe"), created_at=at, version=1, failures=0, secret=new_secret())
    _take(record, facts)
    session.add(record)
    session.flush()
    note_deed(session, actor, "webhook.created", record.id, at)
    return _view(record), record.secret


def change_endpoint(
    session: Session, actor: Identity, endpoint_id: str, facts: EndpointFacts, at: datetime
) -> Endpoint:
    """Replace what people decided; enabling it again begins with a clean record. Raises NotFound."""
    record = _record(session, endpoint_id)
    was = _facts(record)
    if facts == was:
        return _view(record)
    if was.enabled and not facts.enabled:
        disable(session, record, WhyDisabled.BY_HAND, at)  # a version of its own; what else changes is another
    if (facts.enabled and not was.enabled) or facts.url != was.url:
        record.failures = 0
    _take(record, facts)
    record.version += 1
    session.flush()
    note_deed(session, actor, "webhook.updated", record.id, at, changed_facts(was, facts))
    return _view(record)


def rotate_secret(session: Session, actor: Identity, endpoint_id: str, at: datetime) -> tuple[Endpoint, str]:
    """A new secret, shown this once; the one before it signs as well for 24 hours. Raises NotFound."""
    record = _record(session, endpoint_id)
    rotate(record, new_secret(), at)
    record.version += 1
    session.flush()
    note_deed(session, actor, "webhook.secret_rotated", record.id, at)
    return _view(record), record.secret


def delete_endpoint(session: Session, actor: Identity, endpoint_id: str, at: datetime) -> None:
    """Take a receiver away, with its deliveries and what is known of them. Raises NotFound."""
    session.delete(_record(session, endpoint_id))
    session.flush()
    note_deed(session, actor, "webhook.deleted", endpoint_id, at)


def send_test(session: Session, endpoint_id: str, at: datetime) -> str:
    """Send it an event that means nothing; returns the delivery's id. Raises NotFound and Disabled."""
    record = _record(session, endpoint_id)
    if not record.enabled:
        raise Disabled
    url = f"/api/v1/webhook-endpoints/{record.id}"
    (delivery_id,) = put_in_outbox(session, ENDPOINT_TEST, {"id": record.id, "url": url}, at, [record.id])
    return delivery_id


def changed_facts(before: EndpointFacts, after: EndpointFacts) -> list[str]:
    names = [fact.name for fact in fields(EndpointFacts)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _record(session: Session, endpoint_id: str) -> WebhookEndpointRecord:
    record = session.get(WebhookEndpointRecord, endpoint_id)
    if record is None:
        raise unknown_endpoint()
    return record


def _facts(record: WebhookEndpointRecord) -> EndpointFacts:
    return EndpointFacts(record.url, record.description, [EventType(t) for t in record.event_types], record.enabled)


def _take(record: WebhookEndpointRecord, facts: EndpointFacts) -> None:
    record.url, record.description, record.event_types = facts.url, facts.description, list(facts.event_types)
    record.enabled = facts.enabled
    if facts.enabled:
        record.disabled_why = None
    elif record.disabled_why is None:
        record.disabled_why = WhyDisabled.BY_HAND


def _view(record: WebhookEndpointRecord) -> Endpoint:
    return Endpoint(
        id=record.id,
        url=record.url,
        description=record.description,
        event_types=[EventType(name) for name in record.event_types],
        enabled=record.enabled,
        disabled_why=None if record.disabled_why is None else WhyDisabled(record.disabled_why),
        failures=record.failures,
        accepted_at=record.accepted_at,
        old_secret_until=record.old_secret_until,
        created_at=record.created_at,
        version=record.version,
    )
