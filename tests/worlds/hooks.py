"""Endpoints and events in a database, and a clock that a test moves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.db import Database
from app.hooks.outbox import announce
from app.hooks.signing import new_secret
from app.hooks.words import EventType
from app.ids import new_id
from app.models import WebhookDeliveryRecord, WebhookEndpointRecord


class MovedClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def store_endpoint(
    database: Database, url: str, at: datetime, types: Sequence[EventType] = (EventType.PLAN_SUCCEEDED,)
) -> str:
    """An enabled endpoint that wants these; returns its id."""
    with database.write() as session:
        endpoint = WebhookEndpointRecord(
            id=new_id("whe"),
            url=url,
            description="",
            event_types=list(types),
            enabled=True,
            failures=0,
            created_at=at,
            version=1,
            secret=new_secret(),
        )
        session.add(endpoint)
    return endpoint.id


def tell(database: Database, at: datetime, count: int = 1) -> None:
    """So many plans came to be."""
    with database.write() as session:
        for number in range(count):
            announce(session, EventType.PLAN_SUCCEEDED, f"pln_{number}", at, url=f"/api/v1/plans/pln_{number}")


def endpoint_of(database: Database, endpoint_id: str) -> WebhookEndpointRecord:
    with database.read() as session:
        return session.get_one(WebhookEndpointRecord, endpoint_id)


def deliveries_of(database: Database, endpoint_id: str) -> list[WebhookDeliveryRecord]:
    """In the order in which they were written."""
    with database.read() as session:
        mine = select(WebhookDeliveryRecord).where(WebhookDeliveryRecord.endpoint_id == endpoint_id)
        return list(session.scalars(mine.order_by(WebhookDeliveryRecord.id)))
