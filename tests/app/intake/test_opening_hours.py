"""Opening hours as people write them."""

import pytest

from app.intake.opening_hours import parse_opening_hours
from app.intake.weekdays import parse_weekdays
from app.method.account import WORKING_HOURS

FULL = ((9, 18),)
SPLIT = ((9, 12), (14, 17))
NIGHT = ((0, 2), (22, 24))


def _week(text: str) -> tuple[tuple[tuple[float, float], ...], ...]:
    days = parse_opening_hours(text).spans_by_weekday
    return tuple(tuple((open_s / 3600, close_s / 3600) for open_s, close_s in spans) for spans in days)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("9:00-18:00", (FULL,) * 5 + ((),) * 2),
        ("09：00－11：30", (((9, 11.5),),) * 5 + ((),) * 2),
        ("9:00~18:00", (FULL,) * 5 + ((),) * 2),
        ("周一至周五", (FULL,) * 5 + ((),) * 2),
        ("周一至周五 9:00-12:00 14:00-17:00", (SPLIT,) * 5 + ((),) * 2),
        ("9:00-12:00,14:00-17:00 周一至周五", (SPLIT,) * 5 + ((),) * 2),
        ("上午9点-12点，下午2点-5点", (SPLIT,) * 5 + ((),) * 2),
        ("Mon-Fri 09:00-12:00; Sat 10:00-12:00", (((9, 12),),) * 5 + (((10, 12),), ())),
        ("周一、三、五 9:00-18:00", (FULL, (), FULL, (), FULL, (), ())),
        ("周六至周一", (FULL, (), (), (), (), FULL, FULL)),
        ("周六日休息", (FULL,) * 5 + ((),) * 2),
        ("周日休息", (FULL,) * 6 + ((),)),
        ("9:00-18:00 周日休息", (FULL,) * 6 + ((),)),
        ("周一至周五 9:00-18:00 周末休息", (FULL,) * 5 + ((),) * 2),
        ("每天 9am-6pm", (FULL,) * 7),
        ("休息", ((),) * 7),
        ("closed", ((),) * 7),
        ("Fri 22:00-02:00", ((), (), (), (), ((22, 24),), ((0, 2),), ())),
        ("每天 22:00-02:00", (NIGHT,) * 7),
        ("每天 24小时", (((0, 24),),) * 7),
        ("周一 9:00-12:00, 11:00-18:00", (FULL,) + ((),) * 6),
    ],
)
def test_hours_are_understood(text: str, week: object) -> None:
    """Days, spans, closed days, nights and overlapping spans come out as spans for each weekday, Monday first."""
    assert _week(text) == week


def test_the_usual_hours_are_the_default() -> None:
    """What most lists write is what a silent list means."""
    assert parse_opening_hours("Mon-Fri 09:00-18:00") == WORKING_HOURS


@pytest.mark.parametrize(
    "text", ["ask first", "9:00-9:00", "25:00-26:00", "9:00-18:00 except lunch", "周二下午", "-", "9:00"]
)
def test_unclear_hours_are_refused(text: str) -> None:
    """Hours are never half understood."""
    with pytest.raises(ValueError):  # noqa: PT011 - any of several sentences
        parse_opening_hours(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon-Fri", {0, 1, 2, 3, 4}), ("周一至周五", {0, 1, 2, 3, 4}), ("1,2,4", {0, 1, 3}), ("1-5", {0, 1, 2, 3, 4}),
        ("周一,周三", {0, 2}), ("Tue, Thu", {1, 3}), ("工作日", {0, 1, 2, 3, 4}), ("星期天", {6}), ("7", {6}),
    ],
)  # fmt: skip
def test_weekdays_are_understood(text: str, days: set[int]) -> None:
    """Lists and ranges of days in both languages and in numbers are weekdays."""
    assert parse_weekdays(text) == days


@pytest.mark.parametrize("text", ["8", "0", "周八", "Mon 9:00-12:00", "now and then"])
def test_what_is_no_weekday_is_refused(text: str) -> None:
    """Days that do not exist and hours are no weekdays."""
    with pytest.raises(ValueError, match="no weekdays"):
        parse_weekdays(text)
