"""Signing in and out on the pages, without a browser: both forms, links, invitations, and proving it once more."""

import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from app.access.identity import SHELL
from app.access.links import create_link, create_way_in
from app.db import Database
from app.security import cookie_name, local_path
from tests.conftest import NOW, SignIn
from tests.in_process import browser
from tests.worlds.people import ANNA, LOGINS, PASSWORD, code_at, invitation, moved_in, store_managers

LATER = NOW + timedelta(minutes=1)
ENGLISH = {"Accept-Language": "en"}
ELSEWHERE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/\n/evil.example",
    "evil.example",
    " //evil.example",
)


@pytest.fixture
def app_secret(database: Database, app: FastAPI) -> str:
    """Of Anna's authenticator app; a minute has passed since she set it up."""
    with database.write() as session:
        store_managers(session)
    app.state.clock = lambda: LATER
    return moved_in(database, ANNA, NOW)


def form(secret: str, **other: str) -> dict[str, str]:
    return {"login": LOGINS[ANNA], "password": PASSWORD, "code": code_at(secret, LATER), **other}


class TestManagers:
    def test_password_and_code_open_the_page_that_was_asked_for(self, anonymous: httpx.Client, app_secret: str) -> None:
        """A stranger is asked to sign in where he was, and goes on from there."""
        asked = anonymous.get("/plans/pln_1?x=1", headers=ENGLISH)
        assert asked.status_code == 401
        assert 'name="next" value="/plans/pln_1?x=1"' in asked.text
        answer = anonymous.post("/sign-in", data=form(app_secret, next="/plans/pln_1?x=1"))
        assert (answer.status_code, answer.headers["location"]) == (303, "/plans/pln_1?x=1")
        cookie = answer.headers["set-cookie"].lower()
        assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/", f"max-age={12 * 3600}"))
        assert anonymous.get("/me", headers=ENGLISH).status_code == 200

    def test_what_is_wrong_is_said_beside_the_form(self, anonymous: httpx.Client, app_secret: str) -> None:
        """The login stays, the password does not; no cookie is set."""
        answer = anonymous.post("/sign-in", data=form(app_secret, password="a wrong one"), headers=ENGLISH)
        assert answer.status_code == 422
        assert "Login, password or code is wrong" in answer.text
        assert LOGINS[ANNA] in answer.text
        assert "a wrong one" not in answer.text
        assert "set-cookie" not in answer.headers

    def test_the_sixth_try_is_told_when_to_come_back(self, anonymous: httpx.Client, app_secret: str) -> None:
        """429 with Retry-After and a sentence, also for a login that nobody has."""
        for login in (LOGINS[ANNA], "nobody"):
            tries = [anonymous.post("/sign-in", data=form(app_secret, login=login, code="")) for _ in range(6)]
            assert [one.status_code for one in tries] == [422] * 5 + [429]
            assert tries[-1].headers["retry-after"] == "600"
            assert "Wait ten minutes" in tries[-1].text

    @pytest.mark.parametrize("elsewhere", ELSEWHERE)
    def test_nobody_is_sent_to_another_site(self, anonymous: httpx.Client, app_secret: str, elsewhere: str) -> None:
        """Whatever the address of the form says."""
        assert local_path(elsewhere) == ""
        assert anonymous.post("/sign-in", data=form(app_secret, next=elsewhere)).headers["location"] == "/"

    def test_the_session_from_before_ends(self, app: FastAPI, sign_in: SignIn, app_secret: str) -> None:
        """A token that somebody planted or left behind is worth nothing once another person signs in over it."""
        planted = sign_in("manager")
        name = cookie_name(app.state.settings)
        old = planted.cookies[name]
        answer = planted.post("/sign-in", data=form(app_secret))
        assert answer.status_code == 303
        assert old not in answer.headers["set-cookie"]
        stale = browser(app, **{"Sec-Fetch-Site": "same-origin"})
        stale.cookies.set(name, old)
        assert stale.get("/me").status_code == 401

    def test_a_token_of_somebody_elses_choice_is_never_taken(
        self, anonymous: httpx.Client, app: FastAPI, app_secret: str
    ) -> None:
        """What the browser brings is replaced, not adopted."""
        anonymous.cookies.set(cookie_name(app.state.settings), "chosen-by-an-attacker")
        answer = anonymous.post("/sign-in", data=form(app_secret))
        assert "chosen-by-an-attacker" not in answer.headers["set-cookie"]
        stale = browser(app)
        stale.cookies.set(cookie_name(app.state.settings), "chosen-by-an-attacker")
        assert stale.get("/me").status_code == 401


class TestInvitation:
    @pytest.fixture
    def invited(self, database: Database) -> tuple[str, str]:
        """The token for Anna and the secret that its page shows."""
        with database.write() as session:
            store_managers(session)
        return invitation(database, ANNA, NOW)

    def test_looking_shows_what_to_scan_and_uses_nothing_up(
        self, anonymous: httpx.Client, invited: tuple[str, str]
    ) -> None:
        """The QR code as a drawing in the page, the secret in letters, the same each time."""
        token, secret = invited
        pages = [anonymous.get(f"/invitation/{token}", headers=ENGLISH).text for _ in range(3)]
        for page in pages:
            assert "<svg" in page
            assert secret in re.sub(r"\s", "", page)
            assert 'autocomplete="new-password"' in page

    def test_password_and_code_let_one_in(self, anonymous: httpx.Client, invited: tuple[str, str]) -> None:
        """A mistake is said and costs nothing; afterwards the page is over."""
        token, secret = invited
        path, code = f"/invitation/{token}", code_at(secret, NOW)
        short = anonymous.post(path, data={"password": "short", "code": code}, headers=ENGLISH)
        assert (short.status_code, "12 to 200 characters" in short.text) == (422, True)
        answer = anonymous.post(path, data={"password": PASSWORD, "code": code})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert "Anna Schmidt" in anonymous.get("/me").text
        for over in (anonymous.get(path, headers=ENGLISH), anonymous.post(path, data={}, headers=ENGLISH)):
            assert (over.status_code, "no longer works" in over.text) == (410, True)

    def test_another_site_cannot_accept_it(self, anonymous: httpx.Client, invited: tuple[str, str]) -> None:
        """Nor can it be accepted by looking."""
        token, secret = invited
        right = {"password": PASSWORD, "code": code_at(secret, NOW)}
        foreign = anonymous.post(f"/invitation/{token}", data=right, headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status_code == 403
        assert anonymous.get(f"/invitation/{token}", params=right).status_code == 200


class TestReps:
    def test_six_digits_open_the_route(self, anonymous: httpx.Client, database: Database, stored_week: str) -> None:
        """As his manager reads them out, with a space in the middle."""
        with database.write() as session:
            code = create_way_in(session, SHELL, "wang", NOW).code
        answer = anonymous.post("/sign-in-by-code", data={"code": f"{code[:3]} {code[3:]}"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/today")
        assert anonymous.get("/today").status_code == 200
        again = anonymous.post("/sign-in-by-code", data={"code": code}, headers=ENGLISH)
        assert (again.status_code, "wrong, used or too old" in again.text) == (422, True)

    def test_the_sixth_wrong_code_of_a_minute_is_not_looked_at(
        self, anonymous: httpx.Client, database: Database, stored_week: str
    ) -> None:
        """429, and the link of the same moment still opens."""
        with database.write() as session:
            way = create_way_in(session, SHELL, "wang", NOW)
        wrong = f"{(int(way.code) + 1) % 1_000_000:06}"
        tries = [anonymous.post("/sign-in-by-code", data={"code": wrong}) for _ in range(5)]
        closed = anonymous.post("/sign-in-by-code", data={"code": way.code}, headers=ENGLISH)
        assert {one.status_code for one in tries} == {422}
        assert (closed.status_code, closed.headers["retry-after"]) == (429, "60")
        assert "Open the link instead" in closed.text
        assert anonymous.post(f"/sign-in/{way.token}").headers["location"] == "/today"

    def test_a_link_is_used_by_the_button_only(
        self, anonymous: httpx.Client, database: Database, stored_week: str
    ) -> None:
        """GET, HEAD and a prefetch take nothing from its reader."""
        with database.write() as session:
            token = create_link(session, "rep", "wang", NOW)
        looks = [anonymous.get(f"/sign-in/{token}", headers={"Sec-Purpose": "prefetch"}) for _ in range(2)]
        anonymous.head(f"/sign-in/{token}")
        assert {(one.status_code, "set-cookie" in one.headers) for one in looks} == {(200, False)}
        assert anonymous.post(f"/sign-in/{token}").status_code == 303


class TestMe:
    def test_shows_where_one_is_signed_in_and_ends_it(self, sign_in: SignIn, stored_week: str) -> None:
        """The other phone is refused from its next request on."""
        phone, lost = sign_in("rep", "wang"), sign_in("rep", "wang")
        page = phone.get("/me", headers=ENGLISH).text
        assert "王芳" in page
        assert page.count("Seen within the last hour") == 2
        (lost_id,) = re.findall(r'name="session_id" value="(ses_[0-9a-f]+)"', page)
        assert lost.get("/today").status_code == 200
        assert phone.post("/me/sessions/end", data={"session_id": lost_id}).headers["location"] == "/me"
        assert lost.get("/today").status_code == 401
        assert phone.post("/me/sessions/end", data={"session_id": lost_id}).status_code == 404

    def test_ends_all_others(self, sign_in: SignIn, stored_week: str) -> None:
        """And stays."""
        phone, *others = (sign_in("rep", "wang") for _ in range(3))
        of_li = sign_in("rep", "li")
        assert phone.post("/me/sessions/end-others").status_code == 303
        assert [one.get("/today").status_code for one in (phone, of_li, *others)] == [200, 200, 401, 401]

    def test_signing_out_leaves_nothing_in_the_browser(self, sign_in: SignIn, stored_week: str) -> None:
        """The cookie goes, and what the browser kept of our pages; not what waits to be sent."""
        phone = sign_in("rep", "wang")
        answer = phone.post("/sign-out")
        assert answer.headers["location"] == "/sign-in"
        assert answer.headers["clear-site-data"] == '"cache"'
        assert "max-age=0" in answer.headers["set-cookie"].lower()
        assert phone.get("/me").status_code == 401


class TestProof:
    def test_renews_and_goes_back(self, app: FastAPI, anonymous: httpx.Client, app_secret: str) -> None:
        """With password and a fresh code; a wrong one is said and renews nothing."""
        anonymous.post("/sign-in", data=form(app_secret))
        later = LATER + timedelta(hours=1)
        app.state.clock = lambda: later
        wrong = anonymous.post("/prove", data={"password": "no", "code": "000000", "next": "/me"}, headers=ENGLISH)
        assert (wrong.status_code, "is wrong" in wrong.text) == (422, True)
        assert anonymous.get("/api/v1/me").json()["proved_at"] == LATER.isoformat().replace("+00:00", "Z")
        right = {"password": PASSWORD, "code": code_at(app_secret, later), "next": "/me"}
        answer = anonymous.post("/prove", data=right)
        assert (answer.status_code, answer.headers["location"]) == (303, "/me")
        assert anonymous.get("/api/v1/me").json()["proved_at"] == later.isoformat().replace("+00:00", "Z")

    @pytest.mark.parametrize("elsewhere", ELSEWHERE)
    def test_sends_nobody_elsewhere(
        self, anonymous: httpx.Client, app_secret: str, elsewhere: str, app: FastAPI
    ) -> None:
        """An address of another site is dropped."""
        anonymous.post("/sign-in", data=form(app_secret))
        app.state.clock = lambda: LATER + timedelta(hours=1)
        proof = {"password": PASSWORD, "code": code_at(app_secret, LATER + timedelta(hours=1)), "next": elsewhere}
        assert anonymous.post("/prove", data=proof).headers["location"] == "/"

    def test_who_came_by_the_shell_is_told_to_print_a_link(self, manager: httpx.Client) -> None:
        """There is no password to ask for."""
        page = manager.get("/prove?next=/lists", headers=ENGLISH).text
        assert "kproute link manager" in page
        assert 'type="password"' not in page


def test_a_host_of_somebody_elses_choice_changes_no_answer(
    app: FastAPI, database: Database, stored_week: str, manager: httpx.Client
) -> None:
    """Where a page sends people is a path; the host of a request is never repeated."""
    for host in ("evil.example", "127.0.0.1:8000@evil.example", "evil.example/api/v1", "[::1"):
        answer = manager.post("/sign-out", headers={"Host": host})
        assert "evil" not in answer.headers.get("location", "")
        assert "evil" not in answer.text
