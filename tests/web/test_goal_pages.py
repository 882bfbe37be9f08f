"""The pages of goals: all reps for a manager, one year down to the day, and the day's target on the phone."""

import httpx
import pytest

from app.goals.standing import DayAnswer
from tests.conftest import SignIn
from web.goal_view import day_sentence
from web.i18n import translator

ENGLISH = {"Accept-Language": "en"}


def test_a_manager_sees_every_rep(manager: httpx.Client, stored_week: str) -> None:
    """With his target, what is to go, and today's route beside it."""
    page = manager.get("/goals", headers=ENGLISH).text
    assert page.count('href="/goals/') == 2
    assert "2,000,000" in page
    assert "Day off" not in page


def test_one_year_says_what_it_takes(manager: httpx.Client, stored_week: str) -> None:
    """In plain words, in both languages."""
    english = manager.get("/goals/wang", headers=ENGLISH).text
    assert "Target of the day: CNY" in english
    assert "1 precise prospects:" in english
    assert "Quarter 4" in english
    assert "Counted from Tue 24 Nov 2026, the first with a route;" in english
    chinese = manager.get("/goals/wang", headers={"Accept-Language": "zh"}).text
    assert "现有精准客户 1 家，到年底还差" in chinese
    assert manager.get("/goals/nobody").status_code == 404


def test_a_rep_is_led_to_his_own(sign_in: SignIn, stored_week: str) -> None:
    """And sees no other."""
    wang = sign_in("rep", "wang")
    assert wang.get("/goals").headers["location"] == "/goals/wang"
    assert wang.get("/goals/wang").status_code == 200
    assert wang.get("/goals/li").status_code == 404


@pytest.mark.parametrize(("on", "is_told"), [("2026-11-24", True), ("2026-11-25", True), ("2026-11-23", False)])
def test_the_days_page_answers_the_days_target(sign_in: SignIn, stored_week: str, on: str, is_told: bool) -> None:
    """Today and on days to come; a day that is over has none any more."""
    page = sign_in("rep", "wang").get(f"/today?on={on}", headers=ENGLISH).text
    assert ("This route is expected to bring CNY" in page) is is_told


def test_a_day_without_visits_or_target_is_said_so() -> None:
    """No visit, no promise; no target, no sentence."""
    nothing = DayAnswer.of([])
    assert day_sentence(nothing, 8000, translator("en")) == "Target of the day: CNY 8,000. No visit is planned for it."
    assert day_sentence(nothing, 0, translator("en")) == ""
