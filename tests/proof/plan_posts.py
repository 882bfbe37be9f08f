"""POSTs about plans: ordered, called off and put in force."""

import httpx

from app.models import RunRecord
from tests.proof.keyed import Keyed, Scene, as_json, deeds, rows
from tests.proof.racing import Post


def _publication(scene: Scene, number: int) -> Post:
    return as_json(f"/api/v1/plans/{scene.plan_id}:publish")


def _order(scene: Scene, number: int) -> Post:
    return as_json("/api/v1/plans", {"week": scene.week_on.isoformat(), "seed": number, "certify_s": 0})


def _called_off(scene: Scene, answer: httpx.Response) -> None:
    """It is the number of orders that counts; nobody has to solve them."""
    assert scene.client.post(f"/api/v1/operations/{answer.json()['id']}:cancel").status_code == 202


def _cancelling(scene: Scene, number: int) -> Post:
    order = _order(scene, number)
    ordered = scene.client.post(order.path, **order.content)
    return as_json(f"/api/v1/operations/{ordered.json()['id']}:cancel")


PLAN_POSTS: dict[str, Keyed] = {
    "publication": Keyed("/api/v1/plans/{plan_id}:publish", (200,), deeds("plan.published"), _publication),
    "order": Keyed("/api/v1/plans", (202,), rows(RunRecord), _order, _called_off),
    "cancelling": Keyed("/api/v1/operations/{run_id}:cancel", (202,), deeds("plan.cancelled"), _cancelling),
}
