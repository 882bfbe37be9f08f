"""POSTs about webhooks: receivers, what is sent to them again, and sources.

There is one receiver at a time, so that their number stays below its limit. Its name leads nowhere (RFC 6761), and what
it wants to be told never happens here: it is sent what the proof asks for, and nothing arrives.
"""

from datetime import UTC, datetime, timedelta

from app.hooks.words import ENDPOINT_TEST
from app.models import WebhookEndpointRecord, WebhookEventRecord, WebhookSourceRecord
from tests.proof.keyed import Keyed, Scene, Sender, as_json, deeds, rows
from tests.proof.racing import Post
from tests.waiting import until

ENDPOINTS, DELIVERIES, SOURCES = "/api/v1/webhook-endpoints", "/api/v1/webhook-deliveries", "/api/v1/webhook-sources"
RECEIVER = {"url": "https://crm.invalid/hook", "event_types": ["visit.missed"]}
TESTS = rows(WebhookEventRecord).where(WebhookEventRecord.type == ENDPOINT_TEST)
REDELIVERED = deeds("webhook.redelivered")


def _nobody(scene: Scene) -> None:
    """Take the receivers away that are there."""
    for endpoint in scene.client.get(ENDPOINTS).json()["data"]:
        assert scene.client.delete(f"{ENDPOINTS}/{endpoint['id']}", headers={"If-Match": "*"}).status_code == 204


def _receiver(scene: Scene) -> str:
    """The path of the only receiver there is."""
    _nobody(scene)
    return f"{ENDPOINTS}/{scene.client.post(ENDPOINTS, json=RECEIVER).json()['id']}"


def _undelivered(scene: Scene) -> tuple[str, str]:
    """The paths of the receiver and of a delivery to it that is over: it was switched off for a moment."""
    receiver = _receiver(scene)
    delivery = f"{DELIVERIES}/{scene.client.post(f'{receiver}:test').json()['id']}"
    _switch(scene, receiver, on=False)
    until(lambda: scene.client.get(delivery).json()["state"] == "cancelled")  # after the attempt under way, if any
    _switch(scene, receiver, on=True)
    return receiver, delivery


def _switch(scene: Scene, receiver: str, *, on: bool) -> None:
    answer = scene.client.patch(receiver, json={"enabled": on}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


def _endpoint(scene: Scene, number: int) -> Post:
    _nobody(scene)
    return as_json(ENDPOINTS, RECEIVER)


def _new_secret(scene: Scene, number: int) -> Post:
    return as_json(f"{_receiver(scene)}:rotateSecret")


def _test(scene: Scene, number: int) -> Post:
    return as_json(f"{_receiver(scene)}:test")


def _again(scene: Scene, number: int) -> Post:
    receiver, _ = _undelivered(scene)
    return as_json(f"{receiver}:redeliver", {"since": (datetime.now(UTC) - timedelta(hours=1)).isoformat()})


def _one_again(scene: Scene, number: int) -> Post:
    _, delivery = _undelivered(scene)
    return as_json(f"{delivery}:redeliver")


def _source(scene: Scene, number: int) -> Post:
    return as_json(SOURCES, {"name": f"source-{number}"})


def _new_source_secret(scene: Scene, number: int) -> Post:
    assert scene.client.post(SOURCES, json={"name": "rotated"}).status_code in (201, 409)  # there since the first time
    return as_json(f"{SOURCES}/rotated:rotateSecret")


HOOK_POSTS: dict[str, Keyed] = {
    "endpoint": Keyed(
        ENDPOINTS, (201,), rows(WebhookEndpointRecord), _endpoint, sender=Sender.DIRECTOR, first_only="secret"
    ),
    "endpoint secret": Keyed(
        f"{ENDPOINTS}/{{endpoint_id}}:rotateSecret",
        (200,),
        deeds("webhook.secret_rotated"),
        _new_secret,
        sender=Sender.DIRECTOR,
        first_only="secret",
    ),
    "endpoint test": Keyed(f"{ENDPOINTS}/{{endpoint_id}}:test", (202,), TESTS, _test),
    "endpoint again": Keyed(f"{ENDPOINTS}/{{endpoint_id}}:redeliver", (202,), REDELIVERED, _again),
    "delivery again": Keyed(f"{DELIVERIES}/{{delivery_id}}:redeliver", (202,), REDELIVERED, _one_again),
    "source": Keyed(SOURCES, (201,), rows(WebhookSourceRecord), _source, sender=Sender.DIRECTOR, first_only="secret"),
    "source secret": Keyed(
        f"{SOURCES}/{{source}}:rotateSecret",
        (200,),
        deeds("hook_source.secret_rotated"),
        _new_source_secret,
        sender=Sender.DIRECTOR,
        first_only="secret",
    ),
}
