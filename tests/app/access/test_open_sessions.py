"""Sessions are listed to their holder, end when he or his manager says so, and are noted as seen once an hour."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.identity import SHELL, Identity
from app.access.links import create_link, redeem_link
from app.access.open_sessions import end_other_sessions, end_own_session, end_sessions_of_rep, open_sessions
from app.access.sessions import LIVES, SEEN_EVERY, identify, recognise
from app.db import Database
from app.errors import DatabaseBusy, NotFound
from app.models import AuditRecord, SessionRecord
from tests.conftest import NOW


def opened(database: Database, kind: str, rep_id: str | None = None, device: str | None = None) -> str:
    with database.write() as session:
        token = redeem_link(session, create_link(session, kind, rep_id, NOW), NOW, device)
    assert token is not None
    return token


def who(database: Database, token: str) -> Identity:
    with database.read() as session:
        held = identify(session, token, NOW)
    assert held is not None
    return held


def test_a_holder_sees_his_own_sessions(database: Database, stored_week: str) -> None:
    """Devices and moments of his, and which one he is using; nobody else's."""
    phone, tablet = opened(database, "rep", "wang", "WeChat, Android"), opened(database, "rep", "wang")
    opened(database, "rep", "li")
    opened(database, "manager")
    with database.read() as session:
        listed = open_sessions(session, who(database, phone), NOW)
    assert {(one.device, one.is_this_one) for one in listed} == {("WeChat, Android", True), (None, False)}
    assert {one.id for one in listed} == {who(database, token).session_id for token in (phone, tablet)}


def test_one_is_ended_and_others_stay(database: Database, stored_week: str) -> None:
    """The next request with it is nobody's; another's session is as unknown as one that never was."""
    phone, lost = opened(database, "rep", "wang"), opened(database, "rep", "wang")
    of_li = opened(database, "rep", "li")
    wang = who(database, phone)
    with database.write() as session:
        end_own_session(session, wang, who(database, lost).session_id or "", NOW)
    assert recognise(database, lost, NOW) is None
    for session_id in (who(database, of_li).session_id or "", "ses_none"):
        with pytest.raises(NotFound, match="no session of this id"), database.write() as session:
            end_own_session(session, wang, session_id, NOW)
    assert recognise(database, of_li, NOW) is not None
    assert recognise(database, phone, NOW) is not None


def test_all_others_end_at_once(database: Database, stored_week: str) -> None:
    """His own and nobody else's, each noted in the audit log."""
    phone, *lost = (opened(database, "rep", "wang") for _ in range(3))
    of_li = opened(database, "rep", "li")
    with database.write() as session:
        assert end_other_sessions(session, who(database, phone), NOW) == 2
    assert [recognise(database, token, NOW) for token in lost] == [None, None]
    assert recognise(database, phone, NOW) is not None
    assert recognise(database, of_li, NOW) is not None
    with database.read() as session:
        noted = session.scalars(select(AuditRecord.action).where(AuditRecord.action == "session.ended")).all()
    assert len(noted) == 2


def test_a_manager_signs_a_rep_out(database: Database, stored_week: str) -> None:
    """Everywhere, and only him."""
    phones, of_li = [opened(database, "rep", "wang") for _ in range(2)], opened(database, "rep", "li")
    with database.write() as session:
        assert end_sessions_of_rep(session, SHELL, "wang", NOW) == 2
    assert [recognise(database, token, NOW) for token in phones] == [None, None]
    assert recognise(database, of_li, NOW) is not None


def seen(database: Database, session_id: str | None) -> tuple[timedelta, timedelta]:
    """How long after it began the session was seen last, and when it ends."""
    with database.read() as session:
        row = session.scalar(select(SessionRecord).where(SessionRecord.id == session_id))
    assert row is not None
    return row.seen_at - NOW, row.expires_at - NOW


@pytest.mark.parametrize(("kind", "rep_id", "slides"), [("rep", "wang", True), ("manager", None, False)])
def test_a_session_is_seen_once_an_hour(
    database: Database, stored_week: str, kind: str, rep_id: str | None, slides: bool
) -> None:
    """A rep's goes on for thirty days from then; a manager's ends twelve hours after it began."""
    token = opened(database, kind, rep_id)
    session_id, lives = who(database, token).session_id, LIVES[kind]
    almost = SEEN_EVERY - timedelta(seconds=1)
    assert recognise(database, token, NOW + almost) is not None
    assert seen(database, session_id) == (timedelta(0), lives)
    assert recognise(database, token, NOW + SEEN_EVERY) is not None
    assert seen(database, session_id) == (SEEN_EVERY, lives + (SEEN_EVERY if slides else timedelta(0)))


def test_a_rep_who_comes_daily_never_signs_in_again(database: Database, stored_week: str) -> None:
    """A hundred days on end; then thirty without him, and it is over."""
    token = opened(database, "rep", "wang")
    for day in range(100):
        assert recognise(database, token, NOW + timedelta(days=day)) is not None
    assert recognise(database, token, NOW + timedelta(days=99) + LIVES["rep"]) is None


def test_reading_goes_on_while_nothing_can_be_written(
    database: Database, stored_week: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full keeps nobody from his route."""
    token = opened(database, "rep", "wang")

    def full() -> None:
        raise DatabaseBusy

    monkeypatch.setattr(database, "write", full)
    assert recognise(database, token, NOW + timedelta(days=1)) is not None
