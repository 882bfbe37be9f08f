"""The compiled heart of the search: rounds of ruin and recreate under simulated annealing.

Recreation is by ratio greedy, the gain for the time a visit takes to a power drawn anew in each round; acceptance is
simulated annealing (Kirkpatrick, Gelatt and Vecchi, "Optimization by Simulated Annealing", Science, 1983).
"""

import math

from solver.compiled import compiled
from solver.insertion import NOTHING
from solver.search.board import DETOUR, FIXED, GAIN, GROUP, SERVICE, VALUE, Board
from solver.search.chain import (
    BEST_KEPT,
    BEST_WORTH,
    KEPT,
    LEADER,
    OUTSIDE,
    REMOVED,
    SCORE,
    TAKEN_OUT,
    UNPLACED,
    WORTH,
    Chain,
    below,
    keep_best,
    place,
    scan_outside,
    sum_up,
    undo,
    uniform,
)
from solver.search.moves import is_blocked, scan
from solver.search.routes import Routes, remember
from solver.search.ruin import ruin

EXPONENTS = (0, 1, 2, 2, 3)  # halves
NOISE = 0.1
PROMISED = 1e18  # the score of a fixed visit: before any other


@compiled
def make_rounds(
    board: Board, chain: Chain, routes: Routes, rounds: int, hot: float, cold: float, window: float, longest: int
) -> None:
    """Make so many rounds while the temperature falls geometrically from hot to cold (hundredths of a second).

    Routes of plans within `window` of the best are remembered; `longest` bounds the strings taken out.
    """
    number = chain.number
    promises = board.visit[FIXED].any()
    temperature, cooling = hot, (cold / hot) ** (1.0 / max(1, rounds))
    for _ in range(rounds):
        temperature *= cooling
        chain.touched[:] = False
        number[REMOVED] = 0
        kept_before, before = number[KEPT], number[WORTH]
        _recreate(board, chain, ruin(board, chain, longest))
        if promises:
            sum_up(board, chain)
        else:
            number[WORTH] = chain.plan.total[:, VALUE].sum()
        kept, now = number[KEPT], number[WORTH]
        worse = kept < kept_before or (kept == kept_before and now < before)
        if worse and (kept < kept_before or uniform(chain.random) >= math.exp((now - before) / temperature)):
            undo(chain)
            number[KEPT], number[WORTH] = kept_before, before
            continue
        if kept > number[BEST_KEPT] or (kept == number[BEST_KEPT] and now > number[BEST_WORTH]):
            keep_best(chain)
        if kept == number[BEST_KEPT] and now >= number[BEST_WORTH] - window:
            for s in range(len(chain.touched)):
                if chain.touched[s]:
                    remember(chain.plan, s, routes, now)


@compiled
def fill(board: Board, chain: Chain, exponent: int) -> None:
    """Insert visits while it gains, by the gain for half-powers of the time they take."""
    chain.touched[:] = False
    _insert_all(board, chain, exponent, 0.0)
    sum_up(board, chain)
    keep_best(chain)


@compiled
def _recreate(board: Board, chain: Chain, seed: int) -> None:
    """Fill the plan up again, a seed from outside first."""
    plan, random = chain.plan, chain.random
    shifts = len(chain.touched)
    for s in range(shifts):
        if chain.touched[s]:
            scan_outside(board, chain, s)
        else:
            scan(board, plan, s, chain.visits[TAKEN_OUT], chain.number[REMOVED])
    if seed >= 0:
        at, best = -1, 0
        for s in range(shifts):
            if chain.touched[s] and plan.best[s, GAIN, seed] > best and not is_blocked(board, plan, s, seed):
                at, best = s, plan.best[s, GAIN, seed]
        if at >= 0:
            place(board, chain, at, seed)
            scan_outside(board, chain, at)
    _insert_all(board, chain, EXPONENTS[below(random, len(EXPONENTS))], NOISE)


@compiled
def _insert_all(board: Board, chain: Chain, exponent: int, noise: float) -> None:
    """Insert the visit with the best score over all shifts, again and again, until none gains."""
    shifts, leading = len(chain.touched), chain.leading
    for n in range(chain.number[OUTSIDE]):
        chain.noise[chain.visits[UNPLACED, n]] = 1.0 + noise * (2.0 * uniform(chain.random) - 1.0)
    for s in range(shifts):
        _find_leader(board, chain, s, exponent)
    while True:
        at = -1
        for s in range(shifts):
            if leading[LEADER, s] >= 0 and (at < 0 or leading[SCORE, s] > leading[SCORE, at]):
                at = s
        if at < 0:
            return
        v = int(leading[LEADER, at])
        place(board, chain, at, v)
        scan_outside(board, chain, at)
        for s in range(shifts):
            if s == at or leading[LEADER, s] == v or (leading[LEADER, s] >= 0 and board.visit[GROUP, v] >= 0):
                _find_leader(board, chain, s, exponent)


@compiled
def _find_leader(board: Board, chain: Chain, s: int, exponent: int) -> None:
    """The visit outside the plan with the best score on a shift: its gain for the time it takes, to a power."""
    found, visit = chain.plan.best[s], board.visit
    leader, leading = -1, 0.0
    for n in range(chain.number[OUTSIDE]):
        v = chain.visits[UNPLACED, n]
        gain = found[GAIN, v]
        if gain <= 0 and not (visit[FIXED, v] == 1 and gain != NOTHING):
            continue
        score = gain * chain.noise[v]
        if exponent > 0:
            time_s = float(max(1, visit[SERVICE, v] + found[DETOUR, v]))
            if exponent == 1:
                score /= math.sqrt(time_s)
            elif exponent == 2:
                score /= time_s
            else:
                score /= time_s * math.sqrt(time_s)
        if visit[FIXED, v] == 1:
            score += PROMISED
        if score > leading and not is_blocked(board, chain.plan, s, v):
            leader, leading = v, score
    chain.leading[LEADER, s], chain.leading[SCORE, s] = leader, leading
