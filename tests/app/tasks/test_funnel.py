"""The funnel: each number is the length of the list that it opens, for whoever looks."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.access.identity import SHELL, Identity
from app.db import Database
from app.intake.account_changes import tell_accounts
from app.intake.method_settings import keep_settings
from app.method.account import Account, Answer, Category, Need
from app.method.settings import MethodSettings
from app.tasks.funnel import Funnel, funnel
from app.visits.account_groups import FUNNEL, VISIT_MIX, Group
from app.visits.account_table import AccountWish, wanted_accounts
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import store_week

LI = Identity("rep", rep_id="li", actor_id="rep_li")
# Precise by the list only: nobody knows who decides.
TALKER = replace(
    week.XIXI, external_id="TALK", declared_precise=True, need=Need.LATENT, ability_to_pay=Answer.YES,
    authority=Answer.UNKNOWN, contacts=(), market="滨江",
)  # fmt: skip
MET = [replace(week.XIXI, external_id=f"MET-{n}", visits=n, category=Category.PROSPECT) for n in (1, 1, 1, 2, 5)]


def _store(database: Database, *accounts: Account) -> None:
    with database.write() as session:
        store_week(session, NOW)
        tell_accounts(session, SHELL, "list", accounts, NOW)


def _listed(session: Session, identity: Identity, group: Group, **asked: str) -> int:
    return len(wanted_accounts(session, identity, AccountWish(group=group, **asked), NOW))


@pytest.mark.parametrize("identity", [SHELL, LI])
def test_every_number_is_that_of_its_list(sqlite_database: Database, identity: Identity) -> None:
    """All groups, of all categories and of each, in one market and in all; a rep counts his own only."""
    _store(sqlite_database, TALKER)
    with sqlite_database.read() as session:
        for market in ("", "滨江"):
            counted = funnel(session, identity, "", market, NOW)
            for group in Group:
                assert counted.count(group) == _listed(session, identity, group, market=market)
                for category in Category:
                    listed = _listed(session, identity, group, market=market, category=category)
                    assert counted.count(group, category) == listed
        everybody = funnel(session, identity, "", "", NOW).count(Group.ALL)
        seen = [one for one in (*week.ACCOUNTS, TALKER) if identity is SHELL or one.owner in ("li", week.LI.name)]
        assert everybody == len(seen)


def test_a_leg_counts_its_answer_and_precise_all_three(sqlite_database: Database) -> None:
    """Able to pay and in need is not precise; the contradiction with the list is told."""
    with sqlite_database.read() as session:
        assert funnel(session, SHELL, "", "", NOW).count(Group.ALL) == 0
    _store(sqlite_database, TALKER)
    with sqlite_database.read() as session:
        found = funnel(session, SHELL, "", "滨江", NOW)
    told = {group: found.count(group) for group in FUNNEL}
    assert told[Group.ABILITY_TO_PAY] > told[Group.PRECISE]
    assert found.count(Group.DECLARED_ONLY) == 1
    assert _mix(found) == {}


def test_how_often_prospects_were_met_stands_beside_what_is_wanted(sqlite_database: Database) -> None:
    """Only prospects who were met count; the wanted shares are settings, and add up to the whole."""
    once, twice, more = (replace(one, external_id=f"M{n}") for n, one in enumerate(MET[2:]))
    _store(sqlite_database, once, twice, more, replace(once, external_id="M9", category=Category.SIGNED))
    wanted = replace(MethodSettings(), visit_mix={"once": 0.5, "twice": 0.3, "more": 0.2})
    with sqlite_database.write() as session:
        before = funnel(session, SHELL, "", "", NOW)
        keep_settings(session, SHELL, wanted, NOW)
    with sqlite_database.read() as session:
        after = funnel(session, SHELL, "", "", NOW)
    assert before.met == after.met == sum(share.prospects for share in after.mix)
    assert sum(share.share for share in after.mix) == pytest.approx(1)
    assert [share.wanted for share in before.mix] == [0.65, 0.25, 0.10]
    assert [share.wanted for share in after.mix] == [0.5, 0.3, 0.2]
    with pytest.raises(ValueError, match="a whole"):
        replace(wanted, visit_mix={"once": 0.5, "twice": 0.3, "more": 0.3})


def _mix(found: Funnel) -> dict[Group, int]:
    return {group: n for group in VISIT_MIX if (n := found.count(group))}
