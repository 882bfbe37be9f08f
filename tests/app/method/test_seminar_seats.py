"""Whoever is asked to a seminar: seats sum exactly, and who wants one comes before who would only fill it."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.method.account import Grade
from app.method.field_days import DayKind, day_kind, day_off
from app.method.rep import Half, Rep
from app.method.seminar_seats import Guest, WhyAsked, asked, cells
from app.method.settings import Area
from app.method.working_hours import halves_of, hours_on
from tests.worlds.facts import HANGZHOU, MONDAY

HOUR_S = 3600
HOME, NEAR, REMOTE = Area
DRAWN = [why for why in WhyAsked if why is not WhyAsked.BY_HAND]
GUESTS = st.lists(
    st.tuples(st.sampled_from(Area), st.sampled_from(Grade), st.sampled_from(DRAWN), st.floats(0, 1e6)), max_size=60
).map(lambda told: [Guest(f"a{n:02}", *facts) for n, facts in enumerate(told)])
SHARES = st.dictionaries(st.sampled_from(Area), st.floats(0, 1), max_size=3)


def of(area: Area, grade: Grade, count: int, why: WhyAsked = WhyAsked.CAPPED) -> list[Guest]:
    return [Guest(f"{area}{grade}{why}{n:02}", area, grade, why, float(n)) for n in range(count)]


@given(st.integers(1, 80), GUESTS, SHARES)
def test_seats_sum_exactly(seats: int, guests: list[Guest], shares: dict[str, float]) -> None:
    """Whatever areas, shares and grades: as many as there are seats or guests, nobody twice, the table agrees."""
    chosen = asked(seats, guests, shares)
    assert len(chosen) == min(seats, len(guests))
    assert len({guest.account_id for guest in chosen}) == len(chosen)
    assert sum(cell.seats for cell in cells(chosen)) == len(chosen)
    wanting = sum(guest.why is not WhyAsked.SEAT_LEFT for guest in guests)
    assert sum(guest.why is not WhyAsked.SEAT_LEFT for guest in chosen) == min(seats, wanting)


def test_areas_by_share_and_grades_by_need() -> None:
    """Ten seats at 50, 40 and 10 %; of the five at home four want one as A and one as C."""
    guests = [*of(HOME, Grade.A, 16), *of(HOME, Grade.C, 4), *of(NEAR, Grade.B, 9), *of(REMOTE, Grade.B, 9)]
    chosen = asked(10, guests, {HOME: 0.5, NEAR: 0.4, REMOTE: 0.1})
    assert Counter((guest.area, guest.grade) for guest in chosen) == {
        (HOME, Grade.A): 4,
        (HOME, Grade.C): 1,
        (NEAR, Grade.B): 4,
        (REMOTE, Grade.B): 1,
    }


def test_what_a_cell_cannot_fill_goes_to_the_others() -> None:
    """One account where five seats would be: the four that are left are the other area's."""
    chosen = asked(10, [*of(HOME, Grade.A, 1), *of(NEAR, Grade.A, 20)], {HOME: 0.5, NEAR: 0.5})
    assert Counter(guest.area for guest in chosen) == {HOME: 1, NEAR: 9}


def test_in_a_cell_the_capped_come_first_and_then_the_worthiest() -> None:
    """Capped, far, unserved; among equals by worth; who is visited anyhow gets what is left over."""
    guests = [guest for why in reversed(DRAWN) for guest in of(HOME, Grade.A, 2, why)]
    chosen = asked(7, guests, {})
    assert [guest.why for guest in chosen] == [
        *[WhyAsked.CAPPED] * 2,
        *[WhyAsked.FAR] * 2,
        *[WhyAsked.UNSERVED] * 2,
        WhyAsked.SEAT_LEFT,
    ]
    assert [guest.worth for guest in chosen] == [1, 0, 1, 0, 1, 0, 1]


def test_no_seat_is_no_seminar() -> None:
    with pytest.raises(ValueError, match="a seat or more"):
        asked(0, [], {})


def test_a_host_is_free_of_visits_for_that_half() -> None:
    """The other half stays his, and two seminars take the whole day; that is no leave."""
    morning, both = (MONDAY, Half.MORNING), {(MONDAY, half) for half in Half}
    half_free = Rep("wang", "王芳", HANGZHOU, hosting=frozenset({morning}))
    all_day = Rep("wang", "王芳", HANGZHOU, hosting=frozenset(both))
    assert hours_on(half_free, MONDAY) == (13 * HOUR_S, 18 * HOUR_S)
    assert (day_kind(half_free, MONDAY, "CN"), day_off(half_free, MONDAY, "CN")) == (DayKind.SEMINAR, None)
    assert (day_kind(all_day, MONDAY, "CN"), day_off(all_day, MONDAY, "CN")) == (DayKind.SEMINAR, "seminar")
    assert day_kind(half_free, date(2026, 11, 24), "CN") is DayKind.FIELD


@pytest.mark.parametrize(
    ("start_h", "end_h", "halves"),
    [(9, 12, {Half.MORNING}), (13, 15, {Half.AFTERNOON}), (12, 13, set()), (11, 14, set(Half))],
)
def test_a_visit_takes_up_the_halves_that_it_reaches_into(start_h: int, end_h: int, halves: set[Half]) -> None:
    assert halves_of(start_h * HOUR_S, end_h * HOUR_S) == halves
