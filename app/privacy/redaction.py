"""Mentions of a person in texts and JSON values: found, and taken out."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

GONE = "***"
SHORTEST_INSIDE = 2  # a name of one character would be found in half of all words
SHORTEST_ASCII_INSIDE = 4


@dataclass(frozen=True, slots=True)
class Mentions:
    """What gives a person away. `whole` are values that are looked for as they are, each with what takes its place;
    `inside` also in the middle of a text; `numbers` are coordinates."""

    whole: Mapping[str, str]
    inside: tuple[str, ...]
    numbers: frozenset[float]

    @classmethod
    def of(
        cls, texts: Iterable[str], ids: Mapping[str, str] | None = None, numbers: Iterable[float | None] = ()
    ) -> "Mentions":
        """Names, addresses and telephone numbers; ids with what they become; coordinates."""
        told = {text.strip() for text in texts} - {""}
        degrees = frozenset(number for number in numbers if number is not None and number != 0)
        told |= {repr(number) for number in degrees if len(repr(number)) >= 6}
        inside = sorted((text for text in told if _is_long_enough(text)), key=len, reverse=True)
        whole = {**dict.fromkeys(told, GONE), **{own: new for own, new in (ids or {}).items() if own}}
        return cls(whole, tuple(inside), degrees)

    def may_be_in(self, stored: str) -> bool:
        """Whether a stored text, JSON or not, may mention the person: quick, and sometimes wrongly yes."""
        return any(form in stored for text in (*self.whole, *self.inside) for form in _forms(text)) or any(
            repr(number) in stored for number in self.numbers
        )

    def are_in(self, value: Any) -> bool:
        """Whether the value mentions the person."""
        return bool(self.taken_out_of(value) != value)

    def taken_out_of(self, value: Any) -> Any:
        """The value without the mentions, of the same shape."""
        if isinstance(value, str):
            return self._clean(value)
        if isinstance(value, float) and value in self.numbers:
            return 0.0
        if isinstance(value, list | tuple):
            return [self.taken_out_of(one) for one in value]
        if isinstance(value, dict):
            return {self._clean(str(name)): self.taken_out_of(one) for name, one in value.items()}
        return value

    def _clean(self, text: str) -> str:
        if text in self.whole:
            return self.whole[text]
        for name in self.inside:
            text = text.replace(name, GONE)
        return text


def _is_long_enough(text: str) -> bool:
    return len(text) >= (SHORTEST_ASCII_INSIDE if text.isascii() else SHORTEST_INSIDE)


def _forms(text: str) -> set[str]:
    """How a text may stand in a column: as it is, and as JSON spells it."""
    return {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
