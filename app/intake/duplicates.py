"""Accounts that are probably one: by id, by telephone, or by their name at the same place. Pure; people decide.

What is new is held against all that comes before it: what is known first, then the list line by line. Each new account
is proposed for one other, so whichever proposals are accepted, every group has one account that is kept.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import dist
from typing import NamedTuple

from app.intake.near import Near, Point, in_space
from app.intake.values import plain

SAME_PLACE_M = 50

_FEWEST_DIGITS = 7
_MOBILE = re.compile(r"(?:00)?86(1\d{10})")
_BETWEEN_NUMBERS = re.compile(r"[/、,;|]|\s{2,}")


class Likeness(StrEnum):
    """Why two accounts are probably one, the strongest reason first."""

    ID = "id"  # the same but for case, width, spaces and leading zeros
    PHONE = "phone"
    NAME_AND_PLACE = "name_and_place"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What of an account is compared, with its address for who decides.

    `line` is where it stands in the list, None where it does not; `source` is who told of it, where that is another
    source than the list's, whose ids mean nothing beside the list's.
    """

    external_id: str
    name: str
    phones: tuple[str, ...] = ()
    at: tuple[float, float] | None = None  # WGS-84 latitude and longitude
    line: int | None = None
    is_known: bool = False
    address: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.line is None and not self.is_known:
            raise ValueError("What is compared stands in the list, or is known.")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """`new` is probably the same account as `kept`."""

    new: Candidate
    kept: Candidate
    why: tuple[Likeness, ...]


def same_phone_as(text: str) -> frozenset[str]:
    """The numbers of a cell as they are compared; what is too short to be one, or a filler, is none."""
    numbers = set()
    for part in _BETWEEN_NUMBERS.split(plain(text)):
        digits = re.sub(r"\D", "", part)
        mobile = _MOBILE.fullmatch(digits)
        digits = mobile[1] if mobile else digits
        if len(digits) >= _FEWEST_DIGITS and len(set(digits)) > 1:
            numbers.add(digits)
    return frozenset(numbers)


def likeness(one: Candidate, other: Candidate) -> tuple[Likeness, ...]:
    """Every reason why the two are probably one account; the order of the two does not matter."""
    return _likeness(_traits(one), _traits(other))


def find_duplicates(candidates: Iterable[Candidate]) -> list[Duplicate]:
    """For each new account that is like an earlier one the most likely of those, in the order of the list.

    Two known accounts are never proposed for each other: that they are two was decided when they came in.
    """
    in_order = sorted(candidates, key=lambda one: (not one.is_known, one.source, one.line or 0, one.external_id))
    return _paired(in_order, lambda one: not one.is_known, frozenset())


def find_pairs(candidates: Sequence[Candidate], apart: frozenset[frozenset[str]]) -> list[Duplicate]:
    """For each known account that is like an earlier one the most likely of those it was not told apart from.

    `apart` holds pairs of external ids. An account may be told apart from one of several that are alike, and is the
    next one's then.
    """
    return _paired(candidates, lambda _: True, apart)


def _paired(
    in_order: Sequence[Candidate], is_asked: Callable[[Candidate], bool], apart: frozenset[frozenset[str]]
) -> list[Duplicate]:
    """Layers, for whoever was told apart from the first of a trait would be hidden behind it: he is the first of the
    next layer, and there are no more layers than decisions about one trait."""
    traits = [_traits(one) for one in in_order]
    layers = [_Earlier()]
    found = []
    for number, (candidate, its) in enumerate(zip(in_order, traits, strict=True)):
        alike = [layer.like(its) for layer in layers]
        told_apart = {
            other
            for other in {other for others in alike for other in others}
            if frozenset((candidate.external_id, in_order[other].external_id)) in apart
        }
        likely = [
            (other, _likeness(its, traits[other])) for others in alike for other in others if other not in told_apart
        ]
        if likely and is_asked(candidate):
            kept, why = min(likely, key=lambda pair: (-len(pair[1]), [*Likeness].index(pair[1][0]), pair[0]))
            found.append(Duplicate(candidate, in_order[kept], why))
        for layer, others in zip(layers, alike, strict=True):
            layer.add(number, its)
            if told_apart.isdisjoint(others):
                break
        else:
            layers.append(_Earlier())
            layers[-1].add(number, its)
    return found


class _Traits(NamedTuple):
    id_of_source: tuple[str, str]
    phones: frozenset[str]
    name: str
    point: Point | None


def _traits(one: Candidate) -> _Traits:
    phones = frozenset(number for phone in one.phones for number in same_phone_as(phone))
    name = "".join(letter for letter in plain(one.name) if letter.isalnum())
    point = None if one.at is None else in_space(*one.at)
    return _Traits((one.source, _plain_id(one.external_id)), phones, name, point)


def _plain_id(external_id: str) -> str:
    text = "".join(plain(external_id).split())
    return text.lstrip("0") or text if text.isdecimal() else text


def _likeness(one: _Traits, other: _Traits) -> tuple[Likeness, ...]:
    is_near = bool(one.name) and one.name == other.name and _is_near(one.point, other.point)
    told = (
        (Likeness.ID, one.id_of_source == other.id_of_source),
        (Likeness.PHONE, not one.phones.isdisjoint(other.phones)),
        (Likeness.NAME_AND_PLACE, is_near),
    )
    return tuple(why for why, holds in told if holds)


def _is_near(one: Point | None, other: Point | None) -> bool:
    return one is not None and other is not None and dist(one, other) <= SAME_PLACE_M


class _Earlier:
    """What came before, found by each of its traits."""

    def __init__(self) -> None:
        self._by_id: dict[tuple[str, str], int] = {}
        self._by_phone: dict[str, int] = {}
        self._by_name: dict[str, Near] = {}

    def like(self, its: _Traits) -> Sequence[int]:
        found = {self._by_id.get(its.id_of_source), *map(self._by_phone.get, its.phones)}
        if its.point is not None and its.name in self._by_name:
            found.add(self._by_name[its.name].find(its.point))
        return sorted(number for number in found if number is not None)

    def add(self, number: int, its: _Traits) -> None:
        self._by_id.setdefault(its.id_of_source, number)
        for phone in its.phones:
            self._by_phone.setdefault(phone, number)
        if its.name and its.point is not None:
            self._by_name.setdefault(its.name, Near(SAME_PLACE_M)).add(number, its.point)
