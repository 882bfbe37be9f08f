"""POSTs that want a director who has just shown who he is: people, keys and personal data."""

from sqlalchemy import distinct, func, select

from app.models import ApiKeyRecord, AuditRecord, ErasureRecord, PersonRecord
from tests.proof.keyed import Keyed, Scene, Sender, as_json, deeds, rows
from tests.proof.racing import Post

KEYS, SUBJECTS = "/api/v1/api-keys", "/api/v1/privacy/subjects"
EXPORTED = select(func.count(distinct(AuditRecord.subject_id))).where(AuditRecord.action == "privacy.exported")


def _person(scene: Scene, number: int) -> Post:
    return as_json("/api/v1/people", {"login": f"director-{number}", "name": f"Director {number}", "role": "director"})


def _key(scene: Scene, number: int) -> Post:
    return as_json(KEYS, {"name": f"program {number}", "scopes": ["lists:read"]})


def _rotation(scene: Scene, number: int) -> Post:
    key = _key(scene, number)
    made = scene.director.post(key.path, **key.content)
    return as_json(f"{KEYS}/{made.json()['id']}:rotate")


def _customer(scene: Scene, external_id: str) -> str:
    """Our id of a new account with somebody who works there."""
    told = {"external_id": external_id, "name": f"Customer {external_id}"}
    customer_id: str = scene.client.post("/api/v1/accounts", json=told).json()["id"]
    person = scene.client.post(f"/api/v1/accounts/{external_id}/contacts", json={"name": f"Somebody of {external_id}"})
    assert person.status_code == 201, person.text
    return customer_id


def _export(scene: Scene, number: int) -> Post:
    return as_json(f"{SUBJECTS}/{_customer(scene, f'X{number:05}')}:export")


def _erasure(scene: Scene, number: int) -> Post:
    return as_json(f"{SUBJECTS}/{_customer(scene, f'E{number:05}')}:erase")


DIRECTOR_POSTS: dict[str, Keyed] = {
    "person": Keyed("/api/v1/people", (201,), rows(PersonRecord), _person, sender=Sender.DIRECTOR),
    "key": Keyed(KEYS, (201,), rows(ApiKeyRecord), _key, sender=Sender.DIRECTOR, first_only="key"),
    "key rotation": Keyed(
        f"{KEYS}/{{key_id}}:rotate", (201,), deeds("key.rotated"), _rotation, sender=Sender.DIRECTOR, first_only="key"
    ),
    # A copy of somebody's data is never kept: each time it is asked for it is written anew, and the log says so.
    "export": Keyed(
        f"{SUBJECTS}/{{subject_id}}:export",
        (200,),
        EXPORTED,
        _export,
        sender=Sender.DIRECTOR,
        first_only="exported_at",
        is_kept=False,
    ),
    "erasure": Keyed(f"{SUBJECTS}/{{subject_id}}:erase", (200,), rows(ErasureRecord), _erasure, sender=Sender.DIRECTOR),
}
