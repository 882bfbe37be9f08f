"""Borders between reps, moved account by account and by exchanges of two while that costs less."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from solver.search.shares import UNEVEN_WEIGHT

Seconds = npt.NDArray[np.int64]
NEAREST_REPS = 3  # who are asked beside those of the neighbours
MOST_PASSES = 60


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """The rep of each account, and what that costs."""

    rep_of: Seconds
    cost_s: int


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """What a division is made on and what it costs, in seconds, for n accounts and r reps."""

    free: npt.NDArray[np.bool_]  # n: which accounts may go elsewhere
    cost_s: Seconds  # n x r
    load_s: Seconds  # n x r: the work an account is for each rep
    bands: Seconds  # 2 x r: the least and the most each should work
    pairs: Seconds  # p x 2: accounts that are neighbours
    apart_s: Seconds  # p: what it costs to give them to two reps


def settled(rep_of: Seconds, terrain: Terrain) -> Settled:
    """From this division to one in which no free account gains by going elsewhere, nor any two by changing places."""
    borders = _Borders(rep_of, terrain)
    for _ in range(MOST_PASSES):
        if not borders.move_all() and not borders.exchange_all():
            break
    return Settled(np.array(borders.rep_of, dtype=np.int64), borders.total_s())


class _Borders:
    def __init__(self, rep_of: Seconds, terrain: Terrain) -> None:
        cost_s, load_s, pairs, apart_s = terrain.cost_s, terrain.load_s, terrain.pairs, terrain.apart_s
        self.rep_of: list[int] = rep_of.tolist()
        self._free = np.flatnonzero(terrain.free)
        self._cost_s, self._load_s = cost_s, load_s
        self._costs: list[list[int]] = cost_s.tolist()
        self._loads: list[list[int]] = load_s.tolist()
        least, most = terrain.bands.tolist()
        self._least: list[int] = least
        self._most: list[int] = most
        self._pairs, self._apart_s = pairs, apart_s
        has_s = np.bincount(rep_of, load_s[np.arange(len(rep_of)), rep_of], load_s.shape[1])
        self._has: list[int] = np.rint(has_s).astype(np.int64).tolist()
        self._neighbours: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (a, b), apart in zip(pairs.tolist(), apart_s.tolist(), strict=True):
            self._neighbours[a].append((b, apart))
            self._neighbours[b].append((a, apart))
        self._nearest = np.argsort(cost_s, axis=1, kind="stable")[:, :NEAREST_REPS].tolist()

    def total_s(self) -> int:
        rep_of = np.array(self.rep_of, dtype=np.int64)
        apart = self._apart_s[rep_of[self._pairs[:, 0]] != rep_of[self._pairs[:, 1]]].sum()
        uneven = sum(self._uneven(rep, has) for rep, has in enumerate(self._has))
        return int(self._cost_s[np.arange(len(rep_of)), rep_of].sum() + apart + uneven)

    def move_all(self) -> bool:
        """Each free account in turn to where it costs least; whether any went."""
        went = False
        for account in self._free.tolist():
            here = self.rep_of[account]
            reps = {self.rep_of[other] for other, _ in self._neighbours[account]} | set(self._nearest[account])
            gain, there = min(((self._move_cost(account, rep), rep) for rep in reps if rep != here), default=(0.0, 0))
            if gain < 0:
                self._go(account, there)
                went = True
        return went

    def exchange_all(self) -> bool:
        """The best exchange between any two reps, while there is one; whether any was made."""
        made = False
        for one, other in combinations(range(len(self._has)), 2):
            while self._exchange(one, other):
                made = True
        return made

    def _exchange(self, one: int, other: int) -> bool:
        rep_of = np.array(self.rep_of, dtype=np.int64)
        mine, theirs = (self._free[rep_of[self._free] == rep] for rep in (one, other))
        if not len(mine) or not len(theirs):
            return False
        leave_s = self._cost_s[mine, other] - self._cost_s[mine, one] + self._pulled(mine, one, other)
        come_s = self._cost_s[theirs, one] - self._cost_s[theirs, other] + self._pulled(theirs, other, one)
        one_s = self._has[one] - self._load_s[mine, one][:, None] + self._load_s[theirs, one][None, :]
        other_s = self._has[other] + self._load_s[mine, other][:, None] - self._load_s[theirs, other][None, :]
        cost = leave_s[:, None] + come_s[None, :] + self._unevens(one, one_s) + self._unevens(other, other_s)
        a, b = (int(n) for n in np.unravel_index(cost.argmin(), cost.shape))
        first, second = int(mine[a]), int(theirs[b])
        before = self._move_cost(first, other)
        self._go(first, other)
        if before + self._move_cost(second, one) < 0:
            self._go(second, one)
            return True
        self._go(first, one)
        return False

    def _pulled(self, accounts: Seconds, here: int, there: int) -> Seconds:
        return np.array([self._apart(account, there) - self._apart(account, here) for account in accounts.tolist()])

    def _apart(self, account: int, rep: int) -> int:
        return sum(apart for other, apart in self._neighbours[account] if self.rep_of[other] != rep)

    def _move_cost(self, account: int, there: int) -> float:
        here = self.rep_of[account]
        costs, loads = self._costs[account], self._loads[account]
        left, joined = self._has[here], self._has[there]
        return (
            costs[there]
            - costs[here]
            + self._apart(account, there)
            - self._apart(account, here)
            + self._uneven(here, left - loads[here])
            - self._uneven(here, left)
            + self._uneven(there, joined + loads[there])
            - self._uneven(there, joined)
        )

    def _go(self, account: int, there: int) -> None:
        here = self.rep_of[account]
        self._has[here] -= self._loads[account][here]
        self._has[there] += self._loads[account][there]
        self.rep_of[account] = there

    def _uneven(self, rep: int, has: int) -> float:
        return UNEVEN_WEIGHT * max(0, has - self._most[rep], self._least[rep] - has)

    def _unevens(self, rep: int, has: Seconds) -> npt.NDArray[np.float64]:
        beyond: Seconds = np.maximum(np.maximum(has - self._most[rep], self._least[rep] - has), 0)
        return UNEVEN_WEIGHT * beyond.astype(np.float64)
