"""Webhooks as a manager reads them: who is told and how that goes, what was sent last, and who tells us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.hooks.deliveries import Delivery
from app.hooks.endpoints import Endpoint
from app.hooks.words import OVER
from web import formats
from web.i18n import Translator
from web.words import DELIVERY_STATES, HOOK_EVENTS, HOOK_TROUBLES, WHY_DISABLED


@dataclass(frozen=True, slots=True)
class EndpointLine:
    """One receiver."""

    id: str
    url: str
    enabled: bool
    state: str
    how: str
    events: Sequence[str]


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One delivery, and whether it can be sent again."""

    id: str
    event: str
    state: str
    state_name: str
    when: str
    to: str
    trouble: str
    again: bool


def endpoint_line(endpoint: Endpoint, zone: ZoneInfo, t: Translator) -> EndpointLine:
    if endpoint.disabled_why is not None:
        how = t(WHY_DISABLED[endpoint.disabled_why])
    elif endpoint.failures:
        how = t.count(
            "{n} attempt since it last accepted one", "{n} attempts since it last accepted one", endpoint.failures
        )
    elif endpoint.accepted_at is not None:
        how = t("Accepted the last message: {when}", when=moment(endpoint.accepted_at, zone, t))
    else:
        how = t("Nothing was sent to it yet.")
    state = t("On") if endpoint.enabled else t("Off")
    events = [t(HOOK_EVENTS[name]) for name in endpoint.event_types]
    return EndpointLine(endpoint.id, endpoint.url, endpoint.enabled, state, how, events)


def delivery_line(delivery: Delivery, receivers: Sequence[Endpoint], zone: ZoneInfo, t: Translator) -> DeliveryLine:
    endpoint = next((one for one in receivers if one.id == delivery.endpoint_id), None)
    trouble = ""
    if delivery.trouble is not None:
        trouble = t(HOOK_TROUBLES[delivery.trouble], status=delivery.status)
        if delivery.next_at is not None:
            trouble = t("{trouble}. Next attempt: {when}", trouble=trouble, when=moment(delivery.next_at, zone, t))
    return DeliveryLine(
        id=delivery.id,
        event=t(HOOK_EVENTS.get(delivery.event_type, delivery.event_type)),
        state=delivery.state,
        state_name=t(DELIVERY_STATES[delivery.state]),
        when=moment(delivery.occurred_at, zone, t),
        to="" if endpoint is None else endpoint.url,
        trouble=trouble,
        again=delivery.state in OVER and endpoint is not None and endpoint.enabled,
    )


def moment(at: datetime, zone: ZoneInfo, t: Translator) -> str:
    """Day and time where the reps are."""
    local = at.astimezone(zone)
    return f"{formats.day(local.date(), t)} {local:%H:%M}"
