"""The division of accounts among reps as a problem, and its answer; `solver.divide.divided` finds it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Seconds = npt.NDArray[np.int64]


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
