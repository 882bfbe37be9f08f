"""Weeks like those of a rep: a town with districts, opening hours, lunch, some appointments."""

import math
import random

import numpy as np

from solver import Problem, Shift, TimeWindow, TravelMatrix, Visit
from tests.solver.worlds import at, noon, window

DAYS = 5


def week(seed: int, accounts: int = 60) -> Problem:
    """Accounts in six districts of a town an hour across, for five days from 09:00 to 18:00; three are promised."""
    rng = random.Random(seed)
    districts = [(rng.uniform(-20, 20), rng.uniform(-20, 20)) for _ in range(6)]
    spots = [(x + rng.gauss(0, 4), y + rng.gauss(0, 4)) for x, y in (rng.choice(districts) for _ in range(accounts))]
    visits = tuple(_visit(rng, n) for n in range(accounts))
    return Problem(visits, tuple(_shift(day, accounts) for day in range(DAYS)), _town([*spots, (0.0, 0.0)]))


def appointment(seed: int, world: Problem) -> Visit:
    """A promise that was not there before: at the place of one of the accounts, on a day without any, at one hour."""
    rng = random.Random(seed)
    day, hour = rng.randrange(3, DAYS), rng.choice([10, 11, 14, 15])
    return Visit("new", rng.randrange(len(world.visits)), 1800, 7200, (window(hour, hour + 0.25, day),), required=True)


def _visit(rng: random.Random, n: int) -> Visit:
    hours = rng.choice([(9, 17), (9, 17), (9, 11.5), (13.5, 17)])
    open_ = [day for day in range(DAYS) if rng.random() < 0.8]
    prize, service_s = rng.randint(2, 12) * 900, rng.choice([1200, 1800, 2700])
    if n < 3:
        hour = rng.choice([10, 11, 14, 15])
        return Visit(f"v{n:02}", n, service_s, prize, (window(hour, hour + 0.25, n),), required=True)
    return Visit(f"v{n:02}", n, service_s, prize, tuple(window(*hours, day) for day in open_))


def _shift(day: int, home: int) -> Shift:
    return Shift(f"day{day}", "rep", TimeWindow(at(9, day), at(18, day)), home, home, 7, noon(day))


def _town(spots: list[tuple[float, float]]) -> TravelMatrix:
    """Two minutes for every kilometre, and five to park."""
    km = np.array([[math.dist(a, b) for b in spots] for a in spots])
    seconds = np.ceil(km * 120 + np.where(km > 0, 300, 0)).astype(np.int32)
    return TravelMatrix(seconds, np.rint(km * 1000).astype(np.int32))
