"""What accounts ask of reps in a month: visits, and the driving to be expected for them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.territory import Seconds, TerritoryProblem
from solver.travel import Degrees, Speeds, StraightLine

NEIGHBOURS = 5
_CHUNK = 500  # accounts whose neighbours are looked for at once


@dataclass(frozen=True, slots=True, eq=False)
class Fieldwork:
    """Accounts where they are, each with its visits a month and what one takes."""

    ids: tuple[str, ...]
    lat: Degrees
    lon: Degrees
    visits: npt.NDArray[np.float64]
    service_s: Seconds

    def __post_init__(self) -> None:
        if not self.lat.shape == self.lon.shape == self.visits.shape == self.service_s.shape == (len(self.ids),):
            raise ValueError("Every account has a place, visits a month and a service time.")
        if (self.visits < 0).any() or (self.service_s < 0).any():
            raise ValueError("Visits and service times are not negative.")


@dataclass(frozen=True, slots=True)
class FieldRep:
    """A rep: where his day begins and ends (lat, lon), how he travels, and his field time, a day and a month."""

    id: str
    start: tuple[float, float]
    end: tuple[float, float]
    speeds: Speeds
    day_s: int
    month_s: int
    most_visits: int

    def __post_init__(self) -> None:
        if self.day_s < 0 or self.month_s < 0 or self.most_visits < 0:
            raise ValueError("Field time and visits are not negative.")


def territory_problem(
    work: Fieldwork,
    reps: Sequence[FieldRep],
    owner: Seconds,
    fixed: npt.NDArray[np.bool_],
    change_s: Seconds,
    tolerance: float = 0.05,
) -> TerritoryProblem:
    """The problem of dividing this work.

    To a visit belongs the mean drive from its five nearest accounts, and its part of the way out and back, which the
    visits of a day share. A neighbour who is with somebody else makes the former longer: his part of it is lost.
    """
    near = _nearest(work)
    legs = np.stack([_legs(work, near, rep.speeds) for rep in reps], axis=2)  # accounts x neighbours x reps
    leg_s = legs.mean(axis=1) if near.shape[1] else np.zeros((len(work.ids), len(reps)))
    stems = np.stack([_stems(work, rep) / _visits_a_day(work, leg_s[:, n], rep) for n, rep in enumerate(reps)], axis=1)
    drive_s = np.rint(work.visits[:, None] * stems).astype(np.int64)
    stay_s = np.rint(work.visits[:, None] * (work.service_s[:, None] + leg_s)).astype(np.int64)
    pairs, apart_s = _pairs(near, work.visits * leg_s.mean(axis=1) / max(1, near.shape[1]))
    return TerritoryProblem(
        accounts=work.ids,
        reps=tuple(rep.id for rep in reps),
        load_s=stay_s + drive_s,
        drive_s=drive_s,
        available_s=np.array([rep.month_s for rep in reps], dtype=np.int64),
        owner=owner,
        fixed=fixed,
        change_s=change_s,
        pairs=pairs,
        apart_s=apart_s,
        tolerance=tolerance,
    )


def visit_times(work: Fieldwork, rep: FieldRep) -> tuple[Seconds, Seconds]:
    """What a visit to each account takes of this rep, and how much of that is driving."""
    near = _nearest(work)
    leg_s = _legs(work, near, rep.speeds).mean(axis=1) if near.shape[1] else np.zeros(len(work.ids))
    drive_s = np.rint(leg_s + _stems(work, rep) / _visits_a_day(work, leg_s, rep)).astype(np.int64)
    return work.service_s + drive_s, drive_s


def _nearest(work: Fieldwork) -> Seconds:
    """The nearest others of each account, in a plane that keeps the proportions of the middle; ties go by id."""
    by_id = np.array(sorted(range(len(work.ids)), key=work.ids.__getitem__), dtype=np.int64)
    count = min(NEIGHBOURS, max(0, len(by_id) - 1))
    near = np.zeros((len(by_id), count), dtype=np.int64)
    if not count:
        return near
    north, east = work.lat[by_id], (work.lon * np.cos(np.radians(np.median(work.lat))))[by_id]
    for first in range(0, len(north), _CHUNK):
        part = slice(first, first + _CHUNK)
        # Axis by axis, for summing over an axis of two takes twice as long as all the rest.
        apart = (north[part, None] - north) ** 2
        apart += (east[part, None] - east) ** 2
        apart[np.arange(len(apart)), np.arange(first, first + len(apart))] = np.inf
        near[by_id[first : first + _CHUNK]] = by_id[np.argpartition(apart, count - 1, axis=1)[:, :count]]
    return near


def _legs(work: Fieldwork, near: Seconds, speeds: Speeds) -> npt.NDArray[np.float64]:
    travel = StraightLine(work.lat, work.lon, speeds)
    return travel.legs(np.arange(len(work.ids))[:, None], near).astype(np.float64)


def _stems(work: Fieldwork, rep: FieldRep) -> npt.NDArray[np.float64]:
    """Seconds out to each account and home from it."""
    lat, lon = (np.append(axis, [rep.start[n], rep.end[n]]) for n, axis in enumerate((work.lat, work.lon)))
    travel, accounts = StraightLine(lat, lon, rep.speeds), np.arange(len(work.ids))
    out, home = travel.seconds(len(accounts), accounts)[0], travel.seconds(len(accounts) + 1, accounts)[1]
    both: npt.NDArray[np.float64] = out.astype(np.float64) + home
    return both


def _visits_a_day(work: Fieldwork, leg_s: npt.NDArray[np.float64], rep: FieldRep) -> float:
    """How many usual visits fill his day, at least one."""
    total = float(work.visits.sum())
    usual_s = float(work.visits @ (work.service_s + leg_s)) / total if total else 0.0
    return max(1.0, min(float(rep.most_visits), rep.day_s / max(1.0, usual_s)))


def _pairs(near: Seconds, lost_s: npt.NDArray[np.float64]) -> tuple[Seconds, Seconds]:
    """Each two neighbours once, with what both lose."""
    one = np.repeat(np.arange(len(near)), near.shape[1])
    both = np.sort(np.stack([one, near.ravel()], axis=1), axis=1)
    pairs, which = np.unique(both, axis=0, return_inverse=True)
    apart_s = np.bincount(which.ravel(), lost_s[one], len(pairs))
    return pairs.astype(np.int64), np.rint(apart_s).astype(np.int64)
