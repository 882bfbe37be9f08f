"""Numbers as people read them."""

from datetime import date

import pytest

from web import formats
from web.i18n import translator

EN, ZH = translator("en"), translator("zh")


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [(0, "0 min", "0 分钟"), (3120, "52 min", "52 分钟"), (3600, "1 h", "1 小时"), (11_400, "3 h 10", "3 小时 10 分")],
)
def test_durations(seconds, english, chinese):
    """Minutes alone below an hour."""
    assert formats.duration(seconds, EN) == english
    assert formats.duration(seconds, ZH) == chinese


@pytest.mark.parametrize(
    ("metres", "text"), [(0, "0 m"), (999, "999 m"), (1000, "1.0 km"), (12_345, "12.3 km"), (1_391_700, "1,392 km")]
)
def test_distances(metres, text):
    """Kilometres from the first whole one."""
    assert formats.distance(metres, EN) == text


def test_days():
    """A day comes with its weekday."""
    on = date(2026, 11, 24)
    assert formats.day(on, EN) == "Tue 24 Nov"
    assert formats.day(on, ZH) == "11月24日 周二"
    assert formats.short_day(on, ZH) == "11/24"
