"""Deliveries that wait: claimed with a lease, sent by whoever claimed them, settled once. Who calls commits.

The moments are the caller's clock: senders on several machines keep their clocks together to within a minute, and where
they do not, an event may be sent twice under its one id.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.hooks.outbox import announce
from app.hooks.posting import PostResult
from app.hooks.schedule import BREAKER, next_attempt
from app.hooks.signing import live_secrets
from app.hooks.words import OVER, DeliveryState, EventType, Trouble, WhyDisabled
from app.models import WebhookAttemptRecord, WebhookDeliveryRecord, WebhookEndpointRecord, WebhookEventRecord

LEASE = timedelta(seconds=120)  # well above what a batch takes
BATCH = 20

_Delivery, _Endpoint = WebhookDeliveryRecord, WebhookEndpointRecord


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is this sender's as long as nobody else has begun a later attempt."""

    delivery_id: str
    attempt: int
    event_id: str
    body: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What one endpoint is to be sent now, the oldest first."""

    endpoint_id: str
    url: str
    secrets: tuple[str, ...]
    claims: Sequence[Claim]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claim that was carried out, when it began and what came of it."""

    claim: Claim
    at: datetime
    result: PostResult


def endpoints_due(session: Session, now: datetime) -> list[str]:
    """The endpoints that have something to be sent now, without claiming it; whoever has waited longest is first."""
    due = (
        select(_Delivery.endpoint_id)
        .join(_Endpoint, _Delivery.endpoint_id == _Endpoint.id)
        .where(_Endpoint.enabled, _is_due(now))
        .group_by(_Delivery.endpoint_id)
        .order_by(func.min(_Delivery.queued_at))
    )
    return [name for name in session.scalars(due) if _due_of(session, session.get_one(_Endpoint, name), now)]


def claim_batch(session: Session, endpoint_id: str, now: datetime) -> Batch | None:
    """Take what is due for this endpoint; None where nothing is, or it was disabled or deleted meanwhile."""
    endpoint = session.get(_Endpoint, endpoint_id)
    if endpoint is None or not endpoint.enabled:
        return None
    due = _due_of(session, endpoint, now)
    for delivery in due:
        delivery.state, delivery.next_at, delivery.lease_until = DeliveryState.SENDING, None, now + LEASE
        delivery.attempt += 1
        delivery.tries += 1
    session.flush()
    if not due:
        return None
    events = {
        event.id: event
        for event in session.scalars(
            select(WebhookEventRecord).where(WebhookEventRecord.id.in_([delivery.event_id for delivery in due]))
        )
    }
    claims = [Claim(one.id, one.attempt, one.event_id, events[one.event_id].body) for one in due]
    return Batch(endpoint.id, endpoint.url, live_secrets(endpoint, now), claims)


def settle(
    session: Session, endpoint_id: str, attempts: Sequence[Attempt], now: datetime, chance: random.Random
) -> list[DeliveryState]:
    """Keep what came of the attempts, each where it is still this sender's; where each delivery stands now.

    An endpoint that is gone, or accepted nothing while an event was tried for three days, is disabled.
    """
    endpoint = session.get(_Endpoint, endpoint_id)
    standing: list[DeliveryState] = []
    why: WhyDisabled | None = None
    for attempt in attempts:
        delivery = _still_ours(session, attempt.claim)
        if endpoint is None or delivery is None:
            continue  # somebody else began a later attempt, or the endpoint is deleted
        _note(session, attempt)
        delivery.lease_until, delivery.status, delivery.trouble = None, attempt.result.status, attempt.result.trouble
        if attempt.result.trouble is None:
            delivery.state = DeliveryState.DELIVERED
            endpoint.failures, endpoint.accepted_at = 0, attempt.at
        else:
            endpoint.failures += 1
            again_at = next_attempt(delivery.tries, delivery.queued_at, now, chance)
            if attempt.result.trouble is Trouble.GONE:
                delivery.state, why = DeliveryState.FAILED, WhyDisabled.GONE
            elif again_at is None:
                delivery.state = DeliveryState.FAILED
                if endpoint.accepted_at is None or endpoint.accepted_at < delivery.queued_at:
                    why = why or WhyDisabled.FAILING
            elif endpoint.enabled:
                delivery.state, delivery.next_at = DeliveryState.WAITING, again_at
            else:
                delivery.state = DeliveryState.CANCELLED
        standing.append(DeliveryState(delivery.state))
    session.flush()
    if endpoint is not None and why is not None and endpoint.enabled:
        disable(session, endpoint, why, now)
    return standing


def hand_back(session: Session, claims: Sequence[Claim], now: datetime) -> None:
    """Put what was claimed and not sent back in the queue, as if it had not been tried."""
    for claim in claims:
        delivery = _still_ours(session, claim)
        if delivery is None:
            continue
        enabled = session.get_one(_Endpoint, delivery.endpoint_id).enabled
        delivery.lease_until, delivery.tries = None, delivery.tries - 1
        delivery.state = DeliveryState.WAITING if enabled else DeliveryState.CANCELLED
        delivery.next_at = now if enabled else None
    session.flush()


def disable(session: Session, endpoint: WebhookEndpointRecord, why: WhyDisabled, now: datetime) -> None:
    """Send this endpoint nothing any more; what waits for it is cancelled, and the others are told."""
    endpoint.enabled, endpoint.disabled_why, endpoint.version = False, why, endpoint.version + 1
    session.flush()
    session.execute(
        update(_Delivery)
        .where(_Delivery.endpoint_id == endpoint.id, _Delivery.state == DeliveryState.WAITING)
        .values(state=DeliveryState.CANCELLED, next_at=None)
    )
    url = f"/api/v1/webhook-endpoints/{endpoint.id}"
    announce(session, EventType.ENDPOINT_DISABLED, endpoint.id, now, url=url, why=why.value)


def oldest_waiting(session: Session) -> datetime | None:
    """When the delivery that has waited longest was put in the queue; None where none waits for an enabled endpoint."""
    waiting = (
        select(func.min(_Delivery.queued_at))
        .join(_Endpoint, _Delivery.endpoint_id == _Endpoint.id)
        .where(_Endpoint.enabled, _Delivery.state.not_in(OVER))
    )
    oldest: datetime | None = session.scalar(waiting)
    return oldest


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(_Delivery.state == DeliveryState.WAITING, _Delivery.next_at <= now),
        and_(_Delivery.state == DeliveryState.SENDING, _Delivery.lease_until < now),
    )


def _due_of(session: Session, endpoint: WebhookEndpointRecord, now: datetime) -> Sequence[WebhookDeliveryRecord]:
    """What may be sent to the endpoint now; to one that refuses everything, its oldest event only."""
    mine = select(_Delivery).where(_Delivery.endpoint_id == endpoint.id)
    if endpoint.failures < BREAKER:
        return session.scalars(mine.where(_is_due(now)).order_by(_Delivery.id).limit(BATCH)).all()
    oldest = session.scalars(mine.where(_Delivery.state.not_in(OVER)).order_by(_Delivery.id).limit(1)).first()
    if oldest is None:
        return []
    return session.scalars(mine.where(_Delivery.id == oldest.id, _is_due(now))).all()


def _still_ours(session: Session, claim: Claim) -> WebhookDeliveryRecord | None:
    found = session.get(_Delivery, claim.delivery_id)
    if found is None or found.attempt != claim.attempt or found.state != DeliveryState.SENDING:
        return None
    return found


def _note(session: Session, attempt: Attempt) -> None:
    session.add(
        WebhookAttemptRecord(
            delivery_id=attempt.claim.delivery_id,
            number=attempt.claim.attempt,
            at=attempt.at,
            status=attempt.result.status,
            trouble=attempt.result.trouble,
            milliseconds=attempt.result.milliseconds,
        )
    )
