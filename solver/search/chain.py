"""One annealing under way, as arrays: its plan, the visits outside it, and what a round needs to be undone."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from solver.compiled import compiled
from solver.schedule import Moments, Order
from solver.search.board import COUNT, FIXED, VALUE, Board, Plan, plan_of
from solver.search.moves import put_in, retime, scan

KEPT, WORTH, BEST_KEPT, BEST_WORTH, OUTSIDE, REMOVED = range(6)  # of `number`
UNPLACED, SLOT, TAKEN_OUT = range(3)  # rows of `visits`
LEADER, SCORE = range(2)  # rows of `leading`


class Chain(NamedTuple):
    """One annealing under way. KEPT counts the fixed visits of the plan, WORTH is its value."""

    plan: Plan
    saved: Plan  # rows of the shifts that a round touches
    touched: npt.NDArray[np.bool_]  # S
    best_order: Moments  # S x L: the best plan met, -1 behind the last stop
    number: Moments  # 6
    visits: Moments  # 3 x V: those outside the plan, where each stands among them (-1: nowhere), those just taken out
    leading: npt.NDArray[np.float64]  # 2 x S: the best visit to insert into each shift (-1: none), and its score
    noise: npt.NDArray[np.float64]  # V: on the scores of one round
    random: npt.NDArray[np.uint64]  # 1


def chain_of(board: Board, orders: Sequence[Order], seed: int) -> Chain:
    """A chain that begins with these feasible orders; the same seed gives the same random numbers."""
    shifts, visits = board.worth.shape
    plan = plan_of(board, orders)
    chain = Chain(
        plan=plan,
        saved=plan_of(board, orders),
        touched=np.zeros(shifts, dtype=bool),
        best_order=np.full_like(plan.order, -1),
        number=np.zeros(6, dtype=np.int64),
        visits=np.zeros((3, visits), dtype=np.int64),
        leading=np.zeros((2, shifts)),
        noise=np.ones(visits),
        random=np.random.SeedSequence(seed).generate_state(1, dtype=np.uint64) | np.uint64(1),
    )
    settle(board, chain)
    return chain


def best_orders(chain: Chain) -> list[Order]:
    """The orders of the best plan met."""
    return [[int(v) for v in row if v >= 0] for row in chain.best_order]


@compiled
def settle(board: Board, chain: Chain) -> None:
    """Bring every clock, insertion, list and sum of a chain up to date with its orders, and call them the best."""
    shifts, visits = board.worth.shape
    chain.number[OUTSIDE] = 0
    for v in range(visits):
        chain.visits[SLOT, v] = -1
        if chain.plan.shift_of[v] < 0:
            set_outside(chain, v)
    for s in range(shifts):
        retime(board, chain.plan, s)
        scan_outside(board, chain, s)
    sum_up(board, chain)
    keep_best(chain)


@compiled
def sum_up(board: Board, chain: Chain) -> None:
    """Count the fixed visits of the plan and add its value up."""
    kept = 0
    for v in range(board.visit.shape[1]):
        if board.visit[FIXED, v] == 1 and chain.plan.shift_of[v] >= 0:
            kept += 1
    chain.number[KEPT], chain.number[WORTH] = kept, chain.plan.total[:, VALUE].sum()


@compiled
def keep_best(chain: Chain) -> None:
    """Remember the plan as the best met."""
    chain.number[BEST_KEPT], chain.number[BEST_WORTH] = chain.number[KEPT], chain.number[WORTH]
    for s in range(len(chain.touched)):
        n = chain.plan.total[s, COUNT]
        chain.best_order[s, :n] = chain.plan.order[s, :n]
        chain.best_order[s, n:] = -1


@compiled
def set_outside(chain: Chain, v: int) -> None:
    """List a visit among those outside the plan."""
    chain.visits[SLOT, v] = chain.number[OUTSIDE]
    chain.visits[UNPLACED, chain.number[OUTSIDE]] = v
    chain.number[OUTSIDE] += 1


@compiled
def _set_inside(chain: Chain, v: int) -> None:
    chain.number[OUTSIDE] -= 1
    last = chain.visits[UNPLACED, chain.number[OUTSIDE]]
    chain.visits[UNPLACED, chain.visits[SLOT, v]] = last
    chain.visits[SLOT, last] = chain.visits[SLOT, v]
    chain.visits[SLOT, v] = -1


@compiled
def scan_outside(board: Board, chain: Chain, s: int) -> None:
    """Find the best insertion into a shift of every visit outside the plan."""
    scan(board, chain.plan, s, chain.visits[UNPLACED], chain.number[OUTSIDE])


@compiled
def _copy_row(source: Plan, target: Plan, s: int) -> None:
    used = source.total[s, COUNT] + 2
    target.total[s] = source.total[s]
    target.order[s, :used] = source.order[s, :used]
    target.clock[s, :, :used] = source.clock[s, :, :used]
    target.best[s] = source.best[s]


@compiled
def touch(chain: Chain, s: int) -> None:
    """Save a shift before its first change in a round."""
    if not chain.touched[s]:
        chain.touched[s] = True
        _copy_row(chain.plan, chain.saved, s)


@compiled
def place(board: Board, chain: Chain, s: int, v: int) -> None:
    """Put a visit where its best insertion into the shift is."""
    touch(chain, s)
    put_in(board, chain.plan, s, v)
    _set_inside(chain, v)


@compiled
def undo(chain: Chain) -> None:
    """Put every shift that the round touched back as it was."""
    plan = chain.plan
    for s in range(len(chain.touched)):
        if chain.touched[s]:
            for k in range(plan.total[s, COUNT]):
                plan.shift_of[plan.order[s, k]] = -1
    for s in range(len(chain.touched)):
        if chain.touched[s]:
            _copy_row(chain.saved, plan, s)
            for k in range(plan.total[s, COUNT]):
                plan.shift_of[plan.order[s, k]] = s
    for v in range(len(plan.shift_of)):
        if plan.shift_of[v] < 0 and chain.visits[SLOT, v] < 0:
            set_outside(chain, v)
        elif plan.shift_of[v] >= 0 and chain.visits[SLOT, v] >= 0:
            _set_inside(chain, v)


@compiled
def uniform(random: npt.NDArray[np.uint64]) -> float:
    """The next random number from 0 to below 1, by xorshift64* (Vigna, ACM Trans. Mathematical Software, 2016)."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def below(random: npt.NDArray[np.uint64], n: int) -> int:
    """A random whole number from 0 to below n."""
    return int(uniform(random) * n)
