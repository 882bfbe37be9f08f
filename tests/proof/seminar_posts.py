"""POSTs about seminars: planned, and their lists drawn up."""

from datetime import timedelta

from app.models import SeminarRecord
from tests.proof.keyed import Keyed, Scene, as_json, deeds, rows
from tests.proof.racing import Post

SEMINARS = "/api/v1/seminars"


def _seminar(scene: Scene, number: int) -> Post:
    """Each a year ahead and on a day of its own, so that its host is free."""
    on = scene.week_on + timedelta(days=365 + number)
    told = {"on": on.isoformat(), "half": "morning", "place": "A hall", "seats": 5}
    return as_json(SEMINARS, {**told, "host_ids": [scene.company.rep_ids[0]]})


def _drawing_up(scene: Scene, number: int) -> Post:
    order = _seminar(scene, 5_000 + number)
    made = scene.client.post(order.path, **order.content)
    return as_json(f"{SEMINARS}/{made.json()['id']}:drawUp")


SEMINAR_POSTS: dict[str, Keyed] = {
    "seminar": Keyed(SEMINARS, (201,), rows(SeminarRecord), _seminar),
    "list of a seminar": Keyed(f"{SEMINARS}/{{seminar_id}}:drawUp", (200,), deeds("seminar.drawn_up"), _drawing_up),
}
