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


def _in_force(scene: Scene) -> str:
    """The version of the week's plan that counts now; bookings and changes make new ones."""
    plans = scene.client.get("/api/v1/plans", params={"limit": 200}).json()["data"]
    week_on = scene.week_on.isoformat()
    return next(str(p["id"]) for p in plans if p["status"] == "published" and p["week_on"] == week_on)


def _change(scene: Scene, number: int) -> Post:
    """A stop that is promised to nobody is dropped."""
    plan_id = _in_force(scene)
    routes = scene.client.get(f"/api/v1/plans/{plan_id}").json()["routes"]
    stops = [stop["external_id"] for route in routes for stop in route["stops"] if not stop["is_appointment"]]
    return as_json(f"/api/v1/plans/{plan_id}:change", {"account_id": scene.rng.choice(stops), "to": None})


def _lock(scene: Scene, number: int) -> Post:
    return as_json(f"/api/v1/plans/{_in_force(scene)}:lock", {"rep_id": scene.company.rep_ids[0]})


def _unlocked(scene: Scene, answer: httpx.Response) -> None:
    """A locked rep would leave no day to change."""
    plan_id, rep_id = answer.json()["id"], scene.company.rep_ids[0]
    let_go = scene.client.post(f"/api/v1/plans/{plan_id}:lock", json={"rep_id": rep_id, "locked": False})
    assert let_go.status_code == 200


def _proof(scene: Scene, number: int) -> Post:
    """Whatever its certificate says, that it was asked for is kept."""
    return as_json(f"/api/v1/plans/{scene.plan_id}:certify")


PLAN_POSTS: dict[str, Keyed] = {
    "publication": Keyed("/api/v1/plans/{plan_id}:publish", (200,), deeds("plan.published"), _publication),
    "proof": Keyed("/api/v1/plans/{plan_id}:certify", (202,), deeds("plan.proof_asked"), _proof),
    "change": Keyed("/api/v1/plans/{plan_id}:change", (200,), deeds("plan.changed"), _change),
    "lock": Keyed("/api/v1/plans/{plan_id}:lock", (200,), deeds("plan.locked"), _lock, _unlocked),
    "order": Keyed("/api/v1/plans", (202,), rows(RunRecord), _order, _called_off),
    "cancelling": Keyed("/api/v1/operations/{run_id}:cancel", (202,), deeds("plan.cancelled"), _cancelling),
}
