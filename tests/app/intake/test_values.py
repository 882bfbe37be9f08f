"""Cells to numbers: what is clear is understood, what is not is refused."""

import pytest

from app.intake.values import NotFiniteError, degrees, duration_s, is_damaged_number, level, money, number, whole


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-1.5", -1.5), (".5", 0.5), ("１２．５", 12.5), ("1e3", 1000), ("1,234,567", 1234567),
        ("1,234", 1234), ("2,5", 2.5), ("1.234,5", 1234.5), ("1 234", 1234), ("¥60,000", 60000), ("60000元", 60000),
        ("3万", 30000), ("1.5亿", 1.5e8), ("-0", 0),
    ],
)  # fmt: skip
def test_numbers_are_understood(text: str, value: float) -> None:
    """Full-width digits, separators, decimal commas, money marks and 万 are numbers."""
    assert number(text) == value


@pytest.mark.parametrize("text", ["abc", "1,23,4", "12a", "--1", "1.2.3", "0x10", "万", "1_000", "½x"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """Text is not a number."""
    with pytest.raises(ValueError, match="number"):
        number(text)


@pytest.mark.parametrize("text", ["NaN", "nan", "inf", "-Infinity", "1e999", "9" * 400, "ＮａＮ"])
def test_what_is_no_quantity_is_told_apart(text: str) -> None:
    """NaN, the infinite and the overflowing are refused as such."""
    with pytest.raises(NotFiniteError):
        number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("120.15", 120.15), ("120,15", 120.15), ("-87.62", -87.62), ("120°7′", 120 + 7 / 60),
        ("120°9′30″E", 120 + 9.5 / 60), ("30°16'12\"N", 30.27), ("30°16′12″S", -30.27), ("西经87.5", -87.5),
        ("北纬30度16分", 30 + 16 / 60), ("120.15°", 120.15), ("w87.5", -87.5), ("１２０．５", 120.5),
        ("1.2e2", 120),
    ],
)  # fmt: skip
def test_degrees_are_understood(text: str, value: float) -> None:
    """Decimal degrees, minutes and seconds, and the four hemispheres are degrees."""
    assert degrees(text) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("text", ["120°61′", "120°9′75″", "here", "120.15, 30.27", "NaN", "1e999"])
def test_unclear_degrees_are_refused(text: str) -> None:
    """Minutes beyond 60, two numbers in one cell and words are no degrees."""
    with pytest.raises(ValueError):  # noqa: PT011 - any of several sentences
        degrees(text)


@pytest.mark.parametrize(
    ("text", "factor", "seconds"),
    [
        ("45", 1, 2700),
        ("45分钟", 1, 2700),
        ("1.5小时", 1, 5400),
        ("1h", 1, 3600),
        ("2", 60, 7200),
        ("30分钟", 60, 1800),
    ],
)
def test_durations_are_minutes_unless_they_say_otherwise(text: str, factor: float, seconds: int) -> None:
    """The unit in the cell comes before the unit of the column."""
    assert duration_s(text, factor) == seconds


@pytest.mark.parametrize("text", ["-5", "1441", "99999小时", "long"])
def test_a_duration_stays_within_a_day(text: str) -> None:
    """A visit of less than nothing or more than a day is refused."""
    with pytest.raises(ValueError):  # noqa: PT011 - any of several sentences
        duration_s(text)


def test_money_counts_the_unit_once() -> None:
    """Under a header in 万元 a bare 3 is 30,000, and so is 3万."""
    assert money("3", 1e4) == money("3万", 1e4) == money("30000") == 30_000


@pytest.mark.parametrize(("parse", "text"), [(money, "-1"), (whole, "1.5"), (whole, "-1"), (level, "6")])
def test_counts_and_money_keep_their_bounds(parse, text: str) -> None:  # type: ignore[no-untyped-def]
    """Money and counts are not negative, counts are whole, levels end at 5."""
    with pytest.raises(ValueError):  # noqa: PT011 - any of several sentences
        parse(text)


def test_a_damaged_number_is_seen() -> None:
    """1.38E+10 is a phone number no longer; 13812345678 and an id such as 12E5 are whole."""
    assert is_damaged_number("1.38E+10")
    assert not is_damaged_number("13812345678")
    assert not is_damaged_number("12E5")
