"""POSTs about visits: starts that are booked, what happened on the way, and the deals that come of them."""

from datetime import timedelta
from typing import Any

from app.models import OpportunityRecord, PlanRecord, VisitEventRecord
from tests.proof.keyed import Keyed, Scene, Sender, as_json, deeds, rows
from tests.proof.racing import Post
from tests.worlds.events import event, event_id


def _booking(scene: Scene) -> tuple[str, dict[str, Any]]:
    """An account, and a start that is offered to it and that it does not have."""
    days = {"from": scene.week_on.isoformat(), "to": (scene.week_on + timedelta(days=6)).isoformat()}
    while True:
        account_id = scene.rng.choice(scene.company.account_ids)
        offer = scene.client.get(f"/api/v1/accounts/{account_id}/slots", params=days).json()
        held = scene.client.get(f"/api/v1/appointments/{account_id}")
        has = {name: held.json().get(name) for name in ("rep_id", "on", "start_s")}
        starts = [{name: start[name] for name in has} for start in (*offer["choices"], *offer["further"])]
        starts = [start for start in starts if start != has]
        if starts:
            return account_id, scene.rng.choice(starts)


def _slot(scene: Scene, number: int) -> Post:
    account_id, start = _booking(scene)
    return as_json(f"/api/v1/accounts/{account_id}/slots", start)


def _appointment(scene: Scene, number: int) -> Post:
    account_id, start = _booking(scene)
    return as_json("/api/v1/appointments", {"account_id": account_id, **start})


def _sync(scene: Scene, number: int) -> Post:
    """A note, which changes nothing of what is planned."""
    visit_id = scene.rng.choice(_visits(scene, scene.company.rep_ids[0]))
    told = event("note", text=f"note {number}", visit_id=visit_id, event_id=event_id(number))
    return as_json("/api/v1/sync", {"events": [told]})


def _replan(scene: Scene, number: int) -> Post:
    """A proposal for a day, which a repeated acceptance does not find in force any more."""
    days = [f"/api/v1/reps/{scene.company.rep_ids[0]}/routes/{scene.week_on + timedelta(days=n)}" for n in range(5)]
    day = scene.rng.choice([day for day in days if scene.client.get(day).is_success])
    proposed = scene.client.post(f"{day}:replan", json={}).json()
    return as_json(f"{day}:accept", {"proposal": proposed["proposal"]})


def _opportunity(scene: Scene, number: int) -> Post:
    account_id = scene.company.account_ids[number % len(scene.company.account_ids)]
    return as_json("/api/v1/opportunities", {"account_id": account_id, "name": f"deal {number}"})


def _help(scene: Scene, number: int) -> Post:
    """An answer for a deal that asks for it."""
    asked = {"account_id": scene.company.account_ids[-1 - number % 50], "name": f"deal {number}", "help_wanted": "how?"}
    deal = scene.client.post("/api/v1/opportunities", json=asked).json()
    return as_json(f"/api/v1/opportunities/{deal['id']}:answer", {"answer": f"so {number}"})


def _visits(scene: Scene, rep_id: str) -> list[str]:
    days = [scene.week_on + timedelta(days=n) for n in range(7)]
    routes = [scene.client.get(f"/api/v1/reps/{rep_id}/routes/{day}") for day in days]
    return [stop["visit_id"] for route in routes if route.is_success for stop in route.json()["route"]["stops"]]


VISIT_POSTS: dict[str, Keyed] = {
    "slot": Keyed("/api/v1/accounts/{account_id}/slots", (201,), rows(PlanRecord), _slot),
    "appointment": Keyed("/api/v1/appointments", (201,), rows(PlanRecord), _appointment),
    "replan": Keyed("/api/v1/reps/{rep_id}/routes/{day}:accept", (200,), rows(PlanRecord), _replan, sender=Sender.REP),
    "opportunity": Keyed("/api/v1/opportunities", (201,), rows(OpportunityRecord), _opportunity),
    "help": Keyed(
        "/api/v1/opportunities/{opportunity_id}:answer",
        (200,),
        deeds("opportunity.helped"),
        _help,
        sender=Sender.DIRECTOR,
    ),
    "sync": Keyed("/api/v1/sync", (200,), rows(VisitEventRecord), _sync, sender=Sender.REP),
}
