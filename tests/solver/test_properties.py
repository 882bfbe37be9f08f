"""What holds for every problem: the checker passes the answer, and the same question gets the same answer."""

import random
from dataclasses import replace

import numpy as np
import pytest

from solver import (
    Limit,
    Problem,
    Reason,
    Result,
    Route,
    Solution,
    Status,
    Stop,
    TimeWindow,
    TravelMatrix,
    Visit,
    Weights,
    check,
)
from solver.certify import certify
from solver.compiled import HAS_COMPILER
from solver.explain import explain
from solver.explain_wide import orders_of
from solver.solve import solve
from tests.solver.optimum import Merit, optimum, tiny_problem
from tests.solver.random_worlds import random_plan, random_problem

QUICK = Limit(60, iterations=5)
AT_ONCE = 50  # problems in one test


def shuffled(world: Problem, seed: int) -> Problem:
    """The same problem with its visits and shifts in another order."""
    rng = random.Random(seed)
    visits, shifts = list(world.visits), list(world.shifts)
    rng.shuffle(visits)
    rng.shuffle(shifts)
    return replace(world, visits=tuple(visits), shifts=tuple(shifts))


def merit(world: Problem, result: Result) -> Merit:
    """What is compared: fixed visits kept, then the value."""
    return sum(v.is_fixed for v in world.visits if v.id in result.solution.served), result.value


@pytest.mark.parametrize("first", range(0, 2000, AT_ONCE))
def test_no_answer_breaks_a_rule(first: int) -> None:
    """Windows, lunch, locks, appointments, counts, overtime, reps, groups, nights, kept visits, lopsided travel.

    Of 2,000 problems none has a violation, a value that is not true, or a visit that a longer search would place.
    """
    for seed in range(first, first + AT_ONCE):
        world = random_problem(seed)
        result = solve(world, Limit(60, iterations=1 + seed % 3), seed=seed)
        assert check(world, result.solution, value=result.value) == [], seed
        assert result.trace == () or result.trace[-1].value == result.value, seed
        assert Reason.SEARCH_LIMIT not in {unserved.reason for unserved in result.solution.unserved}, seed


@pytest.mark.parametrize("seed", range(40))
def test_the_same_question_gets_the_same_answer(seed: int) -> None:
    """Counting iterations, the order of rows does not matter, nor does asking twice."""
    world = random_problem(1000 + seed)
    answers = [solve(variant, QUICK, seed=7).solution for variant in (world, world, shuffled(world, seed))]
    assert answers[0] == answers[1] == answers[2]


def test_the_best_plan_of_a_tiny_problem_is_found() -> None:
    """Nineteen times in twenty, and never is more claimed than there is."""
    worlds = [tiny_problem(seed) for seed in range(60)]
    found = [merit(world, solve(world, Limit(60, iterations=3000))) for world in worlds]
    best = [optimum(world) for world in worlds]
    assert all(a <= b for a, b in zip(found, best, strict=True))
    assert sum(a == b for a, b in zip(found, best, strict=True)) >= 0.95 * len(worlds)


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_no_plan_is_worth_more_than_its_certificate_says(first: int) -> None:
    """Not the plan that was found of a problem, and not the best there is of a tiny one."""
    proven = 0
    for seed in range(first, first + 10):
        world, tiny = random_problem(seed), tiny_problem(seed)
        result, small = solve(world, QUICK), solve(tiny, Limit(60, iterations=30))
        certificate = certify(world, result.solution, result.value, 10)
        assert certificate.bound is None or certificate.bound >= result.value, seed
        (kept, best), certificate = optimum(tiny), certify(tiny, small.solution, small.value, 10)
        assert merit(tiny, small)[0] < kept or certificate.bound is None or certificate.bound >= best, seed
        proven += certificate.bound is not None
    assert proven == (10 if HAS_COMPILER else 0)


@pytest.mark.parametrize("seed", range(20))
def test_a_search_that_begins_with_a_plan_is_never_worse(seed: int) -> None:
    """A warm start keeps what it had, or improves it."""
    world = random_problem(2000 + seed)
    first = solve(world, QUICK)
    again = solve(world, QUICK, initial=first.solution)
    assert merit(world, again) >= merit(world, first)


def nonsense(world: Problem, seed: int) -> Solution:
    """A plan that was feasible once, with some visits put before others at random, twice or on shifts not theirs."""
    rng = random.Random(seed)
    names = [[world.visits[v].id for v in order] for order in random_plan(world, seed)]
    for _ in range(4 if world.shifts and world.visits else 0):
        names[rng.randrange(len(names))].insert(0, rng.choice(world.visits).id)
    made = zip(world.shifts, names, strict=True)
    return Solution(tuple(Route(s.id, 0, 0, tuple(Stop(name, 0, 0, 0) for name in order)) for s, order in made))


@pytest.mark.parametrize("first", range(0, 400, AT_ONCE))
def test_a_search_may_begin_with_nonsense(first: int) -> None:
    """Whatever plan it is given, it takes what fits and answers by the rules."""
    for seed in range(first, first + AT_ONCE):
        world = random_problem(seed)
        result = solve(world, Limit(60, iterations=2), initial=nonsense(world, seed))
        assert check(world, result.solution, value=result.value) == [], seed


def scaled(world: Problem, factor: int) -> Problem:
    """The same problem with every prize and every weight so many times as great."""
    weights = world.weights
    return replace(
        world,
        visits=tuple(replace(v, prize=factor * v.prize) for v in world.visits),
        weights=Weights(factor * weights.travel_pct, factor * weights.overtime_pct, factor * weights.keep_s),
    )


@pytest.mark.parametrize("seed", range(20))
def test_the_unit_of_value_does_not_matter(seed: int) -> None:
    """Three times the prizes and weights are three times the value of the same plan, and no reason to leave it."""
    world = random_problem(3000 + seed)
    result, greater = solve(world, QUICK), scaled(world, 3)
    assert check(greater, result.solution, value=3 * result.value) == []
    again = solve(greater, QUICK, initial=result.solution)
    assert merit(greater, again) >= (merit(world, result)[0], 3 * result.value)
    assert optimum(scaled(tiny_problem(seed), 3)) == (
        optimum(tiny_problem(seed))[0],
        3 * optimum(tiny_problem(seed))[1],
    )


def with_an_island(world: Problem) -> Problem:
    """The same problem with one more visit, a day's journey from everywhere."""
    places = world.travel.places
    seconds = np.full((places + 1, places + 1), 100_000, dtype=np.int32)
    seconds[:places, :places] = world.travel.duration_s
    island = Visit("island", places, 0, 10**6, tuple(TimeWindow(d * 86_400, d * 86_400 + 86_399) for d in range(4)))
    return replace(world, visits=(*world.visits, island), travel=TravelMatrix(seconds, seconds))


@pytest.mark.parametrize("seed", range(40))
def test_an_account_out_of_reach_changes_nothing_for_the_others(seed: int) -> None:
    """Their plan stays as good, and their reasons stay the same; its own is that it is too far."""
    world = random_problem(4000 + seed)
    wider, plan = with_an_island(world), random_plan(world, seed)
    reasons = explain(wider, plan)
    assert reasons[:-1] == explain(world, plan)
    assert reasons[-1].reason is (Reason.TOO_FAR if world.shifts else Reason.NO_ALLOWED_REP)
    result = solve(world, QUICK)
    again = solve(wider, QUICK, initial=result.solution)
    assert merit(wider, again) >= merit(world, result)
    assert again.solution.unserved[0].visit == "island"


def widened(world: Problem, seed: int) -> Problem:
    """The same problem with one visit open earlier and later."""
    rng = random.Random(seed)
    open_ = [n for n, v in enumerate(world.visits) if v.windows]
    visits = list(world.visits)
    for n in rng.sample(open_, min(1, len(open_))):
        spans = [(w.start_s, w.end_s) for w in visits[n].windows]
        spans[0] = (max(0, spans[0][0] - rng.randint(1, 7200)), spans[0][1])
        spans[-1] = (spans[-1][0], spans[-1][1] + rng.randint(1, 7200))
        visits[n] = replace(visits[n], windows=tuple(TimeWindow(*span) for span in spans))
    return replace(world, visits=tuple(visits))


@pytest.mark.parametrize("seed", range(40))
def test_wider_hours_never_make_the_best_plan_worse(seed: int) -> None:
    """Neither the best there is of a tiny problem, nor the plan at hand of any."""
    tiny = tiny_problem(seed)
    assert optimum(widened(tiny, seed)) >= optimum(tiny)
    world = random_problem(5000 + seed)
    result, open_ = solve(world, QUICK), widened(world, seed)
    assert merit(open_, solve(open_, QUICK, initial=result.solution)) >= merit(world, result)


def test_nothing_to_do_is_an_answer() -> None:
    """No visits, no shifts, or neither; who spends a night away drives there all the same."""
    world = random_problem(3)
    assert solve(replace(world, visits=(), shifts=()), QUICK).solution == Solution(())
    assert solve(replace(world, shifts=(), visits=world.visits[:0]), QUICK).status is Status.COMPLETE
    for shifts in ([s for s in world.shifts if not s.overnight], [s for s in world.shifts if s.overnight]):
        driven = [r.shift for r in solve(replace(world, visits=(), shifts=tuple(shifts)), QUICK).solution.routes]
        assert sorted(driven) == sorted(s.id for s in shifts if s.overnight)


def test_the_random_worlds_have_what_these_tests_are_about() -> None:
    """Groups of each kind with something fixed in them, nights away, kept visits, nights through, all in numbers."""
    worlds = [random_problem(seed) for seed in range(200)]
    visits = [v for world in worlds for v in world.visits]
    shifts = [s for world in worlds for s in world.shifts]
    for gap_days in (None, 1, 2):
        grouped = [v for v in visits if v.group is not None and v.group.gap_days == gap_days]
        assert len(grouped) > 50
        assert any(v.is_fixed for v in grouped)
    assert sum(s.overnight for s in shifts) > 50
    assert sum(s.window.end_s // 86_400 > s.day for s in shifts) > 50
    assert sum(world.weights.keep_s > 0 for world in worlds) > 50
    assert {v.kept_on for v in visits} > {None, "gone/9", "rep0/0"}


def test_a_plan_is_read_back_as_it_was_written() -> None:
    """Orders by index become routes, and routes become the same orders again."""
    world = random_problem(7)
    result = solve(world, QUICK)
    orders = orders_of(world, result.solution)
    assert [[world.visits[v].id for v in order] for order in orders if order] == [
        [stop.visit for stop in route.stops]
        for route in sorted(result.solution.routes, key=lambda r: [s.id for s in world.shifts].index(r.shift))
        if route.stops
    ]
