"""A CRM's nightly sync with KPRoute: fetch what changed, send what is ours, and check what KPRoute tells by webhook."""

from collections.abc import Iterator
from typing import Any

import httpx
from standardwebhooks import Webhook


def changed(api: httpx.Client, since: str) -> Iterator[dict[str, Any]]:
    """The pages of accounts that changed since then; keep the last one's `as_of` as the next `since`."""
    asked = {"updated_since": since}
    while True:
        page = api.get("/api/v1/accounts", params=asked).raise_for_status().json()
        yield page
        if page["next_cursor"] is None:
            return
        asked["cursor"] = page["next_cursor"]


def send(api: httpx.Client, items: list[dict[str, Any]], night: str) -> list[dict[str, Any]]:
    """Tell of our accounts, 1,000 at a time; called again with the same night it changes nothing twice."""
    refused = []
    for first in range(0, len(items), 1_000):
        key = {"Idempotency-Key": f"{night}-{first}"}
        body = {"items": items[first : first + 1_000]}
        told = api.post("/api/v1/accounts:batchUpsert", json=body, headers=key).raise_for_status().json()
        refused += [item for item in told["items"] if item["result"] == "refused"]
    return refused


def received(secret: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """What a webhook says; raises WebhookVerificationError where it is not KPRoute's. Skip `webhook-id`s you know."""
    message: dict[str, Any] = Webhook(secret).verify(body, headers)
    return message
