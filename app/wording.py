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


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentence of one code and its remedy, with {named} places for the numbers."""

    sentence: str
    remedy: str = ""

    def say(self, params: Params, translate: Translate = in_english) -> str:
        return translate(self.sentence).format_map(params)

    def advise(self, params: Params, translate: Translate = in_english) -> str:
        return translate(self.remedy).format_map(params) if self.remedy else ""
