"""What each identity sees of the tables."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app.access.identity import SHELL, Identity
from app.access.scope import accounts_seen_by, owner_is_seen, reps_seen_by, teams_seen_by
from app.access.teams import create_team
from app.db import Database
from app.intake.account_changes import tell_accounts
from app.intake.store import save_reps
from app.models import AccountRecord, RepRecord, TeamRecord
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import store_week

WANG = Identity("rep", "wang")


@pytest.fixture
def stored(database: Database) -> Database:
    with database.write() as session:
        store_week(session, NOW)
    return database


@pytest.fixture
def north(stored: Database) -> Identity:
    """The manager of a team with 王芳 alone."""
    with stored.write() as session:
        team = create_team(session, SHELL, "北队", NOW)
        session.execute(update(RepRecord).where(RepRecord.external_id == "wang").values(team_id=team.id))
    return Identity("manager", team_ids=frozenset({team.id}))


def owners(database: Database, who: Identity) -> set[str | None]:
    with database.read() as session:
        return set(session.scalars(select(AccountRecord.owner).where(accounts_seen_by(who))))


def reps(database: Database, who: Identity) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(RepRecord.external_id).where(reps_seen_by(who))))


def own(database: Database, owner: str | None) -> None:
    """One more account with this owner."""
    with database.write() as session:
        shop = replace(week.WULIN, external_id=f"OF-{owner}", owner=owner, appointment=None)
        tell_accounts(session, SHELL, "list", [shop], NOW)


def test_a_rep_sees_himself_and_his_own(stored: Database) -> None:
    """His row among the reps, and the accounts whose owner he is."""
    assert (reps(stored, WANG), owners(stored, WANG)) == ({"wang"}, {"wang"})


def test_a_manager_sees_his_team(stored: Database, north: Identity) -> None:
    """His reps and what they own; nobody's accounts are nobody's, and another team's are not there."""
    own(stored, None)
    assert (reps(stored, north), owners(stored, north)) == ({"wang"}, {"wang"})
    stranger = Identity("manager", team_ids=frozenset({"team_none"}))
    assert (reps(stored, stranger), owners(stored, stranger)) == (set(), set())
    with stored.read() as session:
        assert session.scalars(select(TeamRecord.name).where(teams_seen_by(north))).all() == ["北队"]
        assert session.scalars(select(TeamRecord.name).where(teams_seen_by(WANG))).all() == []


def test_an_assistant_sees_the_teams_he_helps(stored: Database, north: Identity) -> None:
    """Theirs and nobody else's: neither a rep of no team, nor anything where he helps nobody any more."""
    own(stored, None)
    assert north.team_ids is not None
    helper = Identity("assistant", team_ids=north.team_ids | {"team_none"})
    assert (reps(stored, helper), owners(stored, helper)) == ({"wang"}, {"wang"})
    idle = Identity("assistant", team_ids=frozenset())
    assert (reps(stored, idle), owners(stored, idle)) == (set(), set())


@pytest.mark.parametrize("kind", ["manager", "key", "shell"])
def test_a_director_a_key_and_the_shell_see_all(stored: Database, kind: str) -> None:
    """No row is hidden from them, nobody's accounts included."""
    own(stored, None)
    assert owners(stored, Identity(kind)) == {"wang", "li", None}
    assert reps(stored, Identity(kind)) == {"wang", "li"}


def test_an_owner_may_be_named_by_his_name(stored: Database, north: Identity) -> None:
    """As lists do; where a rep of another team is called so as well, it is nobody's."""
    own(stored, "王芳")
    for who in (WANG, north):
        assert owners(stored, who) == {"wang", "王芳"}
    with stored.write() as session:
        save_reps(session, [replace(week.LI, external_id="other", name="王芳")])
    for who in (WANG, north):
        assert owners(stored, who) == {"wang"}


def test_accounts_go_to_whom_one_sees(stored: Database, north: Identity) -> None:
    """A manager gives to reps of his team, a director to anybody."""
    with stored.read() as session:
        given = [owner_is_seen(session, north, owner) for owner in ("wang", "li", "nobody", None)]
        assert given == [True, False, False, False]
        assert all(owner_is_seen(session, SHELL, owner) for owner in ("li", "nobody", None))
