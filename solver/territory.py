"""Who has which account for good: hours in balance, little driving, neighbours together, few changes of hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from solver.search.borders import settled
from solver.search.shares import relaxed

Seconds = npt.NDArray[np.int64]
AIMED_AT = 0.9  # of the tolerance: what is left makes up for accounts being whole


class OffBalance(StrEnum):
    """Why a rep's hours lie outside the tolerance."""

    FIXED_ABOVE = "fixed_above"  # what he keeps in any case is more than his share
    NOTHING_LEFT = "nothing_left"  # he has too little, and all that others have is fixed
    TOO_LARGE = "too_large"  # one account more or less leads past the other side
    NOT_WORTH_IT = "not_worth_it"  # evening out would cost more driving, or changes of hands, than it gains


@dataclass(frozen=True, slots=True, eq=False)
class TerritoryProblem:
    """Accounts and reps by id, in seconds a month.

    `load_s` (accounts x reps) is the work an account gives to a rep, driving included, and `drive_s` the driving in
    it that depends on the rep; `available_s` what each rep can work. `owner` is the index of the rep who has an
    account, -1 without one; a `fixed` one stays with its owner, another that changes hands costs `change_s`.
    `pairs` are neighbours by index, which lose `apart_s` when they are with different reps.
    """

    accounts: tuple[str, ...]
    reps: tuple[str, ...]
    load_s: Seconds
    drive_s: Seconds
    available_s: Seconds
    owner: Seconds
    fixed: npt.NDArray[np.bool_]
    change_s: Seconds
    pairs: Seconds
    apart_s: Seconds
    tolerance: float = 0.05

    def __post_init__(self) -> None:
        accounts, reps = len(self.accounts), len(self.reps)
        if not reps:
            raise ValueError("Accounts are divided among one rep or more.")
        if len(set(self.accounts)) != accounts or len(set(self.reps)) != reps:
            raise ValueError("Every account and every rep has an id of its own.")
        if self.load_s.shape != (accounts, reps) or self.drive_s.shape != (accounts, reps):
            raise ValueError("Loads and drives are given for every account and every rep.")
        if self.available_s.shape != (reps,) or self.pairs.shape != (len(self.apart_s), 2):
            raise ValueError("Each rep has his available seconds, and each pair what it loses apart.")
        if not self.owner.shape == self.fixed.shape == self.change_s.shape == (accounts,):
            raise ValueError("Each account has an owner or -1, may be fixed, and costs something to change.")
        amounts = (self.load_s, self.drive_s, self.available_s, self.change_s, self.apart_s)
        if min(int(amount.min(initial=0)) for amount in amounts) < 0 or (self.drive_s > self.load_s).any():
            raise ValueError("Seconds are not negative, and driving is a part of the load.")
        if not ((self.owner >= -1) & (self.owner < reps)).all() or (self.fixed & (self.owner < 0)).any():
            raise ValueError("An owner is one of the reps, and a fixed account has one.")
        if not ((self.pairs >= 0) & (self.pairs < accounts)).all() or (self.pairs[:, 0] == self.pairs[:, 1]).any():
            raise ValueError("A pair is of two accounts.")
        if not 0 <= self.tolerance < 1:
            raise ValueError("The tolerance is a share, from 0 to below 1.")


@dataclass(frozen=True, slots=True)
class RepShare:
    """One rep's hours: `least_s` to `most_s` is his share within the tolerance; `off` says why it was not met."""

    rep: str
    load_s: int
    least_s: int
    most_s: int
    off: OffBalance | None


@dataclass(frozen=True, slots=True)
class Territories:
    """The rep of each account in the problem's order, each rep's share, and what it costs.

    `level` is the common share of available time. No division costs less than `bound_s`; costs are driving, changes
    of hands, neighbours apart, and half of what is out of balance.
    """

    rep_of: tuple[int, ...]
    shares: tuple[RepShare, ...]
    level: float
    cost_s: int
    bound_s: int


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
    found = settled(relaxation.nearest, ~fixed, cost_s, load_s, bands, pairs, apart_s)
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
