"""Webhooks as the API shows them: endpoints, deliveries and sources; a secret only in the answer that made it."""

from datetime import datetime

from pydantic import Field

from app.api.cursors import Paged
from app.api.values import Answer
from app.hooks.deliveries import AttemptLine, Delivery
from app.hooks.words import DeliveryState, EventType, Trouble, WhyDisabled


class EndpointAnswer(Answer):
    id: str
    version: int = Field(description="Counts the changes; in quotes it may stand in If-Match.")
    url: str
    description: str
    event_types: list[EventType]
    enabled: bool
    disabled_why: WhyDisabled | None = Field(
        description="`by_hand`; `gone`: it answered 410; `failing`: it accepted nothing for three days."
    )
    failures: int = Field(description="Attempts since it last accepted one.")
    accepted_at: datetime | None
    old_secret_until: datetime | None = Field(description="Until then the secret before the newest one signs as well.")
    created_at: datetime


class SecretEndpointAnswer(EndpointAnswer):
    secret: str | None = Field(
        description="`whsec_...`, shown this once; null in an answer that is repeated under an idempotency key."
    )


class EndpointsAnswer(Answer, Paged):
    data: list[EndpointAnswer]


class DeliveryAnswer(Answer):
    id: str
    endpoint_id: str
    event_id: str = Field(description="The receiver's `webhook-id`, the same at every attempt.")
    event_type: str
    occurred_at: datetime
    state: DeliveryState = Field(
        description="`failed`: given up after three days; `cancelled`: its endpoint was disabled meanwhile."
    )
    attempts: int
    next_at: datetime | None
    status: int | None = Field(description="Of the last answer.")
    trouble: Trouble | None = Field(description="Why the last attempt failed.")


class AttemptAnswer(Answer):
    number: int
    at: datetime
    status: int | None
    trouble: Trouble | None
    milliseconds: int


class DeliveryLogAnswer(DeliveryAnswer):
    log: list[AttemptAnswer] = Field(description="The last 50 attempts, the newest first.")


class DeliveriesAnswer(Answer, Paged):
    data: list[DeliveryAnswer]


class RedeliveredAnswer(Answer):
    redelivered: int = Field(description="Deliveries that are in the queue again.")


class SourceAnswer(Answer):
    id: str
    name: str
    version: int
    old_secret_until: datetime | None = Field(description="Until then the secret before the newest one is good too.")
    created_at: datetime


class SecretSourceAnswer(SourceAnswer):
    secret: str | None = Field(
        description="`whsec_...`, shown this once; null in an answer that is repeated under an idempotency key."
    )


class SourcesAnswer(Answer, Paged):
    data: list[SourceAnswer]


def delivery_log_answer(delivery: Delivery, log: list[AttemptLine]) -> DeliveryLogAnswer:
    shown = DeliveryAnswer.model_validate(delivery).model_dump()
    return DeliveryLogAnswer(**shown, log=[AttemptAnswer.model_validate(line) for line in log])
