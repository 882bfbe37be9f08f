"""Sentences for codes, and the clock and the lengths of time in them."""

import pytest

from app.wording import Wording, clock, duration


@pytest.mark.parametrize(("moment_s", "text"), [(0, "00:00"), (34_200, "09:30"), (88_200, "00:30")])
def test_a_clock_shows_24_hours_and_begins_again_past_midnight(moment_s: int, text: str) -> None:
    """HH:MM, rounded down to the minute that has begun."""
    assert clock(moment_s) == text


@pytest.mark.parametrize(("seconds", "text"), [(0, "0 min"), (89, "1 min"), (3600, "1 h"), (7500, "2 h 05")])
def test_a_length_of_time_is_told_in_minutes_and_hours(seconds: int, text: str) -> None:
    """Rounded to the minute; no minutes behind a full hour."""
    assert duration(seconds) == text


def test_a_sentence_is_translated_before_it_is_filled() -> None:
    """The catalogue knows the sentence with its named places, whatever stands in them."""
    wording = Wording("{n} of {m} kept.", "Look at {n}.")
    chinese = {"{n} of {m} kept.": "{m} 家中保留 {n} 家。", "Look at {n}.": "请看 {n}。"}
    assert wording.say({"n": 1, "m": 2}, chinese.__getitem__) == "2 家中保留 1 家。"
    assert wording.advise({"n": 1, "m": 2}) == "Look at 1."
    assert Wording("Done.").advise({}) == ""
