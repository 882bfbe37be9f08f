"""Who asks is told who he is, and ends his own sessions."""

import httpx

from app.access.roles import Scope
from app.db import Database
from tests.conftest import NOW, SignIn
from tests.worlds.people import ANNA, TEAM, moved_in, store_managers


def test_a_rep_is_told_who_he_is(wang: httpx.Client) -> None:
    """Name and external id; he is of no team yet."""
    told = wang.get("/api/v1/me").json()
    assert (told["role"], told["rep_id"], told["name"]) == ("rep", "wang", "王芳")
    assert (told["team_id"], told["login"], told["scopes"]) == (None, None, [])
    assert told["id"].startswith("rep_")
    assert told["session_id"].startswith("ses_")


def test_a_program_is_told_what_its_key_may(program: httpx.Client) -> None:
    """It has scopes and no session."""
    told = program.get("/api/v1/me").json()
    assert (told["role"], told["name"], told["session_id"], told["proved_at"]) == ("program", "crm", None, None)
    assert told["scopes"] == sorted(Scope)
    assert program.get("/api/v1/me/sessions").status_code == 403


def test_who_came_by_the_shell_is_a_director_without_a_name(manager: httpx.Client) -> None:
    """There is nobody else to name."""
    told = manager.get("/api/v1/me").json()
    assert (told["role"], told["id"], told["name"]) == ("director", None, None)


def test_a_stranger_is_nobody(anonymous: httpx.Client) -> None:
    """He is asked to sign in, on each of these."""
    calls = [("GET", "/me"), ("GET", "/me/sessions"), ("DELETE", "/me/sessions"), ("DELETE", "/me/sessions/ses_1")]
    assert {anonymous.request(method, f"/api/v1{path}").status_code for method, path in calls} == {401}


def test_sessions_are_listed_and_ended(sign_in: SignIn, stored_week: str) -> None:
    """The other phone is out with its next request; a session of somebody else is as unknown as none."""
    phone, lost, of_li = sign_in("rep", "wang"), sign_in("rep", "wang"), sign_in("rep", "li")
    listed = phone.get("/api/v1/me/sessions").json()["data"]
    assert sorted(one["is_this_one"] for one in listed) == [False, True]
    assert set(listed[0]) == {"id", "device", "is_this_one", "created_at", "seen_at", "expires_at"}
    theirs = of_li.get("/api/v1/me").json()["session_id"]
    unknown = [phone.delete(f"/api/v1/me/sessions/{one}") for one in (theirs, "ses_none")]
    assert [answer.status_code for answer in unknown] == [404, 404]
    assert len({answer.json()["detail"] for answer in unknown}) == 1
    other = next(one["id"] for one in listed if not one["is_this_one"])
    assert phone.delete(f"/api/v1/me/sessions/{other}").status_code == 204
    assert [one.get("/api/v1/me").status_code for one in (phone, lost, of_li)] == [200, 401, 200]


def test_all_others_end(sign_in: SignIn, stored_week: str) -> None:
    """Twice, with the same answer."""
    phone, lost = sign_in("rep", "wang"), sign_in("rep", "wang")
    assert [phone.delete("/api/v1/me/sessions").status_code for _ in range(2)] == [204, 204]
    assert [one.get("/api/v1/me").status_code for one in (phone, lost)] == [200, 401]


def test_a_manager_is_of_his_team(database: Database, sign_in: SignIn) -> None:
    """With the login by which he signs in."""
    with database.write() as session:
        store_managers(session)
    moved_in(database, ANNA, NOW)
    told = sign_in("manager", person_id=ANNA).get("/api/v1/me").json()
    assert (told["role"], told["team_id"], told["team_name"]) == ("manager", TEAM, "North")
    assert (told["login"], told["name"], told["id"]) == ("anna@example.com", "Anna Schmidt", ANNA)
