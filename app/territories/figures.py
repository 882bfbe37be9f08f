"""What a rep's territory comes to: accounts, hours against field hours, and how far it lies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.fieldwork import FieldRep, Fieldwork
from solver.territory import TerritoryProblem
from solver.travel import StraightLine

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one rep: his accounts, their work in a month, and mean drives to them; None where he has none.

    `from_home_s` is from where his day begins, `within_s` from the middle of what he has.
    """

    accounts: int
    load_s: int
    drive_s: int
    from_home_s: int | None
    within_s: int | None


def figures(
    work: Fieldwork, reps: Sequence[FieldRep], problem: TerritoryProblem, rep_of: npt.NDArray[np.int64]
) -> list[Figures]:
    """For each rep in their order; `rep_of` is the index of each account's rep, or NOBODY."""
    return [_figures(work, rep, problem, n, np.flatnonzero(rep_of == n)) for n, rep in enumerate(reps)]


def _figures(work: Fieldwork, rep: FieldRep, problem: TerritoryProblem, n: int, his: npt.NDArray[np.int64]) -> Figures:
    if not len(his):
        return Figures(0, 0, 0, None, None)
    middle = float(np.median(work.lat[his])), float(np.median(work.lon[his]))
    lat, lon = (np.append(axis[his], [rep.start[k], middle[k]]) for k, axis in enumerate((work.lat, work.lon)))
    travel, accounts = StraightLine(lat, lon, rep.speeds), np.arange(len(his))
    from_home, within = (round(float(travel.seconds(len(his) + k, accounts)[0].mean())) for k in (0, 1))
    load_s, drive_s = (int(amount[his, n].sum()) for amount in (problem.load_s, problem.drive_s))
    return Figures(len(his), load_s, drive_s, from_home, within)
