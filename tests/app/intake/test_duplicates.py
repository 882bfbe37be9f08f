"""Accounts that are probably one are found, whatever the order of the list, and as fast in a heap as apart."""

from random import Random
from time import process_time

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app.intake.duplicates import Candidate, Duplicate, Likeness, find_duplicates, likeness, same_phone_as

METRE = 1 / 111_195  # in degrees of latitude
# Points some tens of metres apart, at the pole and on both sides of 180 degrees as well.
PLACES = st.builds(
    lambda lat, lon, steps: (lat + steps * 20 * METRE, lon),
    st.sampled_from((30.0, 89.998, -0.0001)),
    st.sampled_from((120.0, 179.9999, -179.9999)),
    st.integers(0, 6),
)


# Ids, names and numbers of which some are alike; what is known may be another source's.
ROWS = st.lists(
    st.tuples(
        st.sampled_from(("1", "01", "a", "A", "B")),
        st.sampled_from(("甲店", "甲 店", "乙")),
        st.sampled_from(((), ("13800138000",), ("0571-88880000", "138 0013 8000"))),
        PLACES | st.none(),
        st.sampled_from((None, "", "crm")),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (("K1", "甲"), ("k 1", "乙"), (Likeness.ID,)),
        (("0012", "甲"), ("１２", "乙"), (Likeness.ID,)),
        (("A", "甲", ("+86 138-0013-8000",)), ("B", "乙", ("13800138000",)), (Likeness.PHONE,)),
        (("A", "甲店", (), (30, 120)), ("B", "甲 店", (), (30 + 40 * METRE, 120)), (Likeness.NAME_AND_PLACE,)),
        (("A", "甲店", (), (30, 120)), ("B", "甲店", (), (30 + 60 * METRE, 120)), ()),
        (("A", "甲", ("0000000",)), ("B", "乙", ("0000000",)), ()),
        (("A", "甲", ("12345",)), ("B", "乙", ("12345",)), ()),
    ],
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


@given(told=ROWS, chance=st.randoms(use_true_random=False))
def test_nobody_who_is_like_an_earlier_one_is_missed(told: list, chance: Random) -> None:  # type: ignore[type-arg]
    """Held against comparing all with all; the order in which they are handed over does not matter."""
    rows = [
        Candidate(id_, name, phones, at, line, is_known=source is not None, source=source or "")
        for line, (id_, name, phones, at, source) in enumerate(told, start=2)
    ]
    known, new = ([one for one in rows if one.is_known is known] for known in (True, False))
    alike = [one for n, one in enumerate(new) if any(likeness(one, other) for other in (*known, *new[:n]))]
    found = find_duplicates(rows)
    assert [one.new for one in found] == alike
    assert all(one.why == likeness(one.new, one.kept) for one in found)
    assert find_duplicates(chance.sample(rows, len(rows))) == found


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
