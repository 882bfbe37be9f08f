"""A manager sees which of his reps are signed in, and since when."""

from datetime import timedelta

from app.access.identity import SHELL, Identity
from app.access.links import create_link, redeem_link
from app.access.rep_access import RepAccess, rep_name, reps_access
from app.access.sessions import LIVES, SEEN_EVERY, recognise
from app.access.teams import create_team, put_into_team
from app.db import Database
from app.intake.rep_lists import rep_record
from tests.conftest import NOW


def test_sessions_are_counted_and_the_last_sight_is_told(database: Database, stored_week: str) -> None:
    """Those that are open; of a rep who never came there are none."""
    tokens = []
    for _ in range(2):
        with database.write() as session:
            tokens.append(redeem_link(session, create_link(session, "rep", "wang", NOW), NOW) or "")
    later = NOW + SEEN_EVERY
    assert recognise(database, tokens[1], later) is not None
    with database.read() as session:
        li, wang = reps_access(session, SHELL, later)
        _, over = reps_access(session, SHELL, NOW + LIVES["rep"])
    assert (li.rep_id, li.sessions, li.seen_at) == ("li", 0, None)
    assert wang == RepAccess("wang", "王芳", None, 2, later)
    assert (over.sessions, over.seen_at) == (1, later)


def test_a_manager_sees_his_team(database: Database, stored_week: str) -> None:
    """And of others not even the name."""
    with database.write() as session:
        team = create_team(session, SHELL, "北队", NOW)
        wang = rep_record(session, SHELL, "wang")
        assert wang is not None
        put_into_team(session, SHELL, wang, team.id, NOW)
    manager = Identity("manager", team_ids=frozenset({team.id}))
    with database.read() as session:
        assert [one.rep_id for one in reps_access(session, manager, NOW + timedelta(hours=1))] == ["wang"]
        assert [rep_name(session, manager, one) for one in ("wang", "li")] == ["王芳", "li"]
