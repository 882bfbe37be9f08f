"""Words of a list to the method's own, in both languages."""

import pytest

from app.intake import words
from app.method.account import Answer, Category, ContactRole, Datum, Grade, Need
from app.method.rep import TravelMode


@pytest.mark.parametrize(
    ("read", "texts", "meaning"),
    [
        (words.answer, ("是", "有", "Yes", "Y", "1", "√", "ＹＥＳ"), Answer.YES),
        (words.answer, ("否", "没有", "no", "0", "×"), Answer.NO),
        (words.answer, ("未知", "待确认", "unknown", "?", "？"), Answer.UNKNOWN),
        (words.need, ("明显", "explicit"), Need.EXPLICIT),
        (words.need, ("潜在", "latent", "有"), Need.LATENT),
        (words.need, ("无", "no"), Need.NO),
        (words.need, ("未知", "unknown"), Need.UNKNOWN),
        (words.category, ("预约性客户", "prospect", "Prospect"), Category.PROSPECT),
        (words.category, ("维护中客户", "maintenance"), Category.MAINTENANCE),
        (words.category, ("已下单客户", "signed"), Category.SIGNED),
        (words.grade, ("A", "a", "Ａ", "A级", "A 类"), Grade.A),
        (words.contact_role, ("第一KP", "first_kp", "First KP"), ContactRole.FIRST_KP),
        (words.contact_role, ("KP", "关键人"), ContactRole.KP),
        (words.datum, ("WGS-84", "wgs84", "GPS"), Datum.WGS84),
        (words.datum, ("GCJ-02", "高德"), Datum.GCJ02),
        (words.datum, ("BD09", "BD-09", "百度"), Datum.BD09),
        (words.travel_mode, ("汽车", "car"), TravelMode.CAR),
        (words.travel_mode, ("电动车", "e-bike"), TravelMode.EBIKE),
        (words.travel_mode, ("地铁", "步行", "地铁 步行", "transit"), TravelMode.TRANSIT),
    ],
)
def test_words_have_one_meaning(read, texts: tuple[str, ...], meaning: object) -> None:  # type: ignore[no-untyped-def]
    """Case, width, spaces and hyphens do not change the meaning of a word."""
    assert {read(text) for text in texts} == {meaning}


@pytest.mark.parametrize("read", [words.answer, words.need, words.category, words.grade, words.datum])
def test_strange_words_are_refused(read) -> None:  # type: ignore[no-untyped-def]
    """A word that is not ours is never taken for the nearest one."""
    with pytest.raises(ValueError, match="not one of ours"):
        read("Joint Venture")


def test_a_flag_is_yes_or_no() -> None:
    """A flag that says unknown is not a flag."""
    assert words.flag("是")
    assert not words.flag("否")
    with pytest.raises(ValueError, match="Neither"):
        words.flag("未知")
