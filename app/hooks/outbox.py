"""The outbox: an event is written in the transaction of what it tells, so neither can be there without the other."""

import json
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hooks.words import DeliveryState, EventType
from app.ids import new_id
from app.models import WebhookDeliveryRecord, WebhookEndpointRecord, WebhookEventRecord

Thin = str | int | bool | None | list[str]


def announce(session: Session, event_type: EventType, subject: str, at: datetime, **thin: Thin) -> None:
    """Have every endpoint that asked for it be told that this happened to the subject (an id). Who calls commits.

    `thin` is what is told beside the id: `url`, the path where the API shows the subject, then days, counts and further
    ids. A name, a text that somebody wrote, or anything else about a person has no place in it. Nothing is written
    where nobody asked.
    """
    enabled = select(WebhookEndpointRecord.id, WebhookEndpointRecord.event_types).where(WebhookEndpointRecord.enabled)
    receivers = [endpoint_id for endpoint_id, wanted in session.execute(enabled).all() if event_type in wanted]
    if receivers:
        put_in_outbox(session, event_type, {"id": subject, **thin}, at, receivers)


def put_in_outbox(
    session: Session, event_type: str, data: dict[str, Thin], at: datetime, receivers: list[str]
) -> list[str]:
    """Write an event and a delivery to each of these endpoints; returns the deliveries' ids."""
    event_id = new_id("msg")
    told = {"type": event_type, "timestamp": at.astimezone(UTC).isoformat().replace("+00:00", "Z"), "data": data}
    body = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    session.add(WebhookEventRecord(id=event_id, type=event_type, occurred_at=at, body=body))
    session.flush()
    deliveries = [
        WebhookDeliveryRecord(
            id=new_id("whd"),
            endpoint_id=endpoint_id,
            event_id=event_id,
            state=DeliveryState.WAITING,
            attempt=0,
            tries=0,
            next_at=at,
            queued_at=at,
        )
        for endpoint_id in receivers
    ]
    session.add_all(deliveries)
    session.flush()
    return [delivery.id for delivery in deliveries]
