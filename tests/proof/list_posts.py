"""POSTs about lists: accounts, contacts, reps and teams, one by one and as files."""

from datetime import date, timedelta

from sqlalchemy import func, select

from app.models import (
    AccountRecord,
    AccountRedirectRecord,
    ContactRecord,
    EvidenceRecord,
    ImportRecord,
    PastVisitRecord,
    RepRecord,
    RunRecord,
    TaskWordRecord,
    TeamRecord,
)
from tests.proof.keyed import Keyed, Scene, as_json, deeds, rows
from tests.proof.racing import Post

CONTACTS_EACH = 40  # of an account, which holds 50


def _account(scene: Scene, number: int) -> Post:
    return as_json("/api/v1/accounts", {"external_id": f"N{number:05}", "name": f"New {number}"})


def _batch(scene: Scene, number: int) -> Post:
    item = {"external_id": "BATCH", "name": f"The same {number}"}
    return as_json("/api/v1/accounts:batchUpsert", {"items": [item]})


def _contact(scene: Scene, number: int) -> Post:
    account_id = scene.company.account_ids[number // CONTACTS_EACH]
    return as_json(f"/api/v1/accounts/{account_id}/contacts", {"name": f"Person {number}"})


def _rep(scene: Scene, number: int) -> Post:
    home = {"lat": 30.2, "lon": 120.1}
    return as_json("/api/v1/reps", {"external_id": f"N{number:05}", "name": f"New {number}", "home": home})


def _team(scene: Scene, number: int) -> Post:
    return as_json("/api/v1/teams", {"name": f"Team {number}"})


def _list(scene: Scene, number: int) -> Post:
    file = (f"v{number + 2}.csv", scene.company.account_list(number + 2), "text/csv")
    return Post("/api/v1/imports", {"files": {"file": file}}, {})


def _list_behind_the_answer(scene: Scene, number: int) -> Post:
    return Post("/api/v1/imports", _list(scene, number).content, {"Prefer": "respond-async"})


def _undo(scene: Scene, number: int) -> Post:
    list_ = _list(scene, number)
    import_id = scene.client.post(list_.path, **list_.content).json()["id"]
    return as_json(f"/api/v1/imports/{import_id}:undo")


def _reps(scene: Scene, number: int) -> Post:
    file = (f"v{number + 2}.csv", scene.company.rep_list(number + 2), "text/csv")
    return Post("/api/v1/reps:import", {"files": {"file": file}}, {})


def _past_visits(scene: Scene, number: int) -> Post:
    """One visit that nobody has told of."""
    on = date(2001, 1, 1) + timedelta(days=number)
    file = ("visits.csv", f"external_id,visited_on\n{scene.company.account_ids[0]},{on}\n".encode(), "text/csv")
    return Post("/api/v1/visit-history", {"files": {"file": file}}, {})


def _past_visits_undo(scene: Scene, number: int) -> Post:
    list_ = _past_visits(scene, number)
    list_id = scene.client.post(list_.path, **list_.content).json()["id"]
    return as_json(f"/api/v1/visit-history/{list_id}:undo")


def _territory(scene: Scene, number: int) -> Post:
    """The account that is alike each time, between two reps."""
    account_id = scene.company.account_ids[-1]
    known = scene.client.get(f"/api/v1/accounts/{account_id}").json()
    rep_id = next(rep_id for rep_id in scene.company.rep_ids if rep_id != known["owner"])
    move = {"account_id": account_id, "version": known["version"], "rep_id": rep_id}
    return as_json("/api/v1/territories:accept", {"moves": [move]})


def _evidence(scene: Scene, number: int) -> Post:
    account_id = scene.company.account_ids[0]
    told = {"leg": "need", "answer": "latent", "text": f"Heard {number}"}
    return as_json(f"/api/v1/accounts/{account_id}/evidence", told)


def _task_word(scene: Scene, number: int) -> Post:
    """Of an account that lies nowhere."""
    scene.client.post("/api/v1/accounts", json={"external_id": "LOST", "name": "Lost"})
    told = {"reason": "NEEDS_LOCATION", "saying": "note", "text": f"Asked {number}"}
    return as_json("/api/v1/accounts/LOST/task-words", told)


def _merge(scene: Scene, number: int) -> Post:
    """Two accounts that are new, and one from then on."""
    order: dict[str, object] = {}
    for which in ("kept", "other"):
        told = {"external_id": f"M{number:05}{which}", "name": "Twice"}
        order[f"{which}_id"] = told["external_id"]
        order[f"{which}_version"] = scene.client.post("/api/v1/accounts", json=told).json()["version"]
    return as_json("/api/v1/account-merges", order)


def _reopening(scene: Scene, number: int) -> Post:
    """Of a prospect who has had his visits."""
    home = {"lat": 30.2, "lon": 120.1}
    facts = {"external_id": f"CAP{number:05}", "name": "Capped", "visits": 2, "location": home}
    scene.client.post("/api/v1/accounts", json=facts)
    return as_json(f"/api/v1/accounts/CAP{number:05}:reopen", {"text": "They moved"})


LIST_POSTS: dict[str, Keyed] = {
    "account": Keyed("/api/v1/accounts", (201,), rows(AccountRecord), _account),
    "batch": Keyed("/api/v1/accounts:batchUpsert", (200,), select(func.sum(AccountRecord.version)), _batch),
    "contact": Keyed("/api/v1/accounts/{account_id}/contacts", (201,), rows(ContactRecord), _contact),
    "merge": Keyed("/api/v1/account-merges", (201,), rows(AccountRedirectRecord), _merge),
    "evidence": Keyed("/api/v1/accounts/{account_id}/evidence", (201,), rows(EvidenceRecord), _evidence),
    "task word": Keyed("/api/v1/accounts/{account_id}/task-words", (201,), rows(TaskWordRecord), _task_word),
    "reopening": Keyed("/api/v1/accounts/{account_id}:reopen", (201,), rows(TaskWordRecord), _reopening),
    "rep": Keyed("/api/v1/reps", (201,), rows(RepRecord), _rep),
    "team": Keyed("/api/v1/teams", (201,), rows(TeamRecord), _team),
    "territory": Keyed("/api/v1/territories:accept", (200,), select(func.sum(AccountRecord.version)), _territory),
    "past visits": Keyed("/api/v1/visit-history", (201,), rows(PastVisitRecord), _past_visits),
    "past visits undo": Keyed(
        "/api/v1/visit-history/{list_id}:undo", (200,), deeds("visits.undone"), _past_visits_undo
    ),
    "rep import": Keyed("/api/v1/reps:import", (201,), deeds("reps.imported"), _reps),
    "import": Keyed("/api/v1/imports", (201,), rows(ImportRecord), _list),
    "undo": Keyed("/api/v1/imports/{import_id}:undo", (200,), deeds("import.undone"), _undo),
    "import behind the answer": Keyed("/api/v1/imports", (202,), rows(RunRecord), _list_behind_the_answer),
}
