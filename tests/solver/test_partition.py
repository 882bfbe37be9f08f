"""Visits without an owner go to the nearest rep, until he would carry more than his share."""

from collections import Counter

import numpy as np
import pytest

from solver.partition import balanced_nearness

HOUR_S = 3600
WEEK_S = 40 * HOUR_S


def given_to(distances: list[list[int]], *, taken_s: list[int] | None = None, capacity_s: list[int]) -> list[int]:
    """Visits of an hour each, by their distance to each rep."""
    distance = np.array(distances, dtype=np.int64).reshape(-1, len(capacity_s))
    return balanced_nearness(distance, [HOUR_S] * len(distance), taken_s or [0] * len(capacity_s), capacity_s)


def test_the_nearest_takes_it() -> None:
    """One in the north, one in the south."""
    assert given_to([[1, 9], [9, 1]], capacity_s=[WEEK_S, WEEK_S]) == [0, 1]


def test_who_is_full_gives_to_the_next() -> None:
    """Ten visits beside the first rep: he takes half more than his share, and no more."""
    shares = Counter(given_to([[1, 9]] * 10, capacity_s=[WEEK_S, WEEK_S]))
    assert shares == {0: 7, 1: 3}


def test_who_has_much_already_gets_less() -> None:
    """The first rep owns twelve hours of visits."""
    assert set(given_to([[1, 9]] * 4, taken_s=[12 * HOUR_S, 0], capacity_s=[WEEK_S, WEEK_S])) == {1}


def test_a_long_week_takes_more_than_a_short_one() -> None:
    """Four days against one: four fifths."""
    shares = Counter(given_to([[5, 5]] * 20, capacity_s=[4 * WEEK_S, WEEK_S]))
    assert shares[0] > 3 * shares[1]


def test_who_has_most_to_lose_chooses_first() -> None:
    """The last visit would suffer most from the second rep, so it gets the first."""
    chosen = given_to([[1, 2], [1, 2], [1, 2], [1, 99]], capacity_s=[WEEK_S, 3 * WEEK_S])
    assert chosen == [1, 1, 1, 0]


def test_who_has_no_day_takes_only_what_nobody_can() -> None:
    """A rep on leave next door gets nothing, unless everybody is on leave."""
    assert given_to([[1, 9]], capacity_s=[0, WEEK_S]) == [1]
    assert given_to([[1, 9]], capacity_s=[0, 0]) == [0]


def test_no_visits_and_one_rep_are_easy() -> None:
    """Nothing to give, or nobody else to give it to."""
    assert given_to([], capacity_s=[WEEK_S, WEEK_S]) == []
    assert given_to([[5], [7]], capacity_s=[WEEK_S]) == [0, 0]


def test_who_may_not_is_not_asked() -> None:
    """The nearest may not make it."""
    assert given_to([[-1, 9], [1, 9]], capacity_s=[WEEK_S, WEEK_S]) == [1, 0]


def test_without_a_rep_nothing_is_given() -> None:
    """A team of nobody is a mistake of the caller, and a visit that nobody may make."""
    with pytest.raises(ValueError, match="needs a rep who may make it"):
        balanced_nearness(np.zeros((1, 0), dtype=np.int64), [HOUR_S], [], [])
    with pytest.raises(ValueError, match="needs a rep who may make it"):
        given_to([[-1, -1]], capacity_s=[WEEK_S, WEEK_S])
