"""What may be offered is exactly what fits, and says what it costs."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from solver import Group, Lock, Problem, Solution, TimeWindow, Visit, check
from solver.schedule import Order, Timetable
from solver.slots import Slot, propose_slots, two_choices
from tests.solver.random_worlds import random_plan, random_problem
from tests.solver.worlds import HOUR_S, MINUTE_S, at, noon, problem, shift, visit, window


def planned(world: Problem, *orders: Order) -> Solution:
    """The plan that makes these visits, by index, on each shift."""
    timetable = Timetable(world)
    return Solution(tuple(timetable.route(s, order) for s, order in enumerate(orders)))


def proposed(world: Problem, *orders: Order, newcomer: str = "new") -> tuple[Slot, ...]:
    (asked,) = [v for v in world.visits if v.id == newcomer]
    return propose_slots(world, planned(world, *orders), asked)


def test_an_empty_day_offers_everything_from_arrival_to_the_last_way_home() -> None:
    """Ten minutes away and open till five: from 09:10 on; a detour of there and back."""
    slots = proposed(problem([visit("new", 1)], [shift()]), [])
    assert slots == (Slot("rep/0", 0, at(9) + 10 * MINUTE_S, at(16) + 50 * MINUTE_S, 1200, 0, at(16) + 50 * MINUTE_S),)


def test_an_appointment_is_not_moved() -> None:
    """Before it the last start is an hour and the way earlier; after it the first is an hour and the way later."""
    world = problem([visit("held", 1, lock=Lock("rep/0", at(13))), visit("new", 2)], [shift()])
    before, after = sorted(proposed(world, [0]), key=lambda slot: slot.position)
    assert (before.last_s, after.first_s) == (at(13) - HOUR_S - 10 * MINUTE_S, at(14) + 10 * MINUTE_S)


def test_lunch_leaves_a_gap_between_two_slots() -> None:
    """After an appointment that ends at noon: an hour before lunch has to begin by 12:30, or after it at 13:00."""
    world = problem([visit("held", 1, lock=Lock("rep/0", at(11))), visit("new", 1)], [shift(lunch=noon())])
    after = [(slot.first_s, slot.last_s) for slot in proposed(world, [0]) if slot.position == 1]
    assert after == [(at(12), at(12.5)), (at(13), at(16) + 50 * MINUTE_S)]


def test_overtime_grows_from_a_moment_that_is_told() -> None:
    """Home at six until a start at 16:50; half an hour later is half an hour of overtime."""
    late = visit("new", 1, windows=[window(9, 18)])
    (slot,) = proposed(problem([late], [shift(overtime_s=1800)]), [])
    assert (slot.overtime_s, slot.level_until_s) == (0, at(16) + 50 * MINUTE_S)
    assert slot.last_s == slot.level_until_s + 1800
    assert slot.extra_s(slot.last_s) - slot.extra_s(slot.first_s) == 1800


def test_a_full_count_offers_nothing() -> None:
    """One visit is the most, and there is one."""
    world = problem([visit("old", 1), visit("new", 1)], [shift(max_visits=1), shift(1)])
    assert {slot.shift for slot in proposed(world, [0], [])} == {"rep/1"}


def test_a_day_too_near_to_another_of_the_group_offers_nothing() -> None:
    """Two days apart at least: Monday's visit leaves Wednesday. An alternative leaves no day at all."""
    for gap_days, days in ((2, {"rep/2"}), (None, set[str]())):
        group = Group("g", gap_days)
        visits = [replace(visit(name, 1), group=group) for name in ("old", "new")]
        world = problem(visits, [shift(), shift(1), shift(2)])
        assert {slot.shift for slot in proposed(world, [0], [], [])} == days


def test_a_visit_that_is_new_to_the_problem_may_be_asked_for() -> None:
    """It gets the same slots as one that was in the list."""
    world = problem([visit("old", 1), visit("new", 2)], [shift(lunch=noon())])
    without = replace(world, visits=world.visits[:1])
    assert propose_slots(without, planned(world, [0]), world.visits[1]) == proposed(world, [0])


def test_a_visit_in_the_plan_is_refused() -> None:
    """It has its moment."""
    world = problem([visit("old", 1)], [shift()])
    with pytest.raises(ValueError, match="in the plan already"):
        proposed(world, [0], newcomer="old")


def pinned(timetable: Timetable, order: Order, shift_: int, position: int, start_s: int) -> int | None:
    """When the rep is back if the last visit begins at that moment, timed by the ordinary rules; None if it cannot."""
    newcomer = len(timetable.place) - 1
    kept = timetable.windows[shift_][newcomer]
    if not any(w.start_s <= start_s <= w.end_s for w in kept):
        return None
    timetable.windows[shift_][newcomer] = (TimeWindow(start_s, start_s),)
    return_s = timetable.return_of(shift_, [*order[:position], newcomer, *order[position:]])
    timetable.windows[shift_][newcomer] = kept
    return return_s


def critical_moments(shift_windows: tuple[TimeWindow, ...], slots: list[Slot], rng: random.Random) -> set[int]:
    """Every five minutes of the windows, some moments between, and the second before, at and after each limit."""
    limits = [m for w in shift_windows for m in (w.start_s, w.end_s)]
    limits += [m for slot in slots for m in (slot.first_s, slot.last_s, slot.level_until_s)]
    coarse = [m for w in shift_windows for m in range(w.start_s, w.end_s, 300)]
    return {m + near for m in limits for near in (-1, 0, 1)} | set(coarse) | {m + rng.randint(1, 299) for m in coarse}


def hurried(world: Problem) -> Problem:
    """The same world with hardly a shift but much overtime, so that every second of it is paid."""
    shifts = []
    for s in world.shifts:
        lunch_over_s = s.lunch.window.end_s + s.lunch.duration_s if s.lunch else s.window.start_s
        shifts.append(replace(s, window=TimeWindow(s.window.start_s, lunch_over_s), overtime_s=12 * HOUR_S))
    return replace(world, shifts=tuple(shifts))


def questions(seed: int) -> Iterator[tuple[Problem, Solution, list[Order], Visit]]:
    """A random plan after some cancellations, and visits that it leaves out, each as the last of the problem's."""
    world, rng = random_problem(seed), random.Random(seed)
    world = hurried(world) if seed % 2 else world
    timetable, plan = Timetable(world), random_plan(world, seed)
    for n, order in enumerate(plan):
        fewer = [v for v in order if rng.random() < 0.6]
        plan[n] = fewer if timetable.return_of(n, fewer) is not None else order
    made = sorted(v for order in plan for v in order)
    orders = [[made.index(v) for v in order] for order in plan]
    for newcomer in [v for n, v in enumerate(world.visits) if n not in made]:
        asked = replace(world, visits=(*(world.visits[n] for n in made), newcomer))
        yield asked, planned(asked, *orders), orders, newcomer


@pytest.mark.parametrize("seed", range(150))
def test_every_moment_of_a_slot_fits_and_no_other_does(seed: int) -> None:
    """Pinned to moment after moment at every position of every route, against the timetable: the same set and cost."""
    rng = random.Random(seed)
    for world, solution, orders, newcomer in questions(seed):
        timetable, slots = Timetable(world), propose_slots(world, solution, newcomer)
        for n, order in enumerate(orders):
            s, last = world.shifts[n], len(world.visits) - 1
            travel_s, return_s = timetable.travel_of(n, order), timetable.return_of(n, order)
            assert return_s is not None
            group = newcomer.group
            siblings = [
                world.shifts[o].day for o, other in enumerate(orders) for v in other if world.visits[v].group == group
            ]
            is_barred = len(order) >= s.max_visits or (
                group is not None and not all(group.agree(s.day, day) for day in siblings)
            )
            for position in range(len(order) + 1):
                here = [slot for slot in slots if (slot.shift, slot.position) == (s.id, position)]
                detour_s = timetable.travel_of(n, [*order[:position], last, *order[position:]]) - travel_s
                for start_s in critical_moments(timetable.windows[n][last], here, rng):
                    back_s = None if is_barred else pinned(timetable, order, n, position, start_s)
                    told = [slot.extra_s(start_s) for slot in here if slot.first_s <= start_s <= slot.last_s]
                    overtime_s = max(0, (back_s or 0) - s.window.end_s) - max(0, return_s - s.window.end_s)
                    assert told == ([] if back_s is None else [detour_s + overtime_s])


@pytest.mark.parametrize("seed", range(150))
def test_the_checker_passes_the_plan_with_a_slot_taken(seed: int) -> None:
    """At the first and the last moment of every slot nobody's window, lock, lunch, count, group or shift is broken."""
    for world, solution, orders, newcomer in questions(seed):
        for slot in propose_slots(world, solution, newcomer):
            for start_s in (slot.first_s, slot.last_s):
                agreed = replace(newcomer, windows=(TimeWindow(start_s, start_s),))
                held = replace(world, visits=(*world.visits[:-1], agreed))
                timetable = Timetable(held)
                taken = [list(order) for order in orders]
                taken[[s.id for s in world.shifts].index(slot.shift)].insert(slot.position, len(world.visits) - 1)
                assert check(held, planned(held, *taken)) == [], slot
                assert timetable.problem.visits[-1].windows == (TimeWindow(start_s, start_s),)


@pytest.mark.parametrize("seed", range(20))
def test_slots_come_with_the_least_extra_time_first(seed: int) -> None:
    """Then the earliest."""
    for world, solution, _, newcomer in questions(seed):
        slots = propose_slots(world, solution, newcomer)
        order = [(slot.extra_s(slot.first_s), slot.first_s) for slot in slots]
        assert order == sorted(order)


def choices(*slots: tuple[str, float, float, int]) -> list[tuple[str, int]]:
    """Two choices of slots given by shift, first and last hour, and detour."""
    made = [Slot(s, 0, at(a, int(s[-1])), at(b, int(s[-1])), cost, 0, at(b, int(s[-1]))) for s, a, b, cost in slots]
    return [(choice.shift, choice.start_s) for choice in two_choices(made)]


def test_one_choice_is_a_morning_and_one_an_afternoon() -> None:
    """The cheaper comes first, on the half hour; a second morning is not offered though it costs less."""
    offered = choices(("rep/0", 9.2, 11, 300), ("rep/1", 9, 10, 400), ("rep/2", 13.1, 16, 900))
    assert offered == [("rep/0", at(9.5)), ("rep/2", at(13.5, 2))]


def test_a_slot_over_noon_serves_both_halves() -> None:
    """Twelve sharp is afternoon."""
    assert choices(("rep/0", 11, 14, 300)) == [("rep/0", at(11)), ("rep/0", at(12))]


def test_who_is_open_in_the_afternoon_only_gets_two_days() -> None:
    """Two choices all the same; and one where there is but one half-day, none where there is nothing."""
    assert choices(("rep/0", 14, 16, 300), ("rep/1", 14, 16, 400)) == [("rep/0", at(14)), ("rep/1", at(14, 1))]
    assert choices(("rep/0", 14, 16, 300)) == [("rep/0", at(14))]
    assert choices(("rep/0", 14.1, 14.4, 300)) == []


def test_overtime_counts_as_extra_time() -> None:
    """A short way that ends in overtime loses to a longer one that does not."""
    late = Slot("rep/0", 0, at(15), at(16), 60, 1800, at(15))
    early = Slot("rep/1", 0, at(14, 1), at(16, 1), 600, 0, at(16, 1))
    assert two_choices([late, early])[0] == ("rep/1", at(14, 1), 600)
