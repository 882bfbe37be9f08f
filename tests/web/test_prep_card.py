"""The prep card of a stop, in the reader's words."""

from datetime import date

import pytest

from app.method.preparation import TO_ALL, Preparation
from app.visits.preparing import LastDebrief
from tests.worlds import week
from web.debrief_steps import outcome_told
from web.i18n import translator
from web.prep_card import prep_card

EN, ZH = translator("en"), translator("zh")
STOP = week.WANG_TUESDAY.stops[0]


def test_a_card_says_what_to_find_out():
    """The questions, what nobody knows yet, and what came of the last visit."""
    last = LastDebrief(date(2026, 11, 3), {"result": "met_kp", "interest": "up", "next_step": "call"}, "要样品")
    card = prep_card(STOP, Preparation(TO_ALL, ("authority", "need")), last, EN)
    assert card.questions[0] == "What is this year's goal, and how far is it still?"
    assert len(card.questions) == 4
    assert (card.lacking, card.unknown) == ("", "who decides, need")
    assert (card.last_day, card.last_outcome, card.last_note) == (
        "Tue 3 Nov",
        "The KP · Warmer · next: A call",
        "要样品",
    )


def test_an_account_that_is_in_no_list_any_more_is_not_ready():
    """Nothing can be asked, and nothing is made up."""
    card = prep_card(STOP, None, None, ZH)
    assert card.lacking == "没有目标和问题"
    assert (card.questions, card.unknown, card.last_day) == ((), "", "")


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ({"result": "nobody", "next_step": "visit"}, "没见到人 · 下一步：再次拜访"),
        (
            {"result": "met_other", "interest": "down", "refusal": "price", "next_step": "none"},
            "其他人 · 价格太高 · 下一步：暂无",
        ),
        ({"result": "won", "amount": 3, "next_step": None}, ""),  # a program's own words
        ({}, ""),
    ],
)
def test_a_debrief_is_told_in_a_line(outcome, told):
    """With the refusal where there was one; what is not ours to translate is left out."""
    assert outcome_told(outcome, ZH) == told
