"""The best plan of a tiny problem, by trying all of them."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

from solver import Problem
from solver.schedule import Timetable
from tests.solver.random_worlds import random_problem

Merit = tuple[int, int]  # fixed visits kept, then the value
TINY = 5


def tiny_problem(seed: int) -> Problem:
    """A random problem of at most five visits, otherwise as odd as the others."""
    world = random_problem(seed)
    return replace(world, visits=world.visits[:TINY])


def optimum(world: Problem) -> Merit:
    """The merit of the best of all plans: every visit on every shift or none, in every order."""
    timetable = Timetable(world)
    best_of = [_best_orders(timetable, shift) for shift in range(len(world.shifts))]
    merits = []
    for on in _assignments(world):
        made = [frozenset(v for v, at in enumerate(on) if at == shift) for shift in range(len(world.shifts))]
        if all(visits in best for visits, best in zip(made, best_of, strict=True)):
            fixed = sum(world.visits[v].is_fixed for v, at in enumerate(on) if at is not None)
            merits.append((fixed, sum(best[visits] for visits, best in zip(made, best_of, strict=True))))
    return max(merits)


def _assignments(world: Problem) -> Iterator[tuple[int | None, ...]]:
    """Every way to give visits to shifts, or to none, that keeps groups apart."""
    allowed = [[s for s, shift in enumerate(world.shifts) if world.windows_on(v, shift)] for v in world.visits]
    for on in itertools.product(*((None, *shifts) for shifts in allowed)):
        made = [(v, world.shifts[shift].day) for v, shift in zip(world.visits, on, strict=True) if shift is not None]
        pairs = itertools.combinations(made, 2)
        if all(a.group is None or a.group != b.group or a.group.agree(day, other) for (a, day), (b, other) in pairs):
            yield on


def _best_orders(timetable: Timetable, shift: int) -> dict[frozenset[int], int]:
    """For every set of visits that fits the shift, what its best order is worth."""
    allowed = [v for v in range(len(timetable.place)) if timetable.windows[shift][v]]
    best: dict[frozenset[int], int] = {}
    for size in range(len(allowed) + 1):
        for order in itertools.permutations(allowed, size):
            value = timetable.value(shift, list(order))
            if value is not None:
                best[frozenset(order)] = max(value, best.get(frozenset(order), value))
    return best
