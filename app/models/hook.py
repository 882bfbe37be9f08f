"""Webhooks: who is told of what, the events that wait to be told, each attempt at it, and what others told us."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.hooks.words import DeliveryState, WhyDisabled
from app.models.base import Base, UtcInstant, one_of


class _TwoSecrets:
    """A secret that both sides know, and the one before it for a day after a rotation."""

    secret: Mapped[str]
    old_secret: Mapped[str | None]
    old_secret_until: Mapped[datetime | None] = mapped_column(UtcInstant)


class WebhookEndpointRecord(_TwoSecrets, Base):
    """A receiver. `failures` counts attempts since the last one that it accepted."""

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        one_of("disabled_why", WhyDisabled),
        CheckConstraint("enabled = (disabled_why IS NULL)", name="disabled_with_reason"),
        CheckConstraint("(old_secret IS NULL) = (old_secret_until IS NULL)", name="old_secret_ends"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    description: Mapped[str]
    event_types: Mapped[list[Any]] = mapped_column(JSON)
    enabled: Mapped[bool]
    disabled_why: Mapped[str | None]
    failures: Mapped[int]
    accepted_at: Mapped[datetime | None] = mapped_column(UtcInstant)  # the last attempt that succeeded
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    version: Mapped[int]


class WebhookEventRecord(Base):
    """Something that happened; `body` is what is sent, to the byte, however often."""

    __tablename__ = "webhook_event"

    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    occurred_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)
    body: Mapped[str] = mapped_column(Text)


class WebhookDeliveryRecord(Base):
    """An event on its way to one endpoint; `attempt` counts those who tried, so that a late one is known."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        one_of("state", DeliveryState),
        CheckConstraint("(state = 'waiting') = (next_at IS NOT NULL)", name="waiting_until"),
        CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="leased_while_sending"),
        Index("ix_webhook_delivery_endpoint_id_state_next_at", "endpoint_id", "state", "next_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("webhook_endpoint.id", ondelete="CASCADE"))
    event_id: Mapped[str] = mapped_column(ForeignKey("webhook_event.id", ondelete="CASCADE"), index=True)
    state: Mapped[str]
    attempt: Mapped[int]
    tries: Mapped[int]  # attempts since it was put in the queue, which decide how long the next one waits
    next_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    lease_until: Mapped[datetime | None] = mapped_column(UtcInstant)
    queued_at: Mapped[datetime] = mapped_column(UtcInstant)
    status: Mapped[int | None]  # of the last answer
    trouble: Mapped[str | None]


class WebhookAttemptRecord(Base):
    """One attempt at a delivery, and what came of it."""

    __tablename__ = "webhook_attempt"

    delivery_id: Mapped[str] = mapped_column(ForeignKey("webhook_delivery.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    status: Mapped[int | None]
    trouble: Mapped[str | None]
    milliseconds: Mapped[int]


class WebhookSourceRecord(_TwoSecrets, Base):
    """A system that tells us of its accounts."""

    __tablename__ = "webhook_source"
    __table_args__ = (CheckConstraint("(old_secret IS NULL) = (old_secret_until IS NULL)", name="old_secret_ends"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    version: Mapped[int]


class WebhookReceivedRecord(Base):
    """A message that was taken in, so that it has no second effect when it comes again."""

    __tablename__ = "webhook_received"

    source_id: Mapped[str] = mapped_column(ForeignKey("webhook_source.id", ondelete="CASCADE"), primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)
