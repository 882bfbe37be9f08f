"""Accounts that are probably one are found, whatever the order of the list, and as fast in a heap as apart."""

from time import process_time

import hypothesis.strategies as st
import pytest

from app.intake.duplicates import Candidate, Duplicate, Likeness, find_duplicates, likeness, same_phone_as

METRE = 1 / 111_195  # in degrees of latitude
# Points some tens of metres apart, at the pole and on both sides of 180 degrees as well.
PLACES = st.builds(
    lambda lat, lon, steps: (lat + steps * 20 * METRE, lon),
    st.sampled_from((30.0, 89.998, -0.0001)),
    st.sampled_from((120.0, 179.9999, -179.9999)),
    st.integers(0, 6),
)


def test_what_makes_two_accounts_alike(one: tuple, other: tuple, why: tuple[Likeness, ...]) -> None:  # type: ignore[type-arg]
    """Ids, numbers and names as they are written by different people; and what is a coincidence."""
    told = [Candidate(*facts, is_known=True) for facts in (one, other)]
    assert likeness(*told) == why


def test_what_is_known_is_kept_and_the_better_reason_counts() -> None:
    """The known account further down the list comes before the new one; two reasons are better than one."""
    new = Candidate("N", "甲", ("13800138000", "0571-88880000"), (30, 120), line=2)
    switchboard = Candidate("A", "丙", ("0571-88880000",), line=3, is_known=True)
    same = Candidate("B", "甲", ("13800138000",), (30, 120), is_known=True)
    expected = Duplicate(new, same, (Likeness.PHONE, Likeness.NAME_AND_PLACE))
    assert find_duplicates([new, switchboard, same]) == [expected]
    assert find_duplicates([same, Candidate("C", "甲", ("13800138000",), (30, 120), is_known=True)]) == []


def test_numbers_of_a_cell_are_told_apart() -> None:
    """Several in one cell; an extension is part of its number."""
    assert same_phone_as("138 0013 8000、0571-8888 0000；12") == {"13800138000", "057188880000"}


@pytest.mark.parametrize("spread_m", [0.05, 100])
def test_a_hundred_thousand_rows_take_seconds(spread_m: float) -> None:
    """All of one name and one number, packed along five kilometres, or apart."""
    rows = [Candidate(str(n), "甲", ("13800138000",), (n * spread_m * METRE, 120), n) for n in range(100_000)]
    began_s = process_time()
    assert len(find_duplicates(rows)) == len(rows) - 1
    assert process_time() - began_s < 15
