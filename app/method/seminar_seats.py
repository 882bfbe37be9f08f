"""Who is asked to a seminar (会销): seats over areas by share and over grades by need, each sum exact."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from app.method.account import Grade
from app.method.exact_split import split_exactly
from app.method.settings import Area


class WhyAsked(StrEnum):
    """What makes an account want an invitation, the first one first."""

    CAPPED = "capped"  # no further visit before he signs
    FAR = "far"  # in a remote area, or a visit costs more driving than it brings
    UNSERVED = "unserved"  # left out of the plan in force
    SEAT_LEFT = "seat_left"  # is visited anyhow; asked because a seat is left over
    BY_HAND = "by_hand"  # somebody wants it there; no list is drawn up of such


@dataclass(frozen=True, slots=True)
class Guest:
    """An account that could come, and what a visit to it would be worth in money."""

    account_id: str
    area: Area
    grade: Grade
    why: WhyAsked
    worth: float


@dataclass(frozen=True, slots=True)
class Cell:
    """The seats of one grade in one area."""

    area: Area
    grade: Grade
    seats: int


def asked(seats: int, guests: Sequence[Guest], shares: Mapping[str, float]) -> list[Guest]:
    """Exactly min(seats, guests) of them, by area, grade, why and worth.

    `shares` are weights of the areas; one that is not named has none and gets what the others cannot fill. Whoever
    wants an invitation comes before all those who would only fill the seats that are left. Raises ValueError for
    seats below one.
    """
    if seats < 1:
        raise ValueError("A seminar has a seat or more.")
    wanting = [guest for guest in guests if guest.why is not WhyAsked.SEAT_LEFT]
    others = [guest for guest in guests if guest.why is WhyAsked.SEAT_LEFT]
    first = _drawn(min(seats, len(wanting)), wanting, shares)
    return [*first, *_drawn(min(seats - len(first), len(others)), others, shares)]


def cells(chosen: Sequence[Guest]) -> list[Cell]:
    """The table behind a choice, by area and grade; its seats sum to how many were chosen."""
    counted = Counter((guest.area, guest.grade) for guest in chosen)
    return [
        Cell(area, grade, seats)
        for (area, grade), seats in sorted(counted.items(), key=lambda one: (list(Area).index(one[0][0]), one[0][1]))
    ]


def _drawn(seats: int, guests: Sequence[Guest], shares: Mapping[str, float]) -> list[Guest]:
    """So many of these guests: areas by share, grades by how many there are, then the first of each cell."""
    chosen: list[Guest] = []
    areas = _grouped(sorted(guests, key=_order), lambda guest: guest.area)
    by_area = _filled(seats, [shares.get(name, 0) for name, _ in areas], [len(inside) for _, inside in areas])
    for (_, inside), area_seats in zip(areas, by_area, strict=True):
        grades = _grouped(inside, lambda guest: guest.grade)
        needs = [len(of_grade) for _, of_grade in grades]
        for (_, of_grade), grade_seats in zip(grades, _filled(area_seats, needs, needs), strict=True):
            chosen += of_grade[:grade_seats]
    return chosen


def _filled(seats: int, weights: Sequence[float], room: Sequence[int]) -> list[int]:
    """The seats by weight, none above its room; what one cannot take goes to the others by their weights.

    Those without a weight come last, by their room. There is room for all seats.
    """
    given = [0] * len(room)
    while seats:
        open_ = [n for n in range(len(room)) if given[n] < room[n]]
        weighed = [n for n in open_ if weights[n] > 0]
        taking = weighed or open_
        parts = split_exactly(seats, [weights[n] if weighed else room[n] for n in taking])
        for n, part in zip(taking, parts, strict=True):
            taken = min(part, room[n] - given[n])
            given[n] += taken
            seats -= taken
    return given


def _grouped(guests: Sequence[Guest], key: Callable[[Guest], str]) -> list[tuple[str, list[Guest]]]:
    return [(name, list(inside)) for name, inside in groupby(guests, key)]


def _order(guest: Guest) -> tuple[int, Grade, int, float, str]:
    return list(Area).index(guest.area), guest.grade, list(WhyAsked).index(guest.why), -guest.worth, guest.account_id
