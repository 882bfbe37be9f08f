"""Rates with their intervals, and a board that counts accounts and ranks nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.method.account import Category, Grade
from app.method.board import Case, Dimension, Measure, groups, rates, refusals
from app.method.rates import Fullness, Rate


def case(name: str, rep: str = "王芳", *, refusal: str = "", **answers: bool) -> Case:
    told = {Measure(measure): is_hit for measure, is_hit in answers.items()}
    return Case(name, name, "本地", Category.SIGNED, Grade.A, 2, rep, rep, told, refusal)


@given(st.integers(0, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_contains_its_rate(counted: tuple[int, int]) -> None:
    """And lies between nothing and all; of no case there is none."""
    rate = Rate(*counted)
    if rate.share is None or rate.interval is None:
        assert rate.n == 0
        return
    assert 0 <= rate.interval.low <= rate.share <= rate.interval.high <= 1


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (15, 50, 0.1910, 0.4375), (81, 263, 0.2553, 0.3662)],
)
def test_intervals_are_wilsons(hits: int, n: int, low: float, high: float) -> None:
    """As published: Newcombe (Stat. Med. 17, 1998) has 81 of 263 as 0.2553 to 0.3662."""
    interval = Rate(hits, n).interval
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=6e-5)


def test_more_cases_say_more() -> None:
    """The same share of ten times as many lies within narrower limits; more hits than cases are none."""
    few, many = Rate(3, 10).interval, Rate(30, 100).interval
    assert few is not None
    assert many is not None
    assert few.low < many.low < many.high < few.high
    with pytest.raises(ValueError, match="among the cases"):
        Rate(2, 1)


@given(st.lists(st.tuples(st.integers(0, 40_000), st.integers(1, 40_000)), max_size=20))
def test_fullness_lies_in_its_interval(days: list[tuple[int, int]]) -> None:
    full = Fullness.of(days)
    assert (full is None) == (not days)
    if full is not None and full.interval is not None:
        assert full.interval.low <= full.share <= full.interval.high


def test_who_is_not_asked_is_not_counted() -> None:
    """A prospect has no cadence; each measure has an n of its own."""
    counted = rates([case("a", cadence=True, coverage=False), case("b", cadence=False), case("c")])
    assert (counted[Measure.CADENCE], counted[Measure.COVERAGE]) == (Rate(1, 2), Rate(0, 1))
    assert counted[Measure.CONVERSION] == Rate(0, 0)


def test_reps_stand_by_name_whatever_they_reached() -> None:
    """The one with the better rate is not first for that; nobody's accounts come last."""
    found = groups([case("a", "b", coverage=True), case("b", "a", coverage=False), case("c", "")], Dimension.REP)
    assert [group.name for group in found] == ["a", "b", ""]


def test_groups_of_a_dimension_sum_to_the_whole() -> None:
    cases = [case(str(n), rep, coverage=n % 3 == 0) for n, rep in enumerate("aabbbc")]
    for of in Dimension:
        assert sum(group.rates[Measure.COVERAGE].hits for group in groups(cases, of)) == 2


def test_refusals_are_counted_among_those_who_were_asked() -> None:
    """By type, the commonest first."""
    told = [case("a", refused=True, refusal="price"), case("b", refused=False), case("c", refused=True, refusal="team")]
    more = [*told, case("d", refused=True, refusal="team"), case("e")]
    assert refusals(more) == {"team": Rate(2, 4), "price": Rate(1, 4)}
