"""Odd problems for a process of their own: `python -m tests.solver.hostile` says what became of each, line by line."""

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from solver import (
    Group,
    InvalidProblem,
    Limit,
    Lock,
    Lunch,
    Problem,
    Route,
    Shift,
    Solution,
    Stop,
    TimeWindow,
    TravelMatrix,
    Visit,
    Weights,
    check,
    compactness,
    propose_slots,
)
from solver.model import DAY_S, MOST_SECONDS
from solver.solve import solve

MEMORY_BYTES = 4 * 2**30
HOUR_S = 3600
LAST_DAY = (MOST_SECONDS - 1) // DAY_S - 1
ALWAYS = TimeWindow(0, MOST_SECONDS - 1)
STRANGE_IDS = (
    "",
    " ",
    "\0",
    "\ud800",
    "-1",
    "v\n",
    "💥",
    "${alert(1)}",
    "'; --",
    "../..",
    "a" * 100_000,
    "١",
    "é",
    "e\u0301",
)


def town(places: int, seconds: int = 600) -> TravelMatrix:
    """Every place as far from every other."""
    matrix = np.full((places, places), seconds, dtype=np.int32)
    np.fill_diagonal(matrix, 0)
    return TravelMatrix(matrix, matrix)


def day(number: int = 0, hours: int = 9, **more: object) -> Shift:
    """A day from nine, at place 0."""
    start_s = number * DAY_S + 9 * HOUR_S
    drawn = Shift(f"d{number}", "rep", TimeWindow(start_s, start_s + hours * HOUR_S), 0, 0, 12)
    return replace(drawn, **more)  # type: ignore[arg-type]


def visits(count: int, **more: object) -> tuple[Visit, ...]:
    """Half an hour each, open always, each at its own place."""
    return tuple(
        replace(Visit(f"v{n}", n + 1, 1800, 5000, (ALWAYS,)), **more)  # type: ignore[arg-type]
        for n in range(count)
    )


def world(made: Sequence[Visit], shifts: Sequence[Shift], seconds: int = 600, **weights: int) -> Problem:
    places = 1 + max([0, *(v.place for v in made), *(s.end_place for s in shifts)])
    return Problem(tuple(made), tuple(shifts), town(places, seconds), Weights(**weights))


def grouped(count: int, gap_days: int | None, **more: object) -> tuple[Visit, ...]:
    return visits(count, group=Group("g", gap_days), **more)


def lopsided() -> Problem:
    """Downhill is free, uphill takes thirty years."""
    seconds = np.triu(np.full((13, 13), MOST_SECONDS - 1, dtype=np.int32), 1)
    return Problem(visits(12), (day(),), TravelMatrix(seconds, seconds))


def of_matrix(seconds: object) -> Problem:
    matrix = TravelMatrix(seconds, seconds)  # type: ignore[arg-type]
    return Problem((), (), matrix)


MOMENT = TimeWindow(11 * HOUR_S, 11 * HOUR_S)
WORKDAY_S = 9 * HOUR_S
WEEK = [day(n) for n in range(5)]

PROBLEMS: dict[str, Callable[[], Problem]] = {
    "nothing at all": lambda: Problem((), (), town(0)),
    "visits without a shift": lambda: world(visits(20), []),
    "shifts without a visit": lambda: world([], WEEK),
    "no travel": lambda: world(visits(40), WEEK, 0),
    "no travel, no service, no prize": lambda: world(visits(40, service_s=0, prize=0), WEEK, 0),
    "nothing but travel": lambda: world(visits(40), WEEK, MOST_SECONDS - 1),
    "travel one way only": lopsided,
    "prizes as great as can be": lambda: world(visits(300, prize=MOST_SECONDS - 1), WEEK),
    "everything as great as can be": lambda: world(
        visits(60, prize=MOST_SECONDS - 1), WEEK, 9 * HOUR_S // 2, travel_pct=100_000, overtime_pct=100_000
    ),
    "prizes of nothing": lambda: world(visits(60, prize=0), WEEK),
    "travel for nothing": lambda: world(visits(60), WEEK, travel_pct=0, overtime_pct=0),
    "keeping worth more than anything": lambda: world(visits(60, prize=1, kept_on="d0"), WEEK, keep_s=MOST_SECONDS - 1),
    "kept on a shift that is gone": lambda: world(visits(20, kept_on="\0"), WEEK, keep_s=60),
    "no visit a day": lambda: world(visits(20, required=True), [day(max_visits=0)]),
    "a billion visits a day": lambda: world(visits(60, service_s=0), [day(max_visits=10**9)], 0),
    "one place": lambda: world([replace(v, place=0) for v in visits(60)], WEEK),
    "one moment": lambda: world(visits(60, windows=(MOMENT,)), WEEK),
    "one moment, all promised": lambda: world(visits(60, windows=(MOMENT,), required=True), WEEK),
    "three hundred windows": lambda: world(
        visits(20, windows=tuple(TimeWindow(s, s) for s in range(9 * HOUR_S, 9 * HOUR_S + 600, 2))), [day()]
    ),
    "never open": lambda: world(visits(20, windows=(), required=True), WEEK),
    "services of a day": lambda: world(visits(20, service_s=DAY_S), WEEK),
    "services of a day and overtime of one": lambda: world(
        visits(20, service_s=DAY_S), [day(overtime_s=DAY_S - 1), day(1, overtime_s=DAY_S - 1)]
    ),
    "lunch all day": lambda: world(visits(20), [day(lunch=Lunch(WORKDAY_S, TimeWindow(9 * HOUR_S, 9 * HOUR_S)))]),
    "lunch whenever": lambda: world(visits(20), [day(lunch=Lunch(1, TimeWindow(9 * HOUR_S, 18 * HOUR_S - 1)))]),
    "a shift of no length": lambda: world(visits(20, service_s=0), [day(hours=0), day(1, hours=0, overtime_s=7200)], 0),
    "the first second there is": lambda: world(visits(5), [day(window=TimeWindow(0, 3600))]),
    "the last days there are": lambda: world(visits(20), [day(LAST_DAY), day(11_000)]),
    "three hundred promises and one day": lambda: world(visits(300, required=True), [day()]),
    "three hundred locked to one day": lambda: world(visits(300, lock=Lock("d0")), WEEK),
    "locked to the same second": lambda: world(visits(20, lock=Lock("d0", 10 * HOUR_S)), WEEK),
    "locked outside of their windows": lambda: world(visits(20, lock=Lock("d0", 10 * HOUR_S), windows=(MOMENT,)), WEEK),
    "fifty alternatives": lambda: world(grouped(50, None), WEEK),
    "fifty alternatives, all promised": lambda: world(grouped(50, None, required=True), WEEK),
    "fifty repeats, a day apart": lambda: world(grouped(50, 1), WEEK),
    "fifty repeats, an age apart, all promised": lambda: world(grouped(50, 10**6, required=True), WEEK),
    "nobody may": lambda: world(visits(20, reps=frozenset(), required=True), WEEK),
    "every id is strange": lambda: world(
        [replace(v, id=name) for v, name in zip(visits(len(STRANGE_IDS)), STRANGE_IDS, strict=True)],
        [replace(day(), id="\0", rep="\ud800"), replace(day(1), id="", rep="")],
    ),
    "a hundred shifts for one visit": lambda: world(visits(1), [day(n) for n in range(100)]),
    "a hundred nights away": lambda: world(visits(3), [day(n, end_place=3, overnight=True) for n in range(100)]),
    "shifts that overlap": lambda: world(visits(30), [replace(day(), id=f"same{n}") for n in range(20)]),
    "a shift of two days": lambda: world(visits(60), [day(window=TimeWindow(0, 2 * DAY_S), max_visits=99)]),
    # What has to be refused:
    "twins": lambda: world([*visits(2), *visits(2)], WEEK),
    "places off the map": lambda: Problem(visits(5), tuple(WEEK), town(1)),
    "a night out of reach": lambda: world(visits(3), [day(end_place=3, overnight=True)], 10 * HOUR_S),
    "a lock to nowhere": lambda: world(visits(5, lock=Lock("nowhere")), WEEK),
    "a group of two minds": lambda: world([*grouped(1, 1), replace(visits(2)[1], group=Group("g", 2))], WEEK),
    "no matrix": lambda: of_matrix(np.zeros((0, 3), dtype=np.int32)),
    "a matrix of fractions": lambda: of_matrix(np.full((3, 3), np.nan)),
    "a matrix below nothing": lambda: of_matrix(np.full((3, 3), -1, dtype=np.int32)),
    "a matrix beyond a billion": lambda: of_matrix(np.full((3, 3), 2**31 - 1, dtype=np.int32)),
    "a window beyond time": lambda: world(visits(1, windows=(TimeWindow(0, 2**63),)), WEEK),
}
REFUSED = tuple(PROBLEMS)[tuple(PROBLEMS).index("twins") :]
NONSENSE = Solution(
    (
        Route("d0", 0, 0, (Stop("ghost", 0, 0, 0), Stop("v0", -1, -1, -1), Stop("v0", 0, 0, 0), Stop("v1", 0, 0, 0))),
        Route("d1", 0, 0, (Stop("v1", 0, 0, 0), Stop("v2", 0, 0, 0))),
        Route("nowhere", 0, 0, (Stop("v3", 0, 0, 0),)),
    )
)


def answers(problem: Problem) -> Iterator[str]:
    """Every fault in what is said about the problem: searched from nothing and from nonsense, slots, compactness."""
    for initial in (None, NONSENSE):
        result = solve(problem, Limit(60, iterations=2), initial=initial)
        yield from (str(violation) for violation in check(problem, result.solution, value=result.value))
        left_out = [v for v in problem.visits if v.id not in result.solution.served]
        for visit in left_out[:3]:
            for slot in propose_slots(problem, result.solution, visit):
                if not slot.first_s <= slot.level_until_s <= slot.last_s:
                    yield f"{slot} is upside down."
        if any(day.travel_share < 0 for day in compactness(problem, result.solution).values()):
            yield "Travel is less than nothing."


def outcome(build: Callable[[], Problem]) -> tuple[str, list[str]]:
    """`refused` with the issues, or `planned` with every fault of the plan."""
    try:
        problem = build()
    except InvalidProblem as refused:
        return "refused", refused.issues
    except ValueError as refused:
        return "refused", [str(refused)]
    return "planned", list(answers(problem))


def main(names: Sequence[str]) -> None:
    """Try the named problems, saying when each begins and how it ended; `crash` and `hog` prove the test."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for name in names:
        print(json.dumps([name, "begun", []]), flush=True)
        if name == "crash":
            os.abort()
        if name == "hog":
            print(np.ones(MEMORY_BYTES, dtype=np.int8).sum())
        print(json.dumps([name, *outcome(PROBLEMS[name])]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
