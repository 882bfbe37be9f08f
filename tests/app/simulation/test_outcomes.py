"""What a visit brings: drawn from the table, the same for whoever makes it, and nothing where nobody decides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.method.account import Answer, Category, Grade
from app.method.settings import MethodSettings
from app.method.worth import close_probability
from app.simulation.outcomes import Brought, luck, visited
from tests.worlds.facts import BOSS, MONDAY, customer, days_ago, prospect

METHOD = MethodSettings()
SEEDS = range(300)


def test_luck_belongs_to_account_and_visit_number() -> None:
    """The day and who comes are nothing to it."""
    assert luck(1, "P1", 1) == luck(1, "P1", 1)
    assert len({luck(1, "P1", 1), luck(2, "P1", 1), luck(1, "P2", 1), luck(1, "P1", 2)}) == 4
    assert all(0 <= luck(seed, "P1", 1) < 1 for seed in SEEDS)


def test_so_many_prospects_sign_as_the_table_says() -> None:
    """A precise one of grade A whom we have met: one in four, and each brings the value of his deal."""
    account = prospect(grade=Grade.A, deal_value=70_000)
    signed = [visited(account, MONDAY, METHOD, seed) for seed in SEEDS]
    share = sum(one.deal == 70_000 for one in signed) / len(signed)
    assert share == pytest.approx(close_probability(account, METHOD, MONDAY), abs=0.06)
    for one in signed:
        assert one.is_refused is (one.deal is None)
        assert one.account.category is (Category.PROSPECT if one.is_refused else Category.SIGNED)


@pytest.mark.parametrize("leg", ["authority", "ability_to_pay"])
@pytest.mark.parametrize("answer", [Answer.NO, Answer.UNKNOWN])
def test_who_is_not_precise_never_signs(leg: str, answer: Answer) -> None:
    """Whatever the luck: the visit is wasted."""
    account = prospect(grade=Grade.A, **{leg: answer, "contacts": ()})
    certain = replace(METHOD, close_probability=dict.fromkeys(Grade, 1.0), most_probable=1.0)
    for seed in range(5):
        found = visited(account, MONDAY, certain, seed)
        assert (found.deal, found.is_wasted, found.is_refused) == (None, True, False)
    assert visited(prospect(grade=Grade.A, contacts=(replace(BOSS, level=5),)), MONDAY, certain, 1).deal == 60_000


def test_a_customer_keeps_what_hung_on_the_visit() -> None:
    """A share of his yearly value by how long nobody came; without a KP the visit is wasted."""
    known = {"yearly_value": 10_000, "last_visit_on": days_ago(100)}
    assert visited(customer(**known), MONDAY, METHOD, 1).kept == pytest.approx(1_200)
    stranger = visited(customer(**known, contacts=()), MONDAY, METHOD, 1)
    assert (stranger.kept, stranger.is_wasted) == (0, True)


def test_a_visit_leaves_its_facts_behind() -> None:
    """The day, one visit more, the boss met, nothing left to be kept; a step that is still to come stays."""
    met = replace(BOSS, level=0)
    account = prospect(contacts=(met,), next_step_on=MONDAY, must_visit=True)
    after = visited(account, MONDAY, METHOD, 1).account
    assert (after.visits, after.last_visit_on, after.next_step_on, after.must_visit) == (1, MONDAY, None, False)
    assert after.contacts == (replace(met, level=2),)
    later = replace(account, next_step_on=MONDAY + timedelta(days=1))
    assert visited(later, MONDAY, METHOD, 1).account.next_step_on == later.next_step_on


def test_a_wasted_visit_cannot_have_brought_anything() -> None:
    """That would be counted twice."""
    with pytest.raises(ValueError, match="wasted"):
        Brought(prospect(), deal=1, is_wasted=True)
