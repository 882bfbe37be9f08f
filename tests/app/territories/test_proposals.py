"""Proposals from what is stored: who gets what nobody has, what if somebody joins or leaves, and what stays."""

from dataclasses import replace
from datetime import date

import pytest

from app.access.identity import SHELL
from app.db import Database
from app.errors import InvalidInput
from app.method.account import Appointment
from app.method.settings import MethodSettings
from app.territories.overview import overview
from app.territories.proposals import NEW_REP, NobodyToHaveThem, Open, Proposal, Question, proposed
from app.territories.solving import Solve
from app.territories.standing import Aside, Standing, standing
from tests.worlds import towns
from tests.worlds.towns import ACCOUNTS, EAST, WEST, store_towns

TODAY = date(2026, 11, 24)
SETTINGS = MethodSettings()
EVERYTHING = Question(Open.ALL)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The queries are of one kind; the API's tests ask both databases."""
    return sqlite_database


def stands(database: Database, accounts: tuple[towns.Account, ...] = ACCOUNTS) -> Standing:
    with database.write() as session:
        store_towns(session, accounts)
    with database.read() as session:
        return standing(session, SHELL, SETTINGS, TODAY)


def ask(stands: Standing, question: Question) -> Proposal:
    return proposed(stands, question, SETTINGS, TODAY, Solve())


def moves(proposal: Proposal) -> dict[str, tuple[str | None, str]]:
    return {change.holding.external_id: (change.before, change.after) for change in proposal.changes}


def test_what_nobody_has_goes_to_who_is_near_and_has_time(database: Database) -> None:
    """The eight in the east go to the rep there; what is owned stays, though it lies badly."""
    proposal = ask(stands(database), Question())
    assert moves(proposal) == {f"N{n:02}": (None, "east") for n in range(8)}
    east, west = proposal.reps
    assert (east.before.accounts, east.after.accounts) == (6, 14)
    assert west.before == west.after
    assert east.after.load_s > east.before.load_s
    assert proposal.bound_s <= proposal.cost_s


def test_everything_divided_anew_follows_the_towns(database: Database) -> None:
    """What the western rep has in the east changes hands as well, his drives become short, and hours even."""
    proposal = ask(stands(database), EVERYTHING)
    assert {after for _, after in moves(proposal).values()} == {"east"}
    assert set(moves(proposal)) == {f"N{n:02}" for n in range(8)} | {f"X{n:02}" for n in range(6)}
    _, west = proposal.reps
    assert (west.after.from_home_s or 0) < (west.before.from_home_s or 0) / 2
    assert [one.off for one in proposal.reps] == [None, None]


def test_whoever_has_them_now(database: Database) -> None:
    """Divided anew a change of hands costs nothing, so that driving and imbalance are no more than before."""
    have = stands(database)
    few, anew = (ask(have, Question(opens)) for opens in (Open.ALL, Open.ANEW))
    assert anew.cost_s <= few.cost_s
    assert len(anew.changes) >= len(few.changes)


def test_a_promise_keeps_its_rep(database: Database) -> None:
    """An account with an appointment ahead stays, where one whose appointment is over may go."""
    told = {one.external_id: one for one in ACCOUNTS}
    told["X00"] = replace(told["X00"], appointment=Appointment(date(2026, 12, 1), 36_000))
    told["X01"] = replace(told["X01"], appointment=Appointment(date(2026, 11, 2), 36_000))
    proposal = ask(stands(database, tuple(told.values())), EVERYTHING)
    assert "X00" not in moves(proposal)
    assert "X01" in moves(proposal)


def test_the_accounts_of_who_is_gone_are_shared_out_and_no_others(database: Database) -> None:
    """Without the western rep all that he had goes to the east, and the east keeps its own."""
    proposal = ask(stands(database), Question(without=frozenset({"west"})))
    gone = next(one for one in proposal.reps if one.leaves)
    assert (gone.rep, gone.after.accounts) == (WEST, 0)
    assert set(moves(proposal)) == {one.external_id for one in ACCOUNTS if one.owner != "east"}
    assert {after for _, after in moves(proposal).values()} == {"east"}


def test_one_more_takes_from_the_others(database: Database) -> None:
    """He may live where he is put, or where he helps most: in a town, and not between them."""
    have = stands(database)
    for question in (replace(EVERYTHING, joining=EAST.home), replace(EVERYTHING, joins_anywhere=True)):
        proposal = ask(have, question)
        joining = proposal.reps[-1]
        assert joining.rep.external_id == NEW_REP
        assert joining.before.accounts == 0 < joining.after.accounts
        assert min(abs(joining.rep.home.lon - lon) for lon in (towns.WEST_LON, towns.EAST_LON)) < 0.03
        assert joining.available_s == proposal.reps[0].available_s


def test_the_same_question_has_the_same_answer(database: Database) -> None:
    """Whatever the order in which rows were stored."""
    first = ask(stands(database), EVERYTHING)
    assert ask(stands(database, tuple(reversed(ACCOUNTS))), EVERYTHING).level == first.level


def test_what_is_not_visited_or_nowhere_is_left_aside(database: Database) -> None:
    """It is counted, and no part of any proposal."""
    told = (
        *ACCOUNTS,
        replace(ACCOUNTS[0], external_id="LOST", location=None),
        replace(ACCOUNTS[0], external_id="OFF", active=False),
        replace(ACCOUNTS[0], external_id="NEVER", do_not_visit=True),
    )
    have = stands(database, told)
    assert have.aside == {Aside.NO_LOCATION: 1, Aside.NOT_VISITED: 2}
    assert {one.external_id for one in have.holdings} == {one.external_id for one in ACCOUNTS}


def test_owners_count_by_name_and_strangers_are_nobody(database: Database) -> None:
    """A list may call a rep by his name; an owner who is no rep leaves the account to be given."""
    told = (replace(ACCOUNTS[0], owner="西文"), replace(ACCOUNTS[1], owner="who left"))
    assert [one.rep_id for one in stands(database, told).holdings] == ["west", None]


def test_the_overview_tells_what_each_has_and_has_time_for(database: Database) -> None:
    """Hours of a mean month: field days of the year, without lunch."""
    shown = overview(stands(database), SETTINGS, TODAY)
    assert [one.accounts for one in shown.figures] == [6, 26]
    assert 150 * 3600 < shown.available_s[0] < 180 * 3600
    assert shown.figures[1].within_s is not None


def test_without_anybody_there_is_no_proposal(database: Database) -> None:
    """All left out; none there at all, and nothing to divide is no mistake."""
    have = stands(database)
    with pytest.raises(NobodyToHaveThem):
        ask(have, Question(without=frozenset({"west", "east"})))
    with pytest.raises(InvalidInput):
        ask(have, Question(without=frozenset({"nobody"})))
    nothing = Standing((WEST,), (), {})
    assert ask(nothing, Question()).changes == ()
    assert overview(Standing((), (), {}), SETTINGS, TODAY).figures == ()
