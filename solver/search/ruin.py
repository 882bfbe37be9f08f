"""Ruin: which stops a round takes out of the plan.

Strings of stops near a seed follow Christiaens and Vanden Berghe, "Slack Induction by String Removals" (Transportation
Science, 2020); a third of the seeds are visits outside the plan, which then come in first.
"""

import math

from solver.compiled import compiled
from solver.schedule import Moments
from solver.search.board import (
    BACK,
    COUNT,
    FIXED,
    FROM_START,
    GAIN,
    LEG,
    PER_TRAVEL,
    SERVICE,
    TO_END,
    Board,
    Plan,
)
from solver.search.chain import OUTSIDE, REMOVED, TAKEN_OUT, UNPLACED, Chain, below, place, set_outside, touch, uniform
from solver.search.moves import is_blocked, retime, scan

SWAP_DAYS, WHOLE_DAY, POOREST = 0.02, 0.03, 0.12  # the shares of rounds; the others take strings out
SEED_OUTSIDE = 0.33
MOST_STRINGS = 3


@compiled
def ruin(board: Board, chain: Chain, longest: int) -> int:
    """Take stops out around a seed, in strings of at most `longest`; returns a seed from outside the plan, or -1."""
    plan, random = chain.plan, chain.random
    outside, visits = chain.number[OUTSIDE], board.visit.shape[1]
    if outside == visits:
        return -1
    dice = uniform(random)
    if dice < SWAP_DAYS:
        _swap_days(board, chain)
        return -1
    if dice < SWAP_DAYS + WHOLE_DAY:
        s = plan.shift_of[_some_inside(chain)]
        _take_out(board, chain, s, 0, plan.total[s, COUNT])
        return -1
    if dice < SWAP_DAYS + WHOLE_DAY + POOREST:
        for _ in range(1 + below(random, longest + 2)):
            _take_poorest(board, chain)
        return -1
    seed = -1
    if outside > 0 and uniform(random) < SEED_OUTSIDE:
        seed = chain.visits[UNPLACED, below(random, outside)]
    centre = seed if seed >= 0 else _some_inside(chain)
    strings = 1 + below(random, MOST_STRINGS)
    if seed < 0:
        _take_string(board, chain, centre, longest)
        strings -= 1
    for n in range(board.near.shape[1]):
        if strings == 0:
            break
        v = board.near[centre, n]
        s = plan.shift_of[v]
        if s >= 0 and not chain.touched[s]:
            _take_string(board, chain, v, longest)
            strings -= 1
    return seed


@compiled
def _some_inside(chain: Chain) -> int:
    while True:
        v = below(chain.random, len(chain.noise))
        if chain.plan.shift_of[v] >= 0:
            return v


@compiled
def _take_string(board: Board, chain: Chain, v: int, longest: int) -> None:
    """Take a string of stops out that holds the visit."""
    plan = chain.plan
    s = plan.shift_of[v]
    n = plan.total[s, COUNT]
    where = 0
    while plan.order[s, where] != v:
        where += 1
    length = min(n, 1 + below(chain.random, longest))
    first = max(0, min(where - below(chain.random, length), n - length))
    _take_out(board, chain, s, first, length)


@compiled
def _take_poorest(board: Board, chain: Chain) -> None:
    """Take the stop out that is worth least for its time, more or less."""
    plan = chain.plan
    poorest, at_shift, at_stop = math.inf, -1, -1
    for s in range(len(chain.touched)):
        for k in range(plan.total[s, COUNT]):
            v = plan.order[s, k]
            if board.visit[FIXED, v] == 1:
                continue
            saved_s = plan.clock[s, LEG, k] + plan.clock[s, LEG, k + 1] - _leg_without(board, plan, s, k)
            rate = (board.worth[s, v] - board.shift[s, PER_TRAVEL] * saved_s) / max(
                1, board.visit[SERVICE, v] + saved_s
            )
            rate *= 0.5 + uniform(chain.random)
            if rate < poorest:
                poorest, at_shift, at_stop = rate, s, k
    if at_shift >= 0:
        _take_out(board, chain, at_shift, at_stop, 1)


@compiled
def _leg_without(board: Board, plan: Plan, s: int, k: int) -> int:
    """The drive past a stop that is left out."""
    last = plan.total[s, COUNT] - 1
    if k == 0:
        return 0 if last == 0 else board.ends_s[s, FROM_START, plan.order[s, 1]]
    before = plan.order[s, k - 1]
    return board.ends_s[s, TO_END, before] if k == last else board.drive_s[BACK, plan.order[s, k + 1], before]


@compiled
def _swap_days(board: Board, chain: Chain) -> None:
    """Let two shifts exchange what each can take from the other."""
    plan, shifts = chain.plan, len(chain.touched)
    a, b = below(chain.random, shifts), below(chain.random, shifts)
    if a == b:
        return
    _take_out(board, chain, a, 0, plan.total[a, COUNT])
    from_a = chain.number[REMOVED]
    _take_out(board, chain, b, 0, plan.total[b, COUNT])
    for n in range(chain.number[REMOVED]):
        _put_in_if_gains(board, chain, b if n < from_a else a, chain.visits[TAKEN_OUT, n : n + 1])


@compiled
def _put_in_if_gains(board: Board, chain: Chain, s: int, visit: Moments) -> None:
    scan(board, chain.plan, s, visit, 1)
    v = visit[0]
    if chain.plan.best[s, GAIN, v] > 0 and not is_blocked(board, chain.plan, s, v):
        place(board, chain, s, v)


@compiled
def _take_out(board: Board, chain: Chain, s: int, first: int, length: int) -> None:
    """Remove a string of stops; nothing happens where the rest would not fit (possible without triangle inequality)."""
    plan = chain.plan
    touch(chain, s)
    n, taken = plan.total[s, COUNT], chain.number[REMOVED]
    for k in range(first, first + length):
        chain.visits[TAKEN_OUT, taken + k - first] = plan.order[s, k]
    for k in range(first + length, n):
        plan.order[s, k - length] = plan.order[s, k]
    plan.total[s, COUNT] = n - length
    if retime(board, plan, s):
        chain.number[REMOVED] += length
        for k in range(taken, taken + length):
            plan.shift_of[chain.visits[TAKEN_OUT, k]] = -1
            set_outside(chain, chain.visits[TAKEN_OUT, k])
        return
    for k in range(n - 1, first + length - 1, -1):
        plan.order[s, k] = plan.order[s, k - length]
    for k in range(first, first + length):
        plan.order[s, k] = chain.visits[TAKEN_OUT, taken + k - first]
    plan.total[s, COUNT] = n
    retime(board, plan, s)
