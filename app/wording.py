"""Sentences for codes: what happened and what to do next, written once in English and translated by whoever shows them.

A fact is stored as a code with its numbers, never as prose, so that every language and every screen words it alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Translate = Callable[[str], str]
Params = Mapping[str, object]


def in_english(text: str) -> str:
    """The translator that leaves the English text as it is."""
    return text


DURATIONS = HOURS_AND_MINUTES, HOURS, MINUTES = "{h} h {m}", "{h} h", "{m} min"


def clock(moment_s: int) -> str:
    """Seconds after midnight as HH:MM on a 24-hour clock; 24:30 is half past midnight of the next day."""
    hours, minutes = divmod(moment_s // 60, 60)
    return f"{hours % 24:02}:{minutes:02}"


def duration(seconds: float, translate: Translate = in_english) -> str:
    """Whole minutes, from one hour with hours in front."""
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours and minutes:
        return translate(HOURS_AND_MINUTES).format(h=hours, m=f"{minutes:02}")
    return translate(HOURS).format(h=hours) if hours else translate(MINUTES).format(m=minutes)


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentence of one code and its remedy, with {named} places for the numbers."""

    sentence: str
    remedy: str = ""

    def say(self, params: Params, translate: Translate = in_english) -> str:
        return translate(self.sentence).format_map(params)

    def advise(self, params: Params, translate: Translate = in_english) -> str:
        return translate(self.remedy).format_map(params) if self.remedy else ""
