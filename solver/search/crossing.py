"""Children of two plans: some days of the one, the rest of the other; an annealing mends what that tears."""

import random
from collections.abc import Sequence

import numpy as np

from solver.schedule import Order, Timetable

MOST_ELITE = 8


class Elite:
    """The best plans found so far, each value once."""

    def __init__(self) -> None:
        self._plans: dict[tuple[int, int], list[Order]] = {}

    def add(self, merit: tuple[int, int], orders: Sequence[Order]) -> None:
        """Let a plan in if it is among the best."""
        self._plans[merit] = [list(order) for order in orders]
        while len(self._plans) > MOST_ELITE + 1:
            del self._plans[min(self._plans)]

    def children(self, timetable: Timetable, count: int, seed: int) -> list[list[Order]]:
        """The best plan and `count - 1` crossings of it with others; the same seed gives the same children."""
        rng = random.Random(seed)  # noqa: S311  a search needs no secrets
        best, *others = (self._plans[merit] for merit in sorted(self._plans, reverse=True))
        partners = [rng.choice(others) for _ in range(count - 1)] if others else []
        return [best, *(_crossed(timetable, best, partner, rng) for partner in partners)]


def _crossed(timetable: Timetable, mother: list[Order], father: list[Order], rng: random.Random) -> list[Order]:
    """About half of the father's days; on the others the mother's visits that those do not have, where they fit."""
    from_father = [rng.random() < 0.5 for _ in mother]
    taken = {v for shift, order in enumerate(father) if from_father[shift] for v in order}
    groups = {v: group for group in timetable.groups for v in group.visits.tolist()}
    child: list[Order] = [order if chosen else [] for order, chosen in zip(father, from_father, strict=True)]
    made = [(v, timetable.day.item(shift)) for shift, order in enumerate(child) for v in order]
    for shift, order in enumerate(mother):
        if from_father[shift]:
            continue
        day = timetable.day[shift : shift + 1]
        near = {
            sibling
            for v, on in made
            if v in groups and groups[v].blocks(day, np.array([on])).any()
            for sibling in groups[v].visits.tolist()
        }
        kept = [v for v in order if v not in taken and v not in near]
        child[shift] = kept if timetable.return_of(shift, kept) is not None else []
        made += [(v, timetable.day.item(shift)) for v in child[shift]]
    return [list(order) for order in child]
