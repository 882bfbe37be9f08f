"""Signing in by password and code, by six digits, and proving it again: what is right opens, all else tells nothing."""

import statistics
import threading
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from app.access.identity import SHELL
from app.access.invitations import peek_invitation
from app.access.links import LINK_LIVES, WayIn, create_way_in, redeem_code, redeem_link
from app.access.sessions import end_session, identify
from app.access.sign_in import Credentials, prove, sign_in, sign_in_by_code
from app.access.sign_in_limits import CodesClosed, TooManyTries
from app.db import Database
from app.errors import AppError, InvalidInput, NotAllowed
from app.models import AuditRecord, PersonRecord, SignInLinkRecord
from tests.conftest import NOW
from tests.worlds.people import ANNA, HE, LOGINS, PASSWORD, TEAM, code_at, invitation, moved_in, store_managers

LATER = NOW + timedelta(minutes=1)
RACERS = 50


@pytest.fixture
def app_secret(database: Database) -> str:
    """Of Anna's authenticator app; she has her password."""
    with database.write() as session:
        store_managers(session)
    return moved_in(database, ANNA, NOW)


def typed(secret: str, at: datetime = LATER, **other: str) -> Credentials:
    right = {"login": LOGINS[ANNA], "password": PASSWORD, "code": code_at(secret, at), "address": "192.0.2.7"}
    return Credentials(**{**right, **other})


def another(code: str) -> str:
    """A code that is wrong."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def refused(database: Database, credentials: Credentials, at: datetime = LATER) -> AppError:
    with pytest.raises(AppError) as refusal:
        sign_in(database, credentials, at, None)
    return refusal.value


def test_login_password_and_code_open_a_session(database: Database, app_secret: str) -> None:
    """In whatever case the login is typed; the session knows manager and team, for twelve hours."""
    token = sign_in(database, typed(app_secret, login=" Anna@Example.COM "), LATER, "Chrome, Windows")
    with database.read() as session:
        held = identify(session, token, LATER)
        assert held is not None
        assert (held.kind, held.actor_id, held.team_ids, held.proved_at) == ("manager", ANNA, {TEAM}, LATER)
        assert identify(session, token, LATER + timedelta(hours=12) - timedelta(seconds=1)) is not None
        assert identify(session, token, LATER + timedelta(hours=12)) is None


def test_whatever_is_wrong_is_answered_alike(database: Database, app_secret: str) -> None:
    """An unknown login, one who was only invited, a wrong password, a wrong code: the same words and status."""
    wrong = [
        typed(app_secret, login="nobody"),
        typed(app_secret, login=LOGINS[HE]),
        typed(app_secret, password=PASSWORD + "!"),
        typed(app_secret, code=another(code_at(app_secret, LATER))),
        typed(app_secret, code=""),
    ]
    answers = {(r.status, r.code, r.detail) for r in (refused(database, one) for one in wrong)}
    assert len(answers) == 1


def test_an_unknown_login_takes_as_long_as_a_wrong_password(sqlite_database: Database) -> None:
    """Within 10 ms, so that the clock tells nobody which logins there are."""
    with sqlite_database.write() as session:
        store_managers(session)
    secret = moved_in(sqlite_database, ANNA, NOW)

    def took_s(login: str, number: int) -> float:
        address, at = f"192.0.2.{number}", LATER + timedelta(hours=number)
        began_s = time.perf_counter()
        refused(sqlite_database, typed(secret, login=login, password="wrong", address=address), at)
        return time.perf_counter() - began_s

    differences = [took_s(LOGINS[ANNA], number) - took_s("nobody", number) for number in range(31)]
    assert abs(statistics.median(differences)) < 0.010


def test_a_code_works_once(database: Database, app_secret: str) -> None:
    """Who looked over a shoulder is too late, even within the same half minute."""
    assert sign_in(database, typed(app_secret), LATER, None)
    assert refused(database, typed(app_secret)).code == "access.wrong_credentials"
    next_one = LATER + timedelta(seconds=30)
    assert sign_in(database, typed(app_secret, next_one), next_one, None)


def test_of_many_with_the_same_code_one_gets_in(database: Database, app_secret: str) -> None:
    """Three at the same time, one session."""
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            sign_in(database, typed(app_secret), LATER, None)
            outcomes.append("in")
        except InvalidInput as no:
            outcomes.append(no.code)

    threads = [threading.Thread(target=attempt) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["access.wrong_credentials", "access.wrong_credentials", "in"]


@pytest.mark.parametrize("login", [LOGINS[ANNA], "nobody"])
def test_the_sixth_try_has_to_wait(database: Database, app_secret: str, login: str) -> None:
    """For a login that is there and for one that is not, from whatever address; after ten minutes it is free again."""
    for number in range(5):
        wrong = typed(app_secret, login=login, password="wrong", address=f"192.0.2.{number}")
        assert refused(database, wrong).code == "access.wrong_credentials"
    closed = refused(database, typed(app_secret, login=login, address="192.0.2.99"))
    assert isinstance(closed, TooManyTries)
    assert (closed.status, closed.headers["Retry-After"]) == (429, "600")
    free = LATER + timedelta(minutes=10)
    if login == "nobody":
        assert refused(database, typed(app_secret, free, login=login), free).code == "access.wrong_credentials"
    else:
        assert sign_in(database, typed(app_secret, free), free, None)


def test_an_address_has_twenty_tries(database: Database, app_secret: str) -> None:
    """Spread over many logins; another address goes on."""
    for number in range(20):
        assert refused(database, typed(app_secret, login=f"guess{number}")).status == 422
    assert refused(database, typed(app_secret)).status == 429
    assert sign_in(database, typed(app_secret, address="192.0.2.8"), LATER, None)


def test_right_tries_do_not_count(database: Database, app_secret: str) -> None:
    """Who signs in again and again is never asked to wait."""
    for number in range(8):
        at = LATER + timedelta(seconds=30 * number)
        assert sign_in(database, typed(app_secret, at), at, None)


def test_an_invitation_is_a_reset(database: Database, app_secret: str) -> None:
    """Sessions, password and app end at once, and so does an invitation made before."""
    token = sign_in(database, typed(app_secret), LATER, None)
    earlier, _ = invitation(database, ANNA, LATER)
    _, secret = invitation(database, ANNA, LATER)
    next_one = LATER + timedelta(seconds=30)
    with database.read() as session:
        assert identify(session, token, LATER) is None
        assert peek_invitation(session, earlier, LATER) is None
    assert refused(database, typed(app_secret, next_one), next_one).code == "access.wrong_credentials"
    assert secret != app_secret


def test_proving_again_renews_the_proof(database: Database, app_secret: str) -> None:
    """With the right password and a fresh code; a wrong one leaves it as old as it was."""
    token = sign_in(database, typed(app_secret), LATER, None)
    with database.read() as session:
        anna = identify(session, token, LATER)
    assert anna is not None
    at = LATER + timedelta(hours=1)
    with pytest.raises(InvalidInput):
        prove(database, anna, "wrong", code_at(app_secret, at), "192.0.2.7", at)
    with database.read() as session:
        assert getattr(identify(session, token, at), "proved_at", None) == LATER
    prove(database, anna, PASSWORD, code_at(app_secret, at), "192.0.2.7", at)
    with database.read() as session:
        assert getattr(identify(session, token, at), "proved_at", None) == at


def test_who_came_by_the_shell_proves_it_there(database: Database) -> None:
    """There is no password to ask for; a new link is the proof."""
    with pytest.raises(NotAllowed, match="kproute link manager"):
        prove(database, SHELL, PASSWORD, "123456", "192.0.2.7", NOW)


def test_a_version_is_not_changed_by_signing_in(database: Database, app_secret: str) -> None:
    """What others read of a manager stays as it was."""

    def version() -> int | None:
        with database.read() as session:
            return session.scalar(select(PersonRecord.version).where(PersonRecord.id == ANNA))

    before = version()
    sign_in(database, typed(app_secret), LATER, None)
    assert version() == before


@pytest.fixture
def way_in(database: Database, stored_week: str) -> WayIn:
    """For 王芳."""
    with database.write() as session:
        return create_way_in(session, SHELL, "wang", NOW)


def test_a_code_signs_its_rep_in_once(database: Database, way_in: WayIn) -> None:
    """With or without spaces; afterwards neither the code nor the link of the same moment works."""
    token = sign_in_by_code(database, f" {way_in.code[:3]} {way_in.code[3:]} ", "192.0.2.7", NOW, None)
    with database.write() as session:
        held = identify(session, token, NOW)
        assert held is not None
        assert (held.kind, held.rep_id) == ("rep", "wang")
        assert redeem_code(session, way_in.code, NOW) is None
        assert redeem_link(session, way_in.token, NOW) is None


def test_a_code_ends_after_its_quarter_of_an_hour(database: Database, way_in: WayIn) -> None:
    """At its end it is a wrong code like any other."""
    with pytest.raises(InvalidInput, match="wrong, used or too old"):
        sign_in_by_code(database, way_in.code, "192.0.2.7", NOW + LINK_LIVES, None)


def test_a_new_way_in_ends_the_one_before(database: Database, way_in: WayIn) -> None:
    """Of a rep at most one code can be guessed."""
    with database.write() as session:
        newer = create_way_in(session, SHELL, "wang", NOW)
        assert redeem_code(session, way_in.code, NOW) is None
        assert redeem_link(session, way_in.token, NOW) is None
        assert redeem_code(session, newer.code, NOW) is not None


def test_fifty_racers_and_one_session(database: Database, way_in: WayIn) -> None:
    """Half of them by the link and half by the code."""
    tokens: list[str | None] = []

    def redeem(number: int) -> None:
        with database.write() as session:
            by_code = redeem_code(session, way_in.code, NOW) if number % 2 else redeem_link(session, way_in.token, NOW)
        tokens.append(by_code)

    threads = [threading.Thread(target=redeem, args=(number,)) for number in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == RACERS
    assert len([token for token in tokens if token]) == 1


def test_five_wrong_codes_a_minute_close_an_address(database: Database, way_in: WayIn) -> None:
    """Then the right one is refused too, with a way out; from another address and a minute later it works."""
    wrong = another(way_in.code)
    for _ in range(5):
        with pytest.raises(InvalidInput):
            sign_in_by_code(database, wrong, "192.0.2.7", NOW, None)
    with pytest.raises(CodesClosed, match="Open the link") as closed:
        sign_in_by_code(database, way_in.code, "192.0.2.7", NOW, None)
    assert closed.value.headers["Retry-After"] == "60"
    with pytest.raises(InvalidInput):
        sign_in_by_code(database, wrong, "192.0.2.7", NOW + timedelta(minutes=1), None)
    assert sign_in_by_code(database, way_in.code, "192.0.2.8", NOW, None)


def test_a_hundred_wrong_codes_an_hour_close_the_way_for_all(database: Database, way_in: WayIn) -> None:
    """From however many addresses they came; the link goes on working."""
    wrong = another(way_in.code)
    for number in range(100):
        with pytest.raises(InvalidInput):
            sign_in_by_code(database, wrong, f"198.51.100.{number // 5}", NOW, None)
    with pytest.raises(CodesClosed) as closed:
        sign_in_by_code(database, way_in.code, "192.0.2.8", NOW, None)
    assert closed.value.headers["Retry-After"] == "3600"
    with database.write() as session:
        assert redeem_link(session, way_in.token, NOW) is not None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345x", "１２３４５６", "' OR 1=1"])
def test_what_is_no_code_is_no_guess(database: Database, way_in: WayIn, code: str) -> None:
    """It is refused without being counted."""
    for _ in range(6):
        with pytest.raises(InvalidInput, match="six digits"):
            sign_in_by_code(database, code, "192.0.2.7", NOW, None)
    assert sign_in_by_code(database, way_in.code, "192.0.2.7", NOW, None)


def test_no_secret_of_a_manager_or_a_code_is_kept(database: Database, app_secret: str, way_in: WayIn) -> None:
    """Passwords, codes, tokens and the addresses of those who tried cannot be read back."""
    token = sign_in(database, typed(app_secret), LATER, None)
    invited, _ = invitation(database, HE, NOW)
    refused(database, typed(app_secret, password="something wrong"))
    tables = ("person", "sign_in_link", "session", "sign_in_tries", "audit_entry")
    with database.read() as session:
        dump = str([session.execute(text(f"SELECT * FROM {table}")).all() for table in tables])
        codes = session.scalars(select(SignInLinkRecord.code_sign)).all()
    assert any(codes)
    for secret in (PASSWORD, token, invited, way_in.token, f"'{way_in.code}'", "192.0.2.7", "something wrong"):
        assert secret not in dump
    assert PASSWORD not in repr(typed(app_secret))


def test_what_was_done_is_in_the_audit_log_without_a_name(database: Database, app_secret: str) -> None:
    """Invited by the shell, everything else by Anna herself; ids and nothing else."""
    token = sign_in(database, typed(app_secret), LATER, "Chrome, Windows")
    with database.read() as session:
        anna = identify(session, token, LATER)
    assert anna is not None
    at = LATER + timedelta(minutes=1)
    prove(database, anna, PASSWORD, code_at(app_secret, at), "192.0.2.7", at)
    with database.write() as session:
        end_session(session, token, at)
    with database.read() as session:
        rows = session.scalars(select(AuditRecord).order_by(AuditRecord.number)).all()
    mine, session_id = ("manager", ANNA), anna.session_id
    assert [(row.action, (row.actor_kind, row.actor_id)) for row in rows] == [
        ("person.invited", ("shell", None)),
        ("person.password_set", mine),
        ("session.opened", mine),
        ("session.opened", mine),
        ("session.proved", mine),
        ("session.ended", mine),
    ]
    assert {row.subject_id for row in rows[-3:]} == {session_id}
    told = str([(row.subject_id, row.fields) for row in rows])
    assert not any(word in told for word in (LOGINS[ANNA], "Anna Schmidt", "Chrome"))
