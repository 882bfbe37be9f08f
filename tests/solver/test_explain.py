"""Every visit left out has the first true reason of the list, with its numbers."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import pytest

from solver import Group, Limit, Lock, Problem, Reason, TravelMatrix, Unserved, Visit, Weights
from solver.explain import explain
from solver.explain_wide import orders_of
from solver.schedule import Order, Timetable
from solver.solve import solve
from tests.solver.random_worlds import random_plan, random_problem
from tests.solver.worlds import HOUR_S, at, problem, shift, visit, window

FAR = (0, 10, 20, 30, 40, 50, 300)  # the last place is five hours away


def reason(visits: Sequence[Visit], order: Order, *, minutes: Sequence[int] = FAR, max_visits: int = 12) -> Unserved:
    """Why the last of the visits is not in this order of one day from 09:00 to 18:00."""
    world = problem(visits, [shift(max_visits=max_visits)], minutes)
    (unserved,) = explain(world, [order])
    return unserved


def test_nobody_may_go() -> None:
    """Its only rep has no shift."""
    assert reason([visit("hers", 1, reps=frozenset({"she"}))], []).reason is Reason.NO_ALLOWED_REP


def test_closed_on_every_day_of_the_field() -> None:
    """It opens on the second day, and there is only the first."""
    assert reason([visit("tomorrow", 1, windows=[window(9, 17, day=1)])], []).reason is Reason.CLOSED_THAT_DAY


def test_its_hours_lie_outside_the_shift() -> None:
    """Open at night; no travel at all would not help."""
    assert reason([visit("night", 1, windows=[window(19, 22)])], []).reason is Reason.WINDOW_OUTSIDE_SHIFT


def test_too_far_says_how_far() -> None:
    """Ten hours there and back do not go into nine."""
    told = reason([visit("far", 6)], [])
    assert (told.reason, told.numbers["extra_s"]) == (Reason.TOO_FAR, 10 * HOUR_S)


def test_an_appointment_in_the_way_is_named() -> None:
    """Two promises at ten, twenty minutes apart."""
    told = reason(
        [
            visit("first", 1, required=True, windows=[window(10, 10)]),
            visit("second", 3, required=True, windows=[window(10, 10)]),
        ],
        [0],
    )
    assert (told.reason, told.numbers["with"]) == (Reason.APPOINTMENT_CLASH, ["first"])


def test_a_locked_stop_in_the_way_is_named() -> None:
    """The same clash with a stop that somebody locked."""
    told = reason(
        [visit("held", 1, lock=Lock("rep/0", at(10))), visit("second", 3, windows=[window(10, 10)])],
        [0],
    )
    assert (told.reason, told.numbers["with"]) == (Reason.LOCKED_OUT, ["held"])


def test_worth_less_than_it_costs() -> None:
    """An hour and a half of driving for a visit worth an hour."""
    told = reason([visit("poor", 5, prize=HOUR_S)], [])
    assert (told.reason, told.numbers["cost_s"]) == (Reason.WORTH_LESS_THAN_COST, 100 * 60)


def test_what_a_longer_search_would_place_is_admitted() -> None:
    """It fits and gains, and the plan at hand does not have it; or it gains in the place of another."""
    assert reason([visit("missed", 1)], []).reason is Reason.SEARCH_LIMIT
    all_day = [visit("poor", 1, prize=3 * HOUR_S, service_s=8 * HOUR_S), visit("rich", 1, prize=9 * HOUR_S)]
    told = reason(all_day, [0])
    assert (told.reason, told.numbers["displaces"]) == (Reason.SEARCH_LIMIT, "poor")


def test_only_the_count_forbids() -> None:
    """There is time for a second visit, but one is the most."""
    told = reason([visit("first", 1, prize=3 * HOUR_S), visit("second", 1)], [0], max_visits=1)
    assert (told.reason, told.numbers["max_visits"]) == (Reason.MAX_VISITS, 1)


def test_a_full_day_says_what_would_have_to_go() -> None:
    """Eight hours on site and twenty minutes of driving leave no hour."""
    told = reason([visit("long", 1, prize=9 * HOUR_S, service_s=8 * HOUR_S), visit("late", 1)], [0])
    assert told.reason is Reason.DAY_FULL
    assert (told.numbers["displaces"], told.numbers["loses_s"]) == ("long", 7 * HOUR_S)


def repeats(gap_days: int | None, *names: str, **more: object) -> list[Visit]:
    """Visits of one group, ten minutes away."""
    return [replace(visit(name, 1), group=Group("g", gap_days), **more) for name in names]  # type: ignore[arg-type]


def test_an_alternative_that_is_made_already_is_named() -> None:
    """Of two ways to meet, one is in the plan; the other would fit, but is not wanted as well."""
    (told,) = explain(problem(repeats(None, "made", "other"), [shift(), shift(1)]), [[0], []])
    assert (told.reason, told.numbers["with"]) == (Reason.TOO_SOON, ["made"])


def test_a_repeat_too_soon_names_what_it_is_too_near_to() -> None:
    """Monday and Wednesday are made, two days apart; Tuesday would be a day from both."""
    visits = [*repeats(2, "monday", "wednesday"), *repeats(2, "tuesday", windows=(window(9, 17, day=1),))]
    (told,) = explain(problem(visits, [shift(day) for day in range(3)]), [[0], [], [1]])
    assert told.reason is Reason.TOO_SOON
    assert (told.numbers["shift"], told.numbers["with"]) == ("rep/1", ["monday", "wednesday"])


def test_a_repeat_that_fits_another_day_is_not_too_soon() -> None:
    """With a Thursday in the week it would be placed there."""
    world = problem(repeats(2, "monday", "more", "wednesday"), [shift(day) for day in (0, 1, 2)] + [shift(4)])
    world = replace(world, visits=tuple(replace(v, windows=(window(9, 120),)) for v in world.visits))
    (told,) = explain(world, [[0], [], [2], []])
    assert (told.reason, told.numbers["shift"]) == (Reason.SEARCH_LIMIT, "rep/4")


def test_a_promised_repeat_in_the_way_is_a_clash() -> None:
    """No plan could make both, whatever else it gave up; a locked one is told as such."""
    for promise, reason_ in (
        ({"required": True}, Reason.APPOINTMENT_CLASH),
        ({"lock": Lock("rep/0")}, Reason.LOCKED_OUT),
    ):
        fixed, free = *repeats(None, "fixed", **promise), *repeats(None, "free")
        (told,) = explain(problem([fixed, free], [shift(), shift(1)]), [[0], []])
        assert (told.reason, told.numbers["with"]) == (reason_, ["fixed"])


def test_giving_up_a_poorer_repeat_on_another_day_is_an_exchange() -> None:
    """The plan has the cheap alternative on Monday; the dear one on Tuesday would gain."""
    poor, rich = *repeats(None, "poor"), *repeats(None, "rich", prize=5 * HOUR_S, windows=(window(9, 17, day=1),))
    (told,) = explain(problem([poor, rich], [shift(), shift(1)]), [[0], []])
    assert (told.reason, told.numbers["displaces"], told.numbers["shift"]) == (Reason.SEARCH_LIMIT, "poor", "rep/1")
    assert told.numbers["gains_s"] == 3 * HOUR_S


def test_a_count_of_promises_alone_is_the_count() -> None:
    """One promise is all the day takes; that another of the group is made the next day does not matter then."""
    promise = visit("promise", 1, required=True)
    made, more = repeats(2, "made", "more", required=False)
    more = replace(more, windows=(window(9, 17),))
    (told,) = explain(problem([promise, made, more], [shift(max_visits=1), shift(1)]), [[0], [1]])
    assert (told.reason, told.numbers["max_visits"]) == (Reason.MAX_VISITS, 1)


def test_a_count_that_is_full_on_a_day_too_near_is_a_full_day() -> None:
    """Neither more visits a day nor more patience alone would help."""
    old, new = repeats(2, "old", "new", windows=(window(9, 17),))
    world = problem([old, replace(new, prize=HOUR_S), visit("other", 1)], [shift(max_visits=2)])
    assert explain(world, [[0, 2]])[0].reason is Reason.DAY_FULL


def test_the_worth_of_keeping_is_in_the_cost() -> None:
    """Worth an hour, kept for a quarter more, and a hundred minutes of driving are still too much."""
    world = problem([visit("poor", 5, prize=HOUR_S, kept_on="rep/0")], [shift()], weights=Weights(keep_s=900))
    (told,) = explain(world, [[]])
    assert (told.reason, told.numbers["cost_s"]) == (Reason.WORTH_LESS_THAN_COST, 100 * 60)
    (told,) = explain(replace(world, weights=Weights(keep_s=2700)), [[]])
    assert told.reason is Reason.SEARCH_LIMIT


def test_too_far_from_the_road_to_the_night_says_the_detour() -> None:
    """Five hours beyond a hotel that is on the way there."""
    (told,) = explain(problem([visit("far", 6)], [shift(night=3)], FAR), [[]])
    assert (told.reason, told.numbers["extra_s"]) == (Reason.TOO_FAR, 2 * (300 - 30) * 60)


class Reading:
    """The definition, read aloud: every shift, every position, every single exchange, timed one by one."""

    def __init__(self, world: Problem, plan: Sequence[Order]) -> None:
        self.world, self.plan = world, plan
        self.counted = cache(Timetable(world).value)
        self.endless = cache(Timetable(_with_endless_count(world)).value)
        self.still = cache(Timetable(_without_travel(_with_endless_count(world))).value)
        self.value = [self.counted(shift_, tuple(order)) or 0 for shift_, order in enumerate(plan)]

    def reason(self, index: int) -> tuple[Reason, int | None]:
        """The first true reason; with the best gain of an insertion, or else of an exchange."""
        world, plan, visit_ = self.world, self.plan, self.world.visits[index]
        allowed = [s for s, shift_ in enumerate(world.shifts) if world.allows(visit_, shift_)]
        if not allowed:
            return Reason.NO_ALLOWED_REP, None
        if not any(self.is_open(index, s) for s in allowed):
            return Reason.CLOSED_THAT_DAY, None
        empty: list[Order] = [[] for _ in plan]
        if not any(self.values(self.endless, empty, s, index) for s in allowed):
            is_far = any(self.values(self.still, empty, s, index) for s in allowed)
            return Reason.TOO_FAR if is_far else Reason.WINDOW_OUTSIDE_SHIFT, None
        promises = [[v for v in order if world.visits[v].is_fixed] for order in plan]
        timely = [s for s in allowed if self.values(self.endless, promises, s, index)]
        beside = [s for s in timely if self.is_apart(promises, s, index)]
        if not beside:
            blockers = self.blockers(promises, index)
            return Reason.LOCKED_OUT if any(v.lock for v in blockers) else Reason.APPOINTMENT_CLASH, None
        gains = [gain for s in allowed if self.is_apart(plan, s, index) for gain in self.gains(plan, s, index)]
        if gains:
            is_worth_it = max(gains) > 0 or visit_.is_fixed
            return Reason.SEARCH_LIMIT if is_worth_it else Reason.WORTH_LESS_THAN_COST, max(gains)
        exchanges = [gain for s in allowed for gain in self.exchanges(s, index)]
        best = max(exchanges, default=None)
        if best is not None and (best > 0 or visit_.is_fixed):
            return Reason.SEARCH_LIMIT, best
        if any(self.values(self.endless, plan, s, index) and self.is_apart(plan, s, index) for s in allowed):
            return Reason.MAX_VISITS, best
        if all(len(promises[s]) >= world.shifts[s].max_visits for s in beside):
            return Reason.MAX_VISITS, best
        if any(self.values(self.counted, plan, s, index) for s in allowed):
            return Reason.TOO_SOON, best
        return Reason.DAY_FULL, best

    def values(self, table: Callable[..., int | None], plan: Sequence[Order], s: int, index: int) -> list[int]:
        """What shift `s` of the plan is worth with the visit at each position where that is possible."""
        if not self.world.windows_on(self.world.visits[index], self.world.shifts[s]):
            return []
        longer = [(*plan[s][:n], index, *plan[s][n:]) for n in range(len(plan[s]) + 1)]
        return [value for order in longer if (value := table(s, order)) is not None]

    def gains(self, plan: Sequence[Order], s: int, index: int) -> list[int]:
        return [value - self.value[s] for value in self.values(self.counted, plan, s, index)]

    def exchanges(self, s: int, index: int) -> list[int]:
        """What each exchange with one optional stop, of whatever shift, adds to the plan."""
        found = []
        for from_, order in enumerate(self.plan):
            for gone in order:
                fewer = [[v for v in kept if v != gone] for kept in self.plan]
                left = self.counted(from_, tuple(fewer[from_]))
                if self.world.visits[gone].is_fixed or not self.is_apart(fewer, s, index):
                    continue
                if from_ == s:
                    found += self.gains(fewer, s, index)
                elif left is not None:
                    found += [gain + left - self.value[from_] for gain in self.gains(fewer, s, index)]
        return found

    def is_apart(self, plan: Sequence[Order], s: int, index: int) -> bool:
        return not self.too_near(plan, s, index)

    def too_near(self, plan: Sequence[Order], s: int, index: int) -> list[Visit]:
        """Those of its group that the plan makes too near to the day of shift `s`."""
        group, shifts = self.world.visits[index].group, self.world.shifts
        made = [(self.world.visits[v], shifts[n].day) for n, order in enumerate(plan) for v in order]
        return [v for v, day in made if group and v.group == group and not group.agree(day, shifts[s].day)]

    def blockers(self, promises: Sequence[Order], index: int) -> list[Visit]:
        """The promises that take from the visit every shift it would fit if that were empty."""
        found = []
        for s, order in enumerate(promises):
            if self.values(self.endless, [[] for _ in promises], s, index):
                found += self.too_near(promises, s, index)
                if not self.values(self.endless, promises, s, index):
                    found += [self.world.visits[v] for v in order]
        return found

    def is_open(self, index: int, s: int) -> bool:
        """Whether any moment of the shift's day, or of the shift, lies in a window."""
        shift_ = self.world.shifts[s]
        moments = range(shift_.day * 86_400, max((shift_.day + 1) * 86_400, shift_.latest_end_s + 1))
        return any(w.start_s < moments.stop and moments.start <= w.end_s for w in self.world.visits[index].windows)


def _with_endless_count(world: Problem) -> Problem:
    return replace(world, shifts=tuple(replace(s, max_visits=99) for s in world.shifts))


def _without_travel(world: Problem) -> Problem:
    nowhere = world.travel.duration_s * 0
    return replace(world, travel=TravelMatrix(nowhere, nowhere))


def agrees(world: Problem, plan: Sequence[Order], told: Unserved) -> bool:
    """Whether the definition gives this reason, and its numbers."""
    index = [v.id for v in world.visits].index(told.visit)
    reason_, gain = Reading(world, plan).reason(index)
    if gain is None or reason_ is not told.reason:
        return reason_ is told.reason
    if "cost_s" in told.numbers:
        on = [s.id for s in world.shifts].index(str(told.numbers["shift"]))
        return told.numbers["cost_s"] == -(-(Timetable(world).worth.item(on, index) - gain) // 100)
    if "displaces" in told.numbers:
        return told.numbers.get("gains_s") == gain // 100 or told.numbers.get("loses_s") == -(gain // 100)
    return reason_ in (Reason.MAX_VISITS, Reason.TOO_SOON)


@pytest.mark.parametrize("seed", range(200))
def test_a_brute_force_reading_of_the_list_agrees(seed: int) -> None:
    """Of a searched plan, of what is left of it after some cancellations, and of one without sense: 100 %."""
    world, rng = random_problem(seed), random.Random(seed)
    searched = orders_of(world, solve(world, Limit(60, iterations=3)).solution)
    spoiled = [[v for v in order if rng.random() < 0.6] for order in searched]
    for plan in (searched, spoiled, random_plan(world, seed)):
        if any(Timetable(world).value(s, order) is None for s, order in enumerate(plan)):
            continue  # without the triangle inequality a shorter route may be too long
        for told in explain(world, plan):
            assert agrees(world, plan, told), told


def test_the_random_problems_know_every_reason() -> None:
    """None is right only because it never comes."""
    worlds = [random_problem(seed) for seed in range(200)]
    told = [explain(world, random_plan(world, seed)) for seed, world in enumerate(worlds)]
    of_turns = {Reason.NOT_ITS_TURN}  # test_turns.py
    assert {unserved.reason for one in told for unserved in one} == set(Reason) - of_turns
