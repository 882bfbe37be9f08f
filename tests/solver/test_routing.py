"""OR-Tools as a member of the search: clocks that round to the safe side, and models that live through anything."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import Limit, Lock, Problem, Shift, TimeWindow, Visit
from solver.schedule import Order, Timetable
from solver.search.routing import TICKS_S, RoutingModel, Ticks
from tests.solver.worlds import DAY_S, HOUR_S, at, noon, problem, shift, visit, window

BRIEF = Limit(0.3)


def days(count: int, hours: tuple[float, float] = (9, 18)) -> list[Shift]:
    return [shift(day, hours=hours) for day in range(count)]


@given(st.integers(0, 27), st.integers(9 * HOUR_S, 18 * HOUR_S))
def test_a_tick_is_never_early_and_never_late(day: int, second: int) -> None:
    """Rounded up, a moment is not before; rounded down, not after; and by less than a tick."""
    ticks = Ticks(days(28))
    moment_s = day * DAY_S + second
    base, up, down = ticks.up(day, at(9, day)), ticks.up(day, moment_s), ticks.down(day, moment_s)
    after_s = at(9, day) + (up - base) * ticks.tick_s
    before_s = at(9, day) + (down - base) * ticks.tick_s
    assert moment_s <= after_s < moment_s + ticks.tick_s
    assert moment_s - ticks.tick_s < before_s <= moment_s


@pytest.mark.parametrize("count", [1, 5, 7, 14, 28])
def test_ten_o_clock_is_a_tick(count: int) -> None:
    """However long the plan and however coarse its ticks, an appointment at a full minute can be met."""
    ticks = Ticks(days(count))
    assert ticks.tick_s in TICKS_S
    for day in range(count):
        for minute in (0, 1, 30, 59):
            promised = at(10 + minute / 60, day)
            first, last = ticks.window(day, TimeWindow(promised, promised)) or (1, 0)
            assert first == last


def test_days_lie_end_to_end_without_their_nights() -> None:
    """The last tick of a day is before the first of the next, and two reps of a day share their ticks."""
    ticks = Ticks([shift(0), shift(0, rep="she", hours=(8, 20)), shift(2)])
    assert ticks.down(0, at(20)) < ticks.up(2, at(9, 2))
    assert ticks.end == 12 * HOUR_S // ticks.tick_s + 1 + 9 * HOUR_S // ticks.tick_s + 1


def test_a_window_between_two_ticks_holds_none() -> None:
    """It is left to the other members of the search."""
    ticks = Ticks(days(1))
    assert ticks.window(0, TimeWindow(at(10) + 1, at(10) + 2)) is None


def searched(world: Problem, orders: Sequence[Order] | None = None) -> list[Order]:
    """The orders found, each visit at most once, from a start of nothing unless given."""
    found = RoutingModel(world).search(list(orders or [[] for _ in world.shifts]), BRIEF)
    assert found is not None
    served = [v for order in found for v in order]
    assert len(served) == len(set(served))
    return found


def fits(world: Problem, orders: Sequence[Order]) -> bool:
    timetable = Timetable(world)
    return all(timetable.return_of(n, order) is not None for n, order in enumerate(orders))


def test_every_feature_at_once_fits_in_seconds() -> None:
    """Lunch, counts, overtime, promises, allowed reps: what was found in ticks holds in seconds."""
    world = problem(
        [
            visit("promised", 1, required=True, windows=[window(10, 10)]),
            visit("hers", 2, reps=frozenset({"she"})),
            visit("held", 3, lock=Lock("rep/0", at(14))),
            *(visit(f"v{n}", n % 6, service_s=2700 + n) for n in range(8)),
        ],
        [shift(lunch=noon(), max_visits=5), shift(1, lunch=noon(1)), shift(rep="she", overtime_s=1800)],
    )
    found = searched(world)
    assert fits(world, found)
    assert {0, 2} <= set(found[0])
    assert 1 in found[2]


HOSTILE: dict[str, tuple[list[Visit], list[Shift]]] = {
    "no visits": ([], days(2)),
    "all closed": ([visit(f"v{n}", 1, windows=[window(9, 17, day=9)]) for n in range(5)], days(2)),
    "never open": ([Visit("never", 1, HOUR_S, HOUR_S, ())], days(1)),
    "at night": ([visit("night", 1, windows=[window(1, 3)])], days(1)),
    "200 at one point": ([visit(f"v{n:03}", 1, service_s=1800) for n in range(200)], days(1)),
    "in no time": ([visit(f"v{n}", 0, service_s=0) for n in range(20)], days(1)),
    "no visit allowed": ([visit("v", 1)], [shift(max_visits=0)]),
    "a day of service": ([visit("v", 1, service_s=DAY_S)], days(1)),
    "nobody may": ([visit("v", 1, reps=frozenset())], days(1)),
    "locks that clash": ([visit(f"v{n}", n, lock=Lock("rep/0", at(10))) for n in (1, 5)], days(2)),
    "promises that clash": ([visit(f"v{n}", n, required=True, windows=[window(10, 10)]) for n in (1, 5)], days(2)),
    "between two ticks": ([visit("v", 1, windows=[TimeWindow(at(10) + 1, at(10) + 2)])], days(1)),
    "great prizes": ([visit(f"v{n}", 1, prize=10**9 - 1) for n in range(20)], days(1)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_model_gives_orders_and_never_dies(name: str) -> None:
    """Whatever the problem, there is an answer, and it fits."""
    world = problem(*HOSTILE[name])
    assert fits(world, searched(world))


def test_a_start_that_no_tick_meets_is_searched_from_nothing() -> None:
    """A visit planned to the second, between two ticks, cannot be read back and does not stop the search."""
    world = problem([visit("odd", 1, windows=[TimeWindow(at(10) + 1, at(10) + 2)]), visit("even", 2)], days(1))
    assert fits(world, searched(world, [[0, 1]]))
