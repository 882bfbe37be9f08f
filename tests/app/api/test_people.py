"""Teams, people and keys over the API, and the record of what was done."""

from datetime import timedelta

import httpx
from fastapi import FastAPI
from sqlalchemy import update

from app.access.admission import PROOF_LASTS
from app.access.keys import create_key
from app.db import Database
from app.models import PersonRecord, SessionRecord
from tests.conftest import NOW, SignIn
from tests.in_process import browser

ANY = {"If-Match": "*"}
V1 = "/api/v1"


def made(client: httpx.Client, path: str, **facts: object) -> dict[str, object]:
    answer = client.post(f"{V1}/{path}", json=facts)
    assert answer.status_code == 201, answer.text
    told: dict[str, object] = answer.json()
    return told


def password_of(database: Database, person_id: object) -> None:
    """As if he had used his invitation."""
    with database.write() as session:
        session.execute(update(PersonRecord).where(PersonRecord.id == person_id).values(password_hash="x"))


def test_a_team_is_made_filled_and_deleted(manager: httpx.Client, stored_week: str) -> None:
    """A rep is put into it by his own address; only an empty team goes, and its name is free again."""
    team = made(manager, "teams", name="北队")
    assert manager.post(f"{V1}/teams", json={"name": "北队"}).json()["code"] == "team.known"
    rep = manager.get(f"{V1}/reps/wang")
    put = manager.put(f"{V1}/reps/wang/team", json={"team_id": team["id"]}, headers={"If-Match": rep.headers["etag"]})
    assert (put.status_code, put.json()["team_id"]) == (200, team["id"])
    stale = manager.put(f"{V1}/reps/wang/team", json={"team_id": None}, headers={"If-Match": rep.headers["etag"]})
    assert stale.status_code == 412
    assert manager.get(f"{V1}/teams/{team['id']}").json()["reps"] == [{"id": "wang", "name": "王芳"}]
    full = manager.delete(f"{V1}/teams/{team['id']}", headers=ANY)
    assert (full.status_code, full.json()["code"]) == (409, "team.not_empty")
    manager.put(f"{V1}/reps/wang/team", json={"team_id": None}, headers=ANY)
    assert manager.delete(f"{V1}/teams/{team['id']}", headers=ANY).status_code == 204
    assert manager.get(f"{V1}/teams/{team['id']}").status_code == 404
    made(manager, "teams", name="北队")


def test_a_rep_goes_into_no_team_that_is_not_there(manager: httpx.Client, stored_week: str) -> None:
    """The refusal points at the id."""
    answer = manager.put(f"{V1}/reps/wang/team", json={"team_id": "team_none"}, headers=ANY)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/body/team_id")


def test_a_list_leaves_teams_alone(manager: httpx.Client, stored_week: str) -> None:
    """Neither a replaced rep nor an imported list takes a rep out of his team."""
    team = made(manager, "teams", name="北队")
    manager.put(f"{V1}/reps/wang/team", json={"team_id": team["id"]}, headers=ANY)
    facts = {"name": "王芳", "home": {"lat": 30.2, "lon": 120.1, "datum": "wgs84"}}
    assert manager.put(f"{V1}/reps/wang", json=facts, headers=ANY).json()["team_id"] == team["id"]


def test_a_manager_gives_away_nothing(manager: httpx.Client, sign_in: SignIn, stored_week: str) -> None:
    """Accounts stay with the reps of the team: no other owner, nobody, no id of another team, alone or in a batch."""
    north, south = (made(manager, "teams", name=name)["id"] for name in ("北队", "南队"))
    for rep_id, team_id in (("wang", north), ("li", south)):
        manager.put(f"{V1}/reps/{rep_id}/team", json={"team_id": team_id}, headers=ANY)
    person = made(manager, "people", login="North", name="北", role="manager", team_id=north)
    boss = sign_in("manager", person_id=str(person["id"]))
    for owner in ("li", "nobody", None):
        moved = boss.patch(f"{V1}/accounts/HZ-001", json={"owner": owner}, headers=ANY)
        assert (moved.status_code, moved.json()["errors"][0]["pointer"]) == (422, "/body/owner")
        new = boss.post(f"{V1}/accounts", json={"external_id": "NEW", "name": "x", "owner": owner})
        assert new.status_code == 422
    assert boss.post(f"{V1}/accounts", json={"external_id": "HZ-007", "name": "x", "owner": "wang"}).status_code == 409
    items = [
        {"external_id": "HZ-007", "name": "x", "owner": "wang"},
        {"external_id": "NEW-1", "name": "x", "owner": "li"},
        {"external_id": "NEW-2", "name": "x", "owner": "wang"},
    ]
    results = boss.post(f"{V1}/accounts:batchUpsert", json={"items": items}).json()["items"]
    assert [item["result"] for item in results] == ["refused", "refused", "created"]
    assert [item["errors"][0]["code"] for item in results[:2]] == ["account.id_taken", "account.owner"]
    assert manager.get(f"{V1}/accounts/HZ-007").json()["name"] == "萧山包装厂"


def test_a_manager_sees_his_part_of_a_plan(manager: httpx.Client, sign_in: SignIn, stored_week: str) -> None:
    """The parts of two teams are the whole, route by route and row by row; each counts its own."""
    north, south = (made(manager, "teams", name=name)["id"] for name in ("北队", "南队"))
    parts = []
    for rep_id, team_id in (("wang", north), ("li", south)):
        manager.put(f"{V1}/reps/{rep_id}/team", json={"team_id": team_id}, headers=ANY)
        person = made(manager, "people", login=rep_id, name=rep_id, role="manager", team_id=team_id)
        parts.append(sign_in("manager", person_id=str(person["id"])))
    whole = manager.get(f"{V1}/plans/{stored_week}").json()
    seen = [part.get(f"{V1}/plans/{stored_week}").json() for part in parts]
    assert [len({route["rep_id"] for route in plan["routes"]}) for plan in seen] == [1, 1]
    assert sum(len(plan["routes"]) for plan in seen) == len(whole["routes"])
    assert sum(plan["totals"]["stops"] for plan in seen) == whole["totals"]["stops"]
    rows = [part.get(f"{V1}/plans/{stored_week}/ledger").json()["data"] for part in parts]
    all_rows = manager.get(f"{V1}/plans/{stored_week}/ledger").json()["data"]
    assert sum(map(len, rows)) == len([row for row in all_rows if row["outcome"] != "rejected"])
    paged = parts[0].get(f"{V1}/plans/{stored_week}/ledger", params={"limit": 2}).json()
    rest = (
        parts[0].get(f"{V1}/plans/{stored_week}/ledger", params={"limit": 200, "cursor": paged["next_cursor"]}).json()
    )
    assert paged["data"] + rest["data"] == rows[0]


def test_the_last_director_stays(manager: httpx.Client, database: Database) -> None:
    """Of two who can sign in one may go; the last is neither deleted nor made a manager."""
    team = made(manager, "teams", name="北队")["id"]
    first, second = (made(manager, "people", login=login, name=login, role="director") for login in ("ann", "bob"))
    for person in (first, second):
        password_of(database, person["id"])
    assert manager.delete(f"{V1}/people/{second['id']}", headers=ANY).status_code == 204
    demoted = {"role": "manager", "team_id": team}
    for answer in (
        manager.delete(f"{V1}/people/{first['id']}", headers=ANY),
        manager.patch(f"{V1}/people/{first['id']}", json=demoted, headers=ANY),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "person.last_director")
    assert manager.get(f"{V1}/people/{first['id']}").json()["can_sign_in"]


def test_who_has_left_is_out_at_once(manager: httpx.Client, sign_in: SignIn) -> None:
    """His session ends, his name is gone, and his login is free for another."""
    person = made(manager, "people", login="Chen@Example.com", name="陈", role="director")
    assert person["login"] == "chen@example.com"
    his = sign_in("manager", person_id=str(person["id"]))
    assert his.get(f"{V1}/people").status_code == 200
    assert manager.delete(f"{V1}/people/{person['id']}", headers=ANY).status_code == 204
    assert his.get(f"{V1}/people").status_code == 401
    assert manager.get(f"{V1}/people/{person['id']}").status_code == 404
    made(manager, "people", login="CHEN@example.com", name="陈", role="director")


def test_a_role_and_a_team_go_together(manager: httpx.Client) -> None:
    """A manager needs a team, a director has none, and a login is one's own."""
    for facts in ({"role": "manager"}, {"role": "director", "team_id": "team_1"}, {"role": "boss"}):
        answer = manager.post(f"{V1}/people", json={"login": "xu", "name": "x", **facts})
        assert answer.status_code == 422
    made(manager, "people", login="xu", name="x", role="director")
    again = manager.post(f"{V1}/people", json={"login": "XU", "name": "y", "role": "director"})
    assert (again.status_code, again.json()["code"]) == (409, "person.known")


def test_keys_are_for_who_has_just_shown_who_he_is(manager: httpx.Client, database: Database) -> None:
    """An old session reads the list of keys and makes none."""
    with database.write() as session:
        session.execute(update(SessionRecord).values(proved_at=NOW - PROOF_LASTS - timedelta(seconds=1)))
    answer = manager.post(f"{V1}/api-keys", json={"name": "crm", "scopes": ["lists:read"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.prove_again")
    assert manager.get(f"{V1}/api-keys").status_code == 200


def test_a_key_does_what_it_was_made_for(app: FastAPI, manager: httpx.Client) -> None:
    """Told once, good for its scopes, listed without its secret and with the hour of its last use."""
    key = made(manager, "api-keys", name="crm", scopes=["lists:read"])
    program = browser(app, Authorization=f"Bearer {key['key']}")
    assert program.get(f"{V1}/accounts").status_code == 200
    refused = program.post(f"{V1}/accounts", json={})
    assert (refused.status_code, refused.json()["scopes"]) == (403, ["lists:write"])
    assert "`lists:write`" in refused.json()["detail"]
    shown = manager.get(f"{V1}/api-keys/{key['id']}")
    assert str(key["key"]) not in manager.get(f"{V1}/api-keys").text + shown.text
    assert shown.json()["used_at"].startswith(NOW.strftime("%Y-%m-%dT%H:00:00"))


def test_a_rotated_key_ends_in_a_day(app: FastAPI, manager: httpx.Client) -> None:
    """Both work meanwhile; a revoked one works no more at once and cannot be renewed."""
    old = made(manager, "api-keys", name="crm", scopes=["lists:read"], expires_at="2027-11-24T00:30:00Z")
    new = manager.post(f"{V1}/api-keys/{old['id']}:rotate").json()
    assert (new["scopes"], new["expires_at"]) == (old["scopes"], old["expires_at"])
    programs = [browser(app, Authorization=f"Bearer {key['key']}") for key in (old, new)]
    assert [program.get(f"{V1}/reps").status_code for program in programs] == [200, 200]
    app.state.clock = lambda: NOW + timedelta(hours=24)
    assert [program.get(f"{V1}/reps").status_code for program in programs] == [401, 200]
    app.state.clock = lambda: NOW
    for _ in range(2):
        assert manager.delete(f"{V1}/api-keys/{new['id']}").status_code == 204
    assert programs[1].get(f"{V1}/reps").status_code == 401
    assert manager.post(f"{V1}/api-keys/{new['id']}:rotate").json()["code"] == "key.over"


def test_a_secret_is_not_kept_for_a_second_answer(manager: httpx.Client) -> None:
    """A repeated order makes no second key and tells the first one's secret no more."""
    order = {"name": "crm", "scopes": ["lists:read"]}
    first, again = (manager.post(f"{V1}/api-keys", json=order, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == {**first.json(), "key": None} != first.json()
    assert [key["id"] for key in manager.get(f"{V1}/api-keys").json()["data"]] == [first.json()["id"]]


def test_a_key_that_would_be_over_is_not_made(manager: httpx.Client) -> None:
    """Its end has to be still to come."""
    order = {"name": "crm", "scopes": ["lists:read"]}
    over = manager.post(f"{V1}/api-keys", json={**order, "expires_at": "2026-11-24T00:30:00Z"})
    assert (over.status_code, over.json()["code"]) == (422, "key.ends_first")
    assert manager.get(f"{V1}/api-keys").json()["data"] == []


def test_everything_that_was_done_is_on_record(
    app: FastAPI, database: Database, sign_in: SignIn, manager: httpx.Client, stored_week: str
) -> None:
    """By its actor and its subject, the newest first, a page at a time; from pages as from the API."""
    person = made(manager, "people", login="chen", name="陈", role="director")
    chen = sign_in("manager", person_id=str(person["id"]))
    assert chen.post(f"/plans/{stored_week}/publish").status_code == 303
    chen.patch(f"{V1}/reps/wang", json={"max_visits": 5}, headers=ANY)
    with database.write() as session:
        key = create_key(session, "crm", NOW)
    program = browser(app, Authorization=f"Bearer {key.text}")
    program.post(f"{V1}/accounts", json={"external_id": "K1", "name": "x"})
    log = f"{V1}/audit-log"
    his = chen.get(log, params={"actor_id": str(person["id"])}).json()["data"]
    assert [entry["action"] for entry in his] == ["rep.updated", "plan.published", "session.opened"]
    assert his[0]["fields"] == ["max_visits"]
    (its,) = chen.get(log, params={"actor_id": key.id}).json()["data"]
    assert (its["actor_kind"], its["action"]) == ("key", "account.created")
    about = chen.get(log, params={"subject_id": stored_week}).json()["data"]
    assert [entry["actor_id"] for entry in about] == [person["id"]]
    numbers: list[int] = []
    cursor = None
    while True:
        page = chen.get(log, params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        numbers += [entry["number"] for entry in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert numbers == list(range(len(numbers), 0, -1))
