"""A plan that people live by changes no more than it must, and the price of that is known."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest

from solver import Limit, Lock, Problem, Result, Solution, Visit, check, solution_value
from solver.solve import solve
from tests.solver.weeks import appointment, week

WEEKS = range(20)
KEEP_S = 1800  # half an hour for every visit that stays on its day
PLANNING = Limit(60, iterations=1000)
MOST_PRICE = 0.06  # of the value of a week, for keeping
LEAST_KEPT = 0.8


@cache
def first_plan(seed: int) -> Result:
    """The plan that was published."""
    return solve(week(seed), PLANNING)


def shift_of(solution: Solution) -> dict[str, str]:
    return {stop.visit: route.shift for route in solution.routes for stop in route.stops}


def remembering(world: Problem, published: Solution, keep_s: int = KEEP_S) -> Problem:
    """The world in which it is worth something that a visit stays on the day it has."""
    kept_on: Mapping[str, str] = shift_of(published)
    return replace(
        world,
        visits=tuple(replace(v, kept_on=kept_on.get(v.id)) for v in world.visits),
        weights=replace(world.weights, keep_s=keep_s),
    )


def share_kept(before: Solution, after: Solution, gone: str | None = None) -> float:
    """How many of the visits that were planned, but for one that is gone, are made on the same day."""
    old, new = shift_of(before), shift_of(after)
    others = [v for v in old if v != gone]
    return sum(old[v] == new.get(v) for v in others) / len(others)


def without(world: Problem, name: str) -> Problem:
    return replace(world, visits=tuple(v for v in world.visits if v.id != name))


def with_more(world: Problem, visit: Visit) -> Problem:
    return replace(world, visits=(*world.visits, visit))


def someone(seed: int) -> str:
    """A visit of the published plan that nobody was promised."""
    fixed = {v.id for v in week(seed).visits if v.is_fixed}
    planned = sorted(set(shift_of(first_plan(seed).solution)) - fixed)
    return planned[seed % len(planned)]


def replanned(world: Problem, seed: int) -> Result:
    """The week planned again after a change, from the published plan and with its days in mind."""
    published = first_plan(seed).solution
    result = solve(remembering(world, published), PLANNING, seed=seed + 1, initial=published)
    assert check(remembering(world, published), result.solution, value=result.value) == []
    return result


@cache
def change(seed: int, kind: str) -> tuple[Solution, float, float]:
    """The week after a cancellation or with a new appointment: the plan, the share of visits kept, and the price.

    The price is the share of the value, without any worth of keeping, that it loses against a plan made afresh.
    """
    gone = someone(seed) if kind == "cancellation" else None
    world = without(week(seed), gone) if gone else with_more(week(seed), appointment(seed, week(seed)))
    kept, afresh = replanned(world, seed).solution, solve(world, PLANNING, seed=seed + 1).value
    price = (afresh - solution_value(world, kept)) / afresh
    return kept, share_kept(first_plan(seed).solution, kept, gone), price


@pytest.mark.parametrize("seed", WEEKS)
def test_nothing_changes_where_nothing_has_changed(seed: int) -> None:
    """Every route is the same, to the second."""
    assert replanned(week(seed), seed).solution.routes == first_plan(seed).solution.routes


@pytest.mark.parametrize("kind", ["cancellation", "appointment"])
@pytest.mark.parametrize("seed", WEEKS)
def test_one_change_moves_few(seed: int, kind: str) -> None:
    """Four out of five of the others stay on their day, and a new appointment is kept."""
    kept, share, _ = change(seed, kind)
    assert share >= LEAST_KEPT
    assert kind == "cancellation" or "new" in kept.served


@pytest.mark.parametrize(("kind", "mean_price"), [("cancellation", 0.01), ("appointment", 0.02)])
def test_the_price_of_keeping_is_known(kind: str, mean_price: float) -> None:
    """A cancellation costs next to nothing; a new appointment less than two per cent of the value, six at worst."""
    prices = [change(seed, kind)[2] for seed in WEEKS]
    mean = sum(prices) / len(prices)
    assert mean <= mean_price, f"Keeping the days costs {mean:.1%} of the value."
    assert max(prices) <= MOST_PRICE, f"Keeping the days costs {max(prices):.1%} of the value of a week."


def test_who_does_not_ask_for_it_does_not_get_it() -> None:
    """Planned afresh after a cancellation, without any worth of keeping, most weeks look quite different."""
    shares = []
    for seed in WEEKS:
        afresh = solve(without(week(seed), someone(seed)), PLANNING, seed=seed + 1).solution
        shares.append(share_kept(first_plan(seed).solution, afresh, gone=someone(seed)))
    assert sum(share < LEAST_KEPT for share in shares) > len(shares) / 2


@pytest.mark.parametrize("seed", WEEKS)
def test_what_is_locked_never_moves(seed: int) -> None:
    """Half the stops held at their moments begin at them, to the second, after a cancellation and a new appointment."""
    published, newcomer = first_plan(seed).solution, appointment(seed, week(seed))
    days = [route for route in published.routes if route.shift != f"day{newcomer.windows[0].start_s // 86_400}"]
    stops = {stop.visit: (route.shift, stop.start_s) for route in days for stop in route.stops}
    held = {name: stops[name] for name in sorted(stops)[seed % 2 :: 2] if name != someone(seed)}
    world = with_more(without(week(seed), someone(seed)), newcomer)
    world = replace(
        world, visits=tuple(replace(v, lock=Lock(*held[v.id])) if v.id in held else v for v in world.visits)
    )
    after = replanned(world, seed).solution
    assert newcomer.id in after.served
    now = {stop.visit: (route.shift, stop.start_s) for route in after.routes for stop in route.stops}
    assert {name: now.get(name) for name in held} == held
