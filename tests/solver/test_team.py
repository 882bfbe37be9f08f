"""A team planned together: each rep's rules hold, shared visits go where they fit, and every reason is there."""

from dataclasses import replace

import numpy as np
import pytest

from solver import (
    Group,
    Limit,
    Problem,
    Shift,
    Speeds,
    StraightLine,
    TimeWindow,
    Visit,
    WideProblem,
    check,
    solution_value,
)
from solver.solve_team import solve_team

DAY_S, HOUR_S = 86_400, 3600
QUICK = Limit(60, iterations=30)
HOMES = (0.0, 0.3, 0.6)  # degrees east of the first rep's home


def team(own: int = 6, shared: int = 4, *, days: int = 2, most: int = 5) -> WideProblem:
    """Three reps in a row, each with visits around his home, and some between neighbours that either may make."""
    rng = np.random.default_rng(own * 100 + shared)
    lon, visits = list(HOMES), []
    open_ = tuple(TimeWindow(day * DAY_S + 9 * HOUR_S, day * DAY_S + 16 * HOUR_S) for day in range(days))

    def add(name: str, at: float, reps: set[str]) -> None:
        visits.append(Visit(name, len(lon), HOUR_S, int(rng.integers(2, 9)) * HOUR_S, open_, reps=frozenset(reps)))
        lon.append(at + float(rng.normal(0, 0.03)))

    for n, home in enumerate(HOMES):
        for k in range(own):
            add(f"own{n}{k}", home, {f"rep{n}"})
    for n in range(len(HOMES) - 1):
        for k in range(shared):
            add(f"shared{n}{k}", (HOMES[n] + HOMES[n + 1]) / 2, {f"rep{n}", f"rep{n + 1}"})
    shifts = [_shift(f"rep{n}", day, n, most) for n in range(len(HOMES)) for day in range(days)]
    travel = StraightLine(np.full(len(lon), 30.0), np.array(lon), Speeds(((1_000_000, 40_000),), 1.3, 60))
    return WideProblem(tuple(visits), tuple(shifts), travel)


def _shift(rep: str, day: int, home: int, most: int) -> Shift:
    hours = TimeWindow(day * DAY_S + 9 * HOUR_S, day * DAY_S + 18 * HOUR_S)
    return Shift(f"{rep}/{day}", rep, hours, home, home, most)


def whole(problem: WideProblem) -> Problem:
    """The team as one problem with one matrix."""
    return problem.part(problem.visits)


@pytest.mark.parametrize("shared", [0, 1, 4])
def test_every_rule_holds_and_every_visit_is_accounted_for(shared: int) -> None:
    """The checker reads the whole team as one problem, with the value that is claimed."""
    problem = team(shared=shared)
    result = solve_team(problem, QUICK)
    assert check(whole(problem), result.solution, value=result.value) == []
    assert solution_value(whole(problem), result.solution) == result.value


def test_the_same_team_gets_the_same_plan_on_any_number_of_cores() -> None:
    """Reps and pairs are searched side by side, and told apart by name."""
    problem = team()
    assert solve_team(problem, QUICK, cores=1).solution == solve_team(problem, QUICK, cores=2).solution


def test_sharing_is_worth_something() -> None:
    """A full rep's shared visits go to his free neighbour: more than if they were his alone."""
    problem = team(own=4, shared=8, days=1)
    nearest = {v.id: min(v.reps or ()) for v in problem.visits}
    alone = replace(problem, visits=tuple(replace(v, reps=frozenset({nearest[v.id]})) for v in problem.visits))
    assert solve_team(problem, QUICK).value > solve_team(alone, QUICK).value


def test_visits_of_a_group_stay_with_one_rep() -> None:
    """Two visits a day apart that two reps may make: one of them makes both, with the day between."""
    problem = team(own=1, shared=1, days=3)
    tied = Group("twice", 2)
    first = next(v for v in problem.visits if v.id == "shared00")
    visits = tuple(replace(v, group=tied) if v is first else v for v in problem.visits)
    problem = replace(problem, visits=(*visits, replace(first, id="again", group=tied)))
    result = solve_team(problem, QUICK)
    assert check(whole(problem), result.solution, value=result.value) == []
    assert {"shared00", "again"} <= result.solution.served


def test_nobody_in_the_field_is_an_answer() -> None:
    """No shifts: everything is unserved, with its reason."""
    problem = replace(team(own=1, shared=0), shifts=())
    result = solve_team(problem, QUICK)
    assert (result.value, len(result.solution.unserved)) == (0, 3)
