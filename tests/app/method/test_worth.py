"""What a visit is worth, once by hand for every number of the method's table, and always a sum of its parts."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.method.account import Account, Category, Contact, ContactRole, Grade, Need
from app.method.settings import MethodSettings
from app.method.worth import close_probability, expected_result, share_at_stake, worth_parts
from tests.worlds.facts import MONDAY, WEEK, customer, days_ago, prospect

DEFAULTS = MethodSettings()
STRANGER = Contact("", ContactRole.FIRST_KP, level=2)  # the factor of level 2 is 1


def parts(account: Account, field_second_value: float = 0.25) -> dict[str, int]:
    """The named parts, with a field second worth a quarter of a yuan (900 an hour) unless said."""
    found = worth_parts(account, DEFAULTS, as_of=MONDAY, last_on=WEEK[-1], field_second_value=field_second_value)
    assert len({part.name for part in found}) == len(found)
    return {part.name: part.worth_s for part in found}


@pytest.mark.parametrize(("grade", "money"), [(Grade.A, 15_000), (Grade.B, 3_000), (Grade.C, 640)])
def test_a_prospect_by_its_grade(grade: Grade, money: int) -> None:
    """60,000 x .25, 20,000 x .15, 8,000 x .08, met before and with a latent need."""
    assert expected_result(prospect(grade=grade), DEFAULTS, MONDAY) == pytest.approx(money)


@pytest.mark.parametrize(("level", "money"), list(enumerate([9_000, 12_000, 15_000, 18_000, 22_500, 30_000])))
def test_a_prospect_by_the_level_of_its_kp(level: int, money: int) -> None:
    """15,000 x .6 .8 1 1.2 1.5 2."""
    account = prospect(grade=Grade.A, contacts=(Contact("陈总", ContactRole.FIRST_KP, level=level),))
    assert expected_result(account, DEFAULTS, MONDAY) == pytest.approx(money)


def test_an_explicit_need_and_the_second_visit_make_it_likelier() -> None:
    """x 1.5 and x 1.3, on the second visit only."""
    assert close_probability(prospect(grade=Grade.A, need=Need.EXPLICIT), DEFAULTS, MONDAY) == pytest.approx(0.375)
    visited = [close_probability(prospect(grade=Grade.A, visits=n), DEFAULTS, MONDAY) for n in range(3)]
    assert visited == pytest.approx([0.25, 0.325, 0.25])


def test_nothing_is_likelier_than_nine_in_ten() -> None:
    """.25 x 1.5 x 2 x 1.3 would be .975."""
    fan = Contact("陈总", ContactRole.FIRST_KP, level=5)
    best = prospect(grade=Grade.A, need=Need.EXPLICIT, contacts=(fan,), visits=1)
    assert close_probability(best, DEFAULTS, MONDAY) == 0.9
    first = prospect(grade=Grade.A, need=Need.EXPLICIT, contacts=(fan,))
    assert close_probability(first, DEFAULTS, MONDAY) == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("days", "share"),
    [
        (0, 0.0),
        (15, 0.01),
        (30, 0.02),
        (31, 0.05),
        (90, 0.05),
        (91, 0.12),
        (180, 0.12),
        (181, 0.20),
        (365, 0.20),
        (366, 0.10),
        (None, 0.10),
    ],
)
def test_a_customer_by_the_days_since_the_last_visit(days: int | None, share: float) -> None:
    """Both sides of every limit; within the first it grows with the days; never seen counts as seen long ago."""
    last = None if days is None else days_ago(days)
    assert share_at_stake(customer(last_visit_on=last), DEFAULTS, MONDAY) == pytest.approx(share)


@pytest.mark.parametrize("every_days", [1, 7, 14, 30])
def test_coming_more_often_puts_no_more_at_stake(every_days: int) -> None:
    """A year of visits at any interval within the first step brings what one every thirty days does: 365 / 30 x 2 %."""
    seen = customer(yearly_value=100_000, last_visit_on=days_ago(every_days))
    assert expected_result(seen, DEFAULTS, MONDAY) * 365 / every_days == pytest.approx(24_333, abs=1)


@pytest.mark.parametrize("category", [Category.MAINTENANCE, Category.SIGNED])
@pytest.mark.parametrize(("grade", "money"), [(Grade.A, 3_000), (Grade.B, 1_000), (Grade.C, 400)])
def test_a_customer_by_its_grade(category: Category, grade: Grade, money: int) -> None:
    """5 % of 60,000, 20,000 and 8,000."""
    account = customer(category, grade, last_visit_on=days_ago(60))
    assert expected_result(account, DEFAULTS, MONDAY) == pytest.approx(money)


def test_a_known_value_comes_before_the_table() -> None:
    """The deal of a prospect, the year of a customer; nothing is a value too."""
    assert expected_result(prospect(grade=Grade.A, deal_value=1_000), DEFAULTS, MONDAY) == pytest.approx(250)
    assert expected_result(customer(yearly_value=1_000, last_visit_on=days_ago(60)), DEFAULTS, MONDAY) == 50
    assert parts(prospect(deal_value=0)) == {"base": 0}


@pytest.mark.parametrize(("days", "urgency"), [(20, None), (21, 0.2), (30, 0.2), (31, 0.5)])
def test_red_adds_half_and_yellow_a_fifth(days: int, urgency: float | None) -> None:
    """A customer of grade A with 30 days; 2 % x days / 30 or 5 % of 60,000 at a quarter a second."""
    base = 160 * days if days <= 30 else 12_000
    expected = {"base": base} if urgency is None else {"base": base, "urgency": round(base * urgency)}
    assert parts(customer(grade=Grade.A, last_visit_on=days_ago(days))) == expected


@pytest.mark.parametrize(("in_days", "counts"), [(6, True), (7, False)])
def test_a_next_step_promised_within_the_plan_adds_three_tenths(in_days: int, counts: bool) -> None:
    """Up to the last day of the plan, not the day after."""
    found = parts(prospect(grade=Grade.A, next_step_on=MONDAY + timedelta(days=in_days)))
    assert found["base"] == 60_000
    assert found.get("next_step") == (18_000 if counts else None)


def test_parts_are_whole_seconds() -> None:
    """Each rounded by itself: 640 / .3 = 2133.3, a fifth of it 426.7."""
    assert parts(prospect(), 0.3) == {"base": 2133, "urgency": 427}


dates = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
accounts = st.builds(
    Account,
    external_id=st.just("X"),
    name=st.just("x"),
    category=st.sampled_from(Category),
    grade=st.sampled_from(Grade),
    contacts=st.lists(st.builds(Contact, st.just(""), st.sampled_from(ContactRole), st.integers(0, 5)), max_size=3).map(
        tuple
    ),
    need=st.none() | st.sampled_from(Need),
    deal_value=st.none() | st.integers(0, 10**9),
    yearly_value=st.none() | st.integers(0, 10**9),
    interval_days=st.none() | st.floats(0.1, 1000),
    last_visit_on=dates,
    next_step_on=dates,
    visits=st.integers(0, 20),
)


@given(accounts, st.floats(0.01, 100))
def test_a_prize_is_the_sum_of_its_parts_and_never_negative(account: Account, field_second_value: float) -> None:
    """Whatever is known: whole seconds, base first, urgency never above half, the probability at most .9."""
    found: dict[str, Any] = parts(account, field_second_value)
    assert next(iter(found)) == "base"
    assert set(found) <= {"base", "urgency", "next_step"}
    assert all(isinstance(worth_s, int) and worth_s >= 0 for worth_s in found.values())
    assert found.get("urgency", 0) <= found["base"] * 0.5 + 1
    assert 0 <= close_probability(account, DEFAULTS, MONDAY) <= 0.9


def test_no_visit_is_worth_more_than_a_working_life() -> None:
    """A slip of the finger in a deal value stays a number that the solver can add up."""
    found = parts(prospect(grade=Grade.A, deal_value=10**15, next_step_on=MONDAY))
    assert found == {"base": 500_000_000, "urgency": 100_000_000, "next_step": 150_000_000}
