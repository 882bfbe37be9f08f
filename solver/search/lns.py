"""Large neighbourhood search: take a few neighbouring stops out, put better ones back, accept by annealing.

Ruin follows the strings of Christiaens and Vanden Berghe, "Slack Induction by String Removals" (Transportation Science,
2020); acceptance is simulated annealing (Kirkpatrick, Gelatt and Vecchi, Science, 1983).
"""

import math
import random

import numpy as np

from solver.insertion import NOTHING
from solver.limits import Halted, Limit, Stopwatch, never
from solver.search.draft import Draft
from solver.search.greedy import place_fixed
from solver.search.recombine import RoutePool

EXPONENTS = (0.0, 0.5, 1.0, 1.0, 1.5)
LONGEST_STRING = 4
MOST_STRINGS = 3
PATIENCE = 4_000  # rounds without a better plan: a small problem is done long before its time
HOT, COLD = 5e-3, 2e-4  # temperature as a share of the first plan's value


def improve(start: Draft, limit: Limit, seed: int, pool: RoutePool, halted: Halted = never) -> Draft:
    """The best plan met on one annealing from `start`; under `limit.iterations` the same for the same seed.

    Routes of every plan it accepts go into the pool.
    """
    rng, watch = random.Random(seed), Stopwatch()  # noqa: S311  a search needs no secrets
    current, best = start, start
    scale = max(1, abs(start.value))
    rounds = improved_at = 0
    while True:
        done = rounds / limit.iterations if limit.iterations else watch.elapsed_s / limit.time_s
        if done >= 1 or watch.elapsed_s >= limit.time_s or rounds - improved_at >= PATIENCE or halted():
            return best
        rounds += 1
        trial = _rebuilt(_ruined(current, rng), rng)
        temperature = scale * HOT * (COLD / HOT) ** done
        if _accepts(current.merit, trial.merit, temperature, rng):
            current = trial
            pool.add_plan(trial.timetable, trial.orders)
            if trial.merit > best.merit:
                best, improved_at = trial, rounds


def _accepts(now: tuple[int, int], then: tuple[int, int], temperature: float, rng: random.Random) -> bool:
    if then[0] != now[0]:
        return then[0] > now[0]
    return then[1] >= now[1] or rng.random() < math.exp((then[1] - now[1]) / temperature)


def _ruined(draft: Draft, rng: random.Random) -> Draft:
    """The plan without short strings of stops near a seed, which is now and then a visit not placed yet."""
    timetable = draft.timetable
    outside, inside = np.flatnonzero(~draft.placed), np.flatnonzero(draft.placed)
    pool = outside if len(outside) and (not len(inside) or rng.random() < 1 / 3) else inside
    ruined = draft.copy()
    if not len(inside):
        return ruined
    seed = int(pool[rng.randrange(len(pool))])
    near = timetable.travel[timetable.place[seed], timetable.place]
    routes = []
    for shift, order in enumerate(draft.orders):
        if order:
            closest = min(range(len(order)), key=lambda stop: int(near[order[stop]]))
            routes.append((int(near[order[closest]]), shift, closest))
    for _, shift, closest in sorted(routes)[: rng.randint(1, MOST_STRINGS)]:
        order = draft.orders[shift]
        length = min(len(order), rng.randint(1, LONGEST_STRING))
        first = max(0, min(closest - rng.randrange(length), len(order) - length))
        string = range(first, first + length)
        kept = [visit for stop, visit in enumerate(order) if stop not in string or timetable.fixed[visit]]
        if timetable.return_of(shift, kept) is not None:
            ruined.replace(shift, kept)
    return ruined


def _rebuilt(draft: Draft, rng: random.Random) -> Draft:
    """Fill the plan up again, by the gain per time to a power drawn anew, with a little noise."""
    place_fixed(draft)
    timetable = draft.timetable
    exponent = rng.choice(EXPONENTS)
    noise = np.random.default_rng(rng.getrandbits(32)).uniform(0.9, 1.1, len(timetable.place))
    while True:
        gains = draft.gains
        if not gains.size or gains.max() <= 0:
            return draft
        time_s = np.maximum(timetable.service_s[None, :] + draft.detours_s, 60).astype(float)
        score = np.where(gains > 0, noise * gains / time_s**exponent, NOTHING)
        shift, visit = np.unravel_index(score.argmax(), score.shape)
        draft.insert(int(shift), int(visit))
