"""The log of deliveries, and sending one or all of them again by hand. Who calls commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.errors import AppError, NotFound
from app.hooks.endpoints import Disabled, unknown_endpoint
from app.hooks.words import DeliveryState, Trouble
from app.models import WebhookAttemptRecord, WebhookDeliveryRecord, WebhookEndpointRecord, WebhookEventRecord

ATTEMPTS_SHOWN = 50


class StillUnderWay(AppError):
    def __init__(self) -> None:
        super().__init__(
            409, "webhook.under_way", "Under way", "It is being sent or will be tried again by itself; wait for that."
        )


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way to one endpoint."""

    id: str
    endpoint_id: str
    event_id: str
    event_type: str
    occurred_at: datetime
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    status: int | None
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """An attempt, and what came of it."""

    number: int
    at: datetime
    status: int | None
    trouble: Trouble | None
    milliseconds: int


def deliveries(
    session: Session, *, endpoint_id: str | None, state: DeliveryState | None, before: str = "", limit: int
) -> list[Delivery]:
    """Deliveries, the newest first, from the one behind the id `before` on ("": from the newest)."""
    query = _lines().order_by(WebhookDeliveryRecord.id.desc()).limit(limit)
    if before:
        query = query.where(WebhookDeliveryRecord.id < before)
    if endpoint_id is not None:
        query = query.where(WebhookDeliveryRecord.endpoint_id == endpoint_id)
    if state is not None:
        query = query.where(WebhookDeliveryRecord.state == state)
    return [_view(delivery, event) for delivery, event in session.execute(query)]


def find_delivery(session: Session, delivery_id: str) -> Delivery:
    """Raises NotFound."""
    found = session.execute(_lines().where(WebhookDeliveryRecord.id == delivery_id)).first()
    if found is None:
        raise _unknown()
    return _view(*found)


def attempts_at(session: Session, delivery_id: str) -> Sequence[AttemptLine]:
    """The last 50 attempts, the newest first."""
    query = select(WebhookAttemptRecord).where(WebhookAttemptRecord.delivery_id == delivery_id)
    records = session.scalars(query.order_by(WebhookAttemptRecord.number.desc()).limit(ATTEMPTS_SHOWN))
    return [AttemptLine(one.number, one.at, one.status, _trouble(one.trouble), one.milliseconds) for one in records]


def redeliver(session: Session, actor: Identity, delivery_id: str, at: datetime) -> Delivery:
    """Put a delivery that is over in the queue again, for another three days, under the id of its event.

    Raises NotFound, StillUnderWay, and Disabled where its endpoint gets nothing.
    """
    record = session.get(WebhookDeliveryRecord, delivery_id)
    if record is None:
        raise _unknown()
    if record.state in (DeliveryState.WAITING, DeliveryState.SENDING):
        raise StillUnderWay
    _begin_anew(session, record.endpoint_id)
    record.state, record.next_at, record.queued_at, record.tries = DeliveryState.WAITING, at, at, 0
    session.flush()
    note_deed(session, actor, "webhook.redelivered", delivery_id, at)
    return find_delivery(session, delivery_id)


def redeliver_since(session: Session, actor: Identity, endpoint_id: str, since: datetime, at: datetime) -> int:
    """Send an endpoint again what happened since then and did not reach it; returns how many. Raises as `redeliver`."""
    _begin_anew(session, endpoint_id)
    events = select(WebhookEventRecord.id).where(WebhookEventRecord.occurred_at >= since)
    again = session.execute(
        update(WebhookDeliveryRecord)
        .where(
            WebhookDeliveryRecord.endpoint_id == endpoint_id,
            WebhookDeliveryRecord.state.in_((DeliveryState.FAILED, DeliveryState.CANCELLED)),
            WebhookDeliveryRecord.event_id.in_(events),
        )
        .values(state=DeliveryState.WAITING, next_at=at, queued_at=at, tries=0)
        .returning(WebhookDeliveryRecord.id)
        .execution_options(synchronize_session=False)
    )
    count = len(again.all())
    note_deed(session, actor, "webhook.redelivered", endpoint_id, at)
    return count


def _begin_anew(session: Session, endpoint_id: str) -> None:
    """Somebody says that the endpoint works again, so it is no longer only probed."""
    endpoint = session.get(WebhookEndpointRecord, endpoint_id)
    if endpoint is None:
        raise unknown_endpoint()
    if not endpoint.enabled:
        raise Disabled
    endpoint.failures = 0


def _lines() -> Select[WebhookDeliveryRecord, WebhookEventRecord]:
    return select(WebhookDeliveryRecord, WebhookEventRecord).join(
        WebhookEventRecord, WebhookDeliveryRecord.event_id == WebhookEventRecord.id
    )


def _view(delivery: WebhookDeliveryRecord, event: WebhookEventRecord) -> Delivery:
    return Delivery(
        id=delivery.id,
        endpoint_id=delivery.endpoint_id,
        event_id=event.id,
        event_type=event.type,
        occurred_at=event.occurred_at,
        state=DeliveryState(delivery.state),
        attempts=delivery.attempt,
        next_at=delivery.next_at,
        status=delivery.status,
        trouble=_trouble(delivery.trouble),
    )


def _trouble(text: str | None) -> Trouble | None:
    return None if text is None else Trouble(text)


def _unknown() -> NotFound:
    return NotFound("webhook.delivery_unknown", "There is no delivery of this id; they are kept for 30 days.")
