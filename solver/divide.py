"""Who has which account for good: hours in balance, little driving, neighbours together, few changes of hands."""

from collections.abc import Sequence

import numpy as np

from solver.search.borders import Terrain, settled
from solver.search.shares import relaxed
from solver.territory import OffBalance, RepShare, Seconds, Territories, TerritoryProblem

AIMED_AT = 0.9  # of the tolerance: what is left makes up for accounts being whole


def divided(problem: TerritoryProblem) -> Territories:
    """Give every account to exactly one rep; the same whatever the order of accounts and reps."""
    accounts = np.array(sorted(range(len(problem.accounts)), key=problem.accounts.__getitem__), dtype=np.int64)
    reps = np.array(sorted(range(len(problem.reps)), key=problem.reps.__getitem__), dtype=np.int64)
    place = np.argsort(accounts)
    owner = np.where(problem.owner < 0, -1, np.argsort(reps)[problem.owner])[accounts]
    load_s = problem.load_s[np.ix_(accounts, reps)]
    cost_s = problem.drive_s[np.ix_(accounts, reps)].copy()
    changes = (owner[:, None] >= 0) & (owner[:, None] != np.arange(len(reps)))
    cost_s += np.where(changes, problem.change_s[accounts][:, None], 0)
    fixed = problem.fixed[accounts]
    available_s = problem.available_s[reps]
    aim = problem.tolerance * AIMED_AT
    relaxation = relaxed(cost_s, load_s, available_s, np.where(fixed, owner, -1), aim)
    bands = _bands(available_s, relaxation.level, aim)
    pairs, apart_s = _in_order(place[problem.pairs], problem.apart_s)
    found = settled(relaxation.nearest, Terrain(~fixed, cost_s, load_s, bands, pairs, apart_s))
    rep_of = reps[found.rep_of][place]
    return Territories(
        rep_of=tuple(rep_of.tolist()),
        shares=tuple(_shares(problem, rep_of, relaxation.level)),
        level=relaxation.level,
        cost_s=found.cost_s,
        bound_s=min(found.cost_s, relaxation.bound_s),
    )


def _in_order(pairs: Seconds, apart_s: Seconds) -> tuple[Seconds, Seconds]:
    """Pairs sorted, so that sums and ties do not depend on the order they came in."""
    low_high = np.sort(pairs.reshape(-1, 2), axis=1)
    order = np.lexsort((apart_s, low_high[:, 1], low_high[:, 0]))
    return low_high[order], apart_s[order]


def _bands(available_s: Seconds, level: float, tolerance: float) -> Seconds:
    """The least and the most that each rep should work (2 x reps)."""
    share = available_s * level
    return np.stack([np.ceil(share * (1 - tolerance)), np.floor(share * (1 + tolerance))]).astype(np.int64)


def _shares(problem: TerritoryProblem, rep_of: Seconds, level: float) -> Sequence[RepShare]:
    bands = _bands(problem.available_s, level, problem.tolerance)
    own_s = problem.load_s[np.arange(len(rep_of)), rep_of]
    shares = []
    for rep, name in enumerate(problem.reps):
        least_s, most_s = bands[:, rep].tolist()
        his = rep_of == rep
        load_s = int(own_s[his].sum())
        off = None
        if load_s > most_s:
            free_s = own_s[his & ~problem.fixed]
            off = OffBalance.NOT_WORTH_IT
            if load_s - int(free_s.sum()) > most_s:
                off = OffBalance.FIXED_ABOVE
            elif load_s - int(free_s.min(initial=load_s)) < least_s:
                off = OffBalance.TOO_LARGE
        elif load_s < least_s:
            could_s = problem.load_s[~his & ~problem.fixed, rep]
            off = OffBalance.NOT_WORTH_IT
            if not len(could_s):
                off = OffBalance.NOTHING_LEFT
            elif load_s + int(could_s.min()) > most_s:
                off = OffBalance.TOO_LARGE
        shares.append(RepShare(name, load_s, least_s, most_s, off))
    return shares
