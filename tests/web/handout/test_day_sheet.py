"""A day on paper, read by pypdf."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader

from app.planning.week_plan import PlannedRoute
from tests.worlds import hostile, week
from web.handout.day_sheet import day_sheet
from web.i18n import translator


def _pages(route: PlannedRoute, language: str = "zh") -> list[PageObject]:
    return list(PdfReader(BytesIO(day_sheet(route, 12, translator(language)))).pages)


def _text(route: PlannedRoute, language: str = "zh") -> str:
    (page,) = _pages(route, language)
    return page.extract_text()


def test_the_sheet_says_the_day_in_chinese() -> None:
    """Who, when, where, whom to call, and of which version of the plan it is."""
    text = _text(week.WANG_TUESDAY)
    for words in (
        "11月24日 周二",
        "王芳",
        "09:20–09:50",
        "西湖文化用品公司",
        "西湖区北山街 8 号",
        "陈总",
        "13800000001",
    ):
        assert words in text
    assert "计划 12" in text
    assert "午休" in text


def test_the_sheet_says_the_day_in_english() -> None:
    """The same, with the customers' names as they are."""
    text = _text(week.WANG_TUESDAY, "en")
    for words in ("Tue 24 Nov", "3 visits", "西湖文化用品公司", "20 min · 3.2 km", "Maintenance", "Plan 12"):
        assert words in text


def test_the_file_is_small_and_asks_for_nothing() -> None:
    """No font, no picture, no script, no link: a page of a few kilobytes."""
    body = day_sheet(week.WANG_TUESDAY, 1, translator("zh"))
    (page,) = PdfReader(BytesIO(body)).pages
    assert len(body) < 10_000
    assert {font["/BaseFont"] for font in page["/Resources"]["/Font"].values()} <= {  # type: ignore[index]
        "/Helvetica",
        "/Helvetica-Bold",
        "/STSong-Light",
    }
    assert not any(word in body for word in (b"/JavaScript", b"/URI", b"/Launch", b"/XObject"))


@pytest.mark.parametrize("stops", [1, 12, 100])
def test_every_stop_is_on_the_one_page(stops: int) -> None:
    """However many there are, and within the edges of the paper."""
    first = week.WANG_TUESDAY.stops[0]
    many = tuple(replace(first, lat=first.lat + n / 500, name=f"第{n}家") for n in range(1, stops + 1))
    (page,) = _pages(replace(week.WANG_TUESDAY, stops=many))
    heights: list[float] = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: heights.append(tm[5]) if text.strip() else None)
    text = page.extract_text()
    assert all(f"第{n}家" in text for n in range(1, stops + 1))
    assert min(heights) > 20


def test_a_day_without_visits_says_so() -> None:
    """A sheet all the same, without a map."""
    assert "当天没有拜访" in _text(week.LI_THURSDAY)


def test_names_that_attack_are_text() -> None:
    """What neither font has is a box; a name that is too long is cut where its column ends."""
    text = _text(replace(hostile.ROUTE, lunch_s=None))
    assert "<script>alert(1)</script>" in text
    assert "□ □" not in _text(week.WANG_TUESDAY)
    assert "□" in text
    assert "长长长…" in text
    assert "长" * 100 not in text
