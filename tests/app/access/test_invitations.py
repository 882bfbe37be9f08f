"""Invitations of managers: used once, within a day, by who gets password and code right."""

from datetime import timedelta

import pytest

from app.access.identity import SHELL
from app.access.invitations import INVITATION_LIVES, accept_invitation, invite, peek_invitation
from app.access.links import peek_link, redeem_link
from app.db import Database
from app.errors import InvalidInput, NotFound
from app.models import PersonRecord
from tests.conftest import NOW
from tests.worlds.people import ANNA, HE, PASSWORD, code_at, invitation, store_managers


def test_an_invitation_waits_until_everything_is_right(database: Database) -> None:
    """A bad password and a wrong code do not use it up; then it is over."""
    with database.write() as session:
        store_managers(session)
    token, secret = invitation(database, ANNA, NOW)
    code = code_at(secret, NOW)
    for password, digits, why in (
        ("too short", code, "password.length"),
        (PASSWORD, f"{(int(code) + 1) % 1_000_000:06}", "access.wrong_code"),
    ):
        with pytest.raises(InvalidInput) as no:
            accept_invitation(database, token, password, digits, NOW, None)
        assert no.value.code == why
    assert accept_invitation(database, token, PASSWORD, code, NOW, None) is not None
    assert accept_invitation(database, token, PASSWORD, code, NOW, None) is None


def test_an_invitation_lives_for_a_day(database: Database) -> None:
    """One second before its end it works, at its end it does not; it is no sign-in link at any time."""
    with database.write() as session:
        store_managers(session)
    token, _ = invitation(database, ANNA, NOW)
    with database.write() as session:
        assert peek_invitation(session, token, NOW + INVITATION_LIVES - timedelta(seconds=1)) is not None
        assert peek_invitation(session, token, NOW + INVITATION_LIVES) is None
        assert peek_link(session, token, NOW) is None
        assert redeem_link(session, token, NOW) is None


def test_nobody_is_invited_who_is_not_there(database: Database) -> None:
    """Unknown, or deleted; an invitation of one who is deleted afterwards is over."""
    with database.write() as session:
        store_managers(session)
    token, _ = invitation(database, HE, NOW)
    with database.write() as session:
        session.get_one(PersonRecord, HE).deleted_at = NOW
    for person_id in ("psn_none", HE):
        with pytest.raises(NotFound), database.write() as session:
            invite(session, SHELL, person_id, NOW)
    with database.read() as session:
        assert peek_invitation(session, token, NOW) is None
