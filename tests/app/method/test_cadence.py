"""How often an account wants to be seen: both sides of every limit."""

from datetime import timedelta

import pytest

from app.method.account import Category, Contact, ContactRole, Grade
from app.method.cadence import DueState, days_since_visit, due_state, interval_days, relationship_level
from app.method.settings import MethodSettings
from tests.worlds.facts import MONDAY, customer, days_ago, prospect

DEFAULTS = MethodSettings()


@pytest.mark.parametrize(
    ("category", "intervals"), [(Category.MAINTENANCE, [30, 45, 90]), (Category.SIGNED, [30, 60, 90])]
)
def test_the_table_says_how_often(category: Category, intervals: list[int]) -> None:
    """By category and grade A, B, C."""
    assert [interval_days(customer(category, grade), DEFAULTS) for grade in Grade] == intervals


def test_an_interval_of_its_own_comes_before_the_table() -> None:
    """For customers, and for prospects, who have no table."""
    assert interval_days(customer(grade=Grade.A, interval_days=7), DEFAULTS) == 7
    assert interval_days(prospect(interval_days=7), DEFAULTS) == 7
    assert interval_days(prospect(), DEFAULTS) is None


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (0, DueState.NOT_DUE),
        (20, DueState.NOT_DUE),
        (21, DueState.DUE),  # 70 % of 30
        (30, DueState.DUE),  # 100 %
        (31, DueState.OVERDUE),
    ],
)
def test_due_begins_at_seventy_per_cent_and_red_above_the_whole(days: int, state: DueState) -> None:
    """An interval of thirty days."""
    assert due_state(customer(grade=Grade.A, last_visit_on=days_ago(days)), DEFAULTS, MONDAY) is state


@pytest.mark.parametrize(("days", "state"), [(4, DueState.NOT_DUE), (5, DueState.DUE), (8, DueState.OVERDUE)])
def test_a_weekly_customer_is_due_by_the_week(days: int, state: DueState) -> None:
    """70 % of 7 days is 4.9."""
    weekly = customer(interval_days=7, last_visit_on=days_ago(days))
    assert due_state(weekly, DEFAULTS, MONDAY) is state


def test_an_interval_and_no_known_visit_is_red() -> None:
    """Nobody remembers having been there; without an interval that means nothing."""
    assert due_state(customer(), DEFAULTS, MONDAY) is DueState.OVERDUE
    assert due_state(prospect(interval_days=30), DEFAULTS, MONDAY) is DueState.OVERDUE
    assert due_state(customer(), MethodSettings(interval_days={}), MONDAY) is DueState.NO_INTERVAL


@pytest.mark.parametrize(
    ("in_days", "state"),
    [(None, DueState.DUE), (0, DueState.DUE), (1, DueState.NOT_DUE), (-1, DueState.OVERDUE)],
)
def test_a_prospect_is_due_at_its_next_step_else_at_once(in_days: int | None, state: DueState) -> None:
    """Promised for another day it waits; the promised day gone by, it is late."""
    step = None if in_days is None else MONDAY + timedelta(days=in_days)
    assert due_state(prospect(next_step_on=step), DEFAULTS, MONDAY) is state


def test_a_visit_after_the_day_of_the_facts_counts_as_today() -> None:
    """A list exported later than the plan's day gives no negative time."""
    assert days_since_visit(customer(last_visit_on=days_ago(-3)), MONDAY) == 0
    assert days_since_visit(customer(), MONDAY) is None


@pytest.mark.parametrize(
    ("days", "level"), [(0, 4), (90, 4), (91, 4), (180, 4), (181, 3), (365, 3), (366, 1), (5000, 1)]
)
def test_a_level_falls_by_the_calendar(days: int, level: int) -> None:
    """One lower after 180 days, one after a year."""
    contact = Contact("赵敏", ContactRole.KP, level=4)
    assert relationship_level(customer(contacts=(contact,), last_visit_on=days_ago(days)), DEFAULTS, MONDAY) == level


def test_a_level_never_rises_by_waiting() -> None:
    """A name on a card stays a name."""
    contact = Contact("赵敏", ContactRole.KP, level=0)
    for days in (1, 200, 400):
        stranger = customer(contacts=(contact,), last_visit_on=days_ago(days))
        assert relationship_level(stranger, DEFAULTS, MONDAY) == 0


def test_the_best_kp_speaks_for_the_account() -> None:
    """A user who loves us decides nothing; without a KP the level is 0."""
    user = Contact("小李", ContactRole.USER, level=5)
    mixed = (Contact("陈总", ContactRole.FIRST_KP, level=1), Contact("赵敏", ContactRole.KP, level=3), user)
    assert relationship_level(customer(contacts=mixed), DEFAULTS, MONDAY) == 3
    assert relationship_level(customer(contacts=(user,)), DEFAULTS, MONDAY) == 0
