"""Facts that contradict themselves are refused when they are written down."""

from collections.abc import Callable
from datetime import date

import pytest

from app.method.account import DAY_S, WORKING_HOURS, Account, Appointment, Contact, Location, OpeningHours
from tests.worlds.facts import MONDAY

HOUR_S = 3600
NOT_A_NUMBER = float("nan")


def day(*spans: tuple[int, int]) -> OpeningHours:
    """Open on Mondays only."""
    return OpeningHours.weekly(spans, frozenset({0}))


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: Account("", "nameless"),
        lambda: Account("A", "a", visits=-1),
        lambda: Account("A", "a", deal_value=-1),
        lambda: Account("A", "a", yearly_value=-1),
        lambda: Account("A", "a", interval_days=0),
        lambda: Account("A", "a", interval_days=NOT_A_NUMBER),
        lambda: Account("A", "a", service_s=-1),
        lambda: Account("A", "a", service_s=DAY_S + 1),
        lambda: Contact("a", level=6),
        lambda: Contact("a", level=-1),
        lambda: Location.wgs84(90.1, 0),
        lambda: Location.wgs84(0, -180.1),
        lambda: Location.wgs84(NOT_A_NUMBER, 0),
        lambda: Location(30, 120, float("inf"), 120),
        lambda: Appointment(MONDAY, DAY_S),
        lambda: Appointment(MONDAY, -1),
        lambda: OpeningHours(((), (), ())),
        lambda: day((10 * HOUR_S, 10 * HOUR_S)),
        lambda: day((10 * HOUR_S, 9 * HOUR_S)),
        lambda: day((9 * HOUR_S, DAY_S + 1)),
        lambda: day((9 * HOUR_S, 12 * HOUR_S), (11 * HOUR_S, 18 * HOUR_S)),
        lambda: day((14 * HOUR_S, 18 * HOUR_S), (9 * HOUR_S, 12 * HOUR_S)),
    ],
)
def test_nonsense_is_refused(nonsense: Callable[[], object]) -> None:
    """No account, contact, place or hour that could not be."""
    with pytest.raises(ValueError, match=r"\."):
        nonsense()


@pytest.mark.parametrize(
    "sense",
    [
        lambda: Account("A", "a", service_s=0, deal_value=0, yearly_value=0),
        lambda: Account("A", "a", service_s=DAY_S, interval_days=0.5),
        lambda: Contact("", level=5),
        lambda: Location.wgs84(-90, 180),
        lambda: Appointment(MONDAY, 0),
        lambda: day((0, DAY_S)),
        lambda: day((9 * HOUR_S, 12 * HOUR_S), (12 * HOUR_S, 18 * HOUR_S)),
    ],
)
def test_what_lies_just_inside_a_limit_is_kept(sense: Callable[[], object]) -> None:
    """The poles, a whole day, spans that touch."""
    assert sense() is not None


def test_silent_hours_are_office_hours() -> None:
    """09:00 to 18:00 from Monday to Friday, closed on Saturday."""
    account = Account("A", "a")
    assert account.opening is WORKING_HOURS
    assert account.opening.on(date(2026, 11, 27)) == ((9 * HOUR_S, 18 * HOUR_S),)
    assert account.opening.on(date(2026, 11, 28)) == ()
