"""People and keys on the pages: ways in for reps, invitations for managers, keys for programs; each shown once."""

import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from app.db import Database
from tests.conftest import NOW, OWN_PAGE, SignIn
from tests.in_process import browser
from tests.worlds.people import ANNA, HE, PASSWORD, TEAM, code_at, moved_in, store_managers

ENGLISH = {"Accept-Language": "en"}
LINK = re.compile(r"http://127\.0\.0\.1:8000/(sign-in|invitation)/([\w-]{43})")


@pytest.fixture
def director(database: Database, stored_week: str, sign_in: SignIn) -> httpx.Client:
    """何敏's browser; Anna leads the team in the north, to which nobody belongs yet."""
    with database.write() as session:
        store_managers(session)
    return sign_in("manager", person_id=HE)


class TestReps:
    def test_a_way_in_is_link_picture_and_digits(self, director: httpx.Client, anonymous: httpx.Client) -> None:
        """Under the public address, whatever host was asked for; the digits open the rep's route."""
        answer = director.post("/people/way-in", data={"rep_id": "wang"}, headers={"Host": "evil.example", **ENGLISH})
        assert answer.status_code == 200
        assert "evil" not in answer.text
        assert "<svg" in answer.text
        link = LINK.search(answer.text)
        code = re.search(r"\d{3} \d{3}", answer.text)
        assert link is not None
        assert code is not None
        assert anonymous.post("/sign-in-by-code", data={"code": code.group()}).headers["location"] == "/today"
        assert anonymous.post(link.group().removeprefix("http://127.0.0.1:8000")).status_code == 410

    def test_a_rep_is_signed_out_everywhere(self, director: httpx.Client, sign_in: SignIn) -> None:
        """His next request is refused; the page says who is in."""
        wang, li = sign_in("rep", "wang"), sign_in("rep", "li")
        assert director.get("/people", headers=ENGLISH).text.count("Signed in") == 2
        assert director.post("/people/end-sessions", data={"rep_id": "wang"}).headers["location"] == "/people"
        assert [one.get("/today").status_code for one in (wang, li)] == [401, 200]

    def test_a_team_manager_lets_his_own_reps_in(self, director: httpx.Client, sign_in: SignIn) -> None:
        """Others are not there for her, whatever she asks for; a rep has no business here."""
        director.post("/people/team", data={"rep_id": "wang", "team_id": TEAM})
        anna = sign_in("manager", person_id=ANNA)
        page = anna.get("/people", headers=ENGLISH).text
        assert ("王芳" in page, "李" in page, "New team" in page) == (True, False, False)
        assert anna.post("/people/way-in", data={"rep_id": "wang"}).status_code == 200
        for path in ("/people/way-in", "/people/end-sessions"):
            refused = [anna.post(path, data={"rep_id": rep_id}) for rep_id in ("li", "nobody")]
            assert [answer.status_code for answer in refused] == [404, 404]
        assert anna.post("/people/team", data={"rep_id": "wang"}).status_code == 403
        assert sign_in("rep", "wang").get("/people").status_code == 403


class TestManagers:
    def test_an_invitation_leads_to_a_manager_who_can_sign_in(
        self, app: FastAPI, database: Database, director: httpx.Client
    ) -> None:
        """From the button to the first page, for a manager of a team."""
        made = director.post("/people/managers", data={"login": "Bob", "name": "Bob", "team_id": TEAM}, headers=ENGLISH)
        link = LINK.search(made.text)
        assert link is not None
        new = browser(app, **OWN_PAGE)
        path = f"/invitation/{link.group(2)}"
        secret = re.search(r'translate="no">([A-Z2-7 ]+)<', new.get(path).text)
        assert secret is not None
        code = code_at(secret.group(1).replace(" ", ""), NOW)
        assert new.post(path, data={"password": PASSWORD, "code": code}).status_code == 303
        told = new.get("/api/v1/me").json()
        assert (told["login"], told["role"], told["team_name"]) == ("bob", "manager", "North")

    def test_a_login_is_taken_once(self, director: httpx.Client) -> None:
        """In whatever case it is written; nothing is changed then."""
        answer = director.post("/people/managers", data={"login": "ANNA@example.com", "name": "Anna"})
        assert answer.status_code == 409
        assert director.post("/people/managers", data={"login": "a b", "name": "Anna"}).status_code == 422

    def test_who_is_removed_is_out(self, database: Database, director: httpx.Client, sign_in: SignIn) -> None:
        """At once, and she can be neither invited nor removed again."""
        anna = sign_in("manager", person_id=ANNA)
        assert director.post("/people/remove", data={"person_id": ANNA}).status_code == 303
        assert anna.get("/me").status_code == 401
        for path in ("/people/remove", "/people/invite"):
            assert director.post(path, data={"person_id": ANNA}).status_code == 404

    def test_a_desk_left_open_changes_nobody(self, app: FastAPI, director: httpx.Client) -> None:
        """Eleven minutes after signing in the buttons ask to show who one is, and lead back."""
        app.state.clock = lambda: NOW + timedelta(minutes=11)
        page = director.get("/people", headers=ENGLISH).text
        assert 'href="/prove?next=/people"' in page
        assert "/people/managers" not in page
        came_from = {"Referer": "http://127.0.0.1:8000/people"}
        answer = director.post("/people/invite", data={"person_id": ANNA}, headers=came_from)
        assert (answer.status_code, answer.headers["location"]) == (303, "/prove?next=%2Fpeople")
        answer = director.post("/people/invite", data={"person_id": ANNA}, headers={"Referer": "//evil/x"})
        assert answer.headers["location"] == "/prove?next=%2Fx"


class TestKeys:
    def test_a_key_is_shown_once_and_does_what_it_was_made_for(self, app: FastAPI, director: httpx.Client) -> None:
        """Made, used, renewed with both working, revoked."""
        made = director.post("/keys", data={"name": "crm", "scopes": ["lists:read"], "days": "90"}, headers=ENGLISH)
        text = re.search(r"kproute_\w{49}", made.text)
        assert text is not None
        program = browser(app, Authorization=f"Bearer {text.group()}")
        assert program.get("/api/v1/accounts").status_code == 200
        assert program.get("/api/v1/plans").status_code == 403
        page = director.get("/keys", headers=ENGLISH).text
        assert text.group() not in page
        (key_id,) = set(re.findall(r'value="(key_[0-9a-f]+)"', page))
        renewed = director.post("/keys/rotate", data={"key_id": key_id})
        newer = re.search(r"kproute_\w{49}", renewed.text)
        assert newer is not None
        assert browser(app, Authorization=f"Bearer {newer.group()}").get("/api/v1/accounts").status_code == 200
        assert program.get("/api/v1/accounts").status_code == 200
        assert director.post("/keys/revoke", data={"key_id": key_id}).status_code == 303
        assert program.get("/api/v1/accounts").status_code == 401

    @pytest.mark.parametrize(
        "form", [{"name": "crm"}, {"name": " ", "scopes": "lists:read"}, {"name": "crm", "scopes": "all"}]
    )
    def test_a_key_for_nothing_is_not_made(self, director: httpx.Client, form: dict[str, str]) -> None:
        """It needs a name and at least one thing that it may do."""
        assert director.post("/keys", data=form).status_code == 422
        assert "key_" not in director.get("/keys").text

    def test_keys_are_for_directors_who_have_shown_who_they_are(
        self, app: FastAPI, director: httpx.Client, sign_in: SignIn
    ) -> None:
        """A team manager is refused; a proof that is too old leads to a new one."""
        assert sign_in("manager", person_id=ANNA).get("/keys").status_code == 403
        app.state.clock = lambda: NOW + timedelta(minutes=11)
        answer = director.post("/keys", data={"name": "crm", "scopes": "lists:read"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/prove?next=")
        assert 'action="/keys"' not in director.get("/keys").text


def test_names_of_people_are_written_as_text(database: Database, director: httpx.Client) -> None:
    """Whatever somebody calls himself."""
    hostile = "<script>alert(1)</script>\u202e${x}"
    answer = director.post("/people/managers", data={"login": "x1", "name": "<img src=x onerror=alert(1)>"})
    assert "<img" not in answer.text
    assert director.post("/people/teams", data={"name": hostile}).status_code == 422
    director.post("/people/teams", data={"name": hostile.replace("\u202e", "")})
    page = director.get("/people").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_who_has_moved_in_is_marked_no_more(database: Database, director: httpx.Client) -> None:
    """Who has chosen a password can sign in."""
    assert director.get("/people", headers=ENGLISH).text.count(">Invited<") == 2
    moved_in(database, ANNA, NOW)
    assert director.get("/people", headers=ENGLISH).text.count(">Invited<") == 1
