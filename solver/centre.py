"""Where one rep more would live best: of the places of accounts, the one that saves most driving and overload."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from solver.fieldwork import FieldRep, Fieldwork, territory_problem
from solver.search.shares import relaxed

CELLS = 20  # to a side: accounts of a cell are weighed as one
CANDIDATES = 16  # the cells with most work


def best_centre(work: Fieldwork, reps: tuple[FieldRep, ...], joining: FieldRep) -> tuple[float, float] | None:
    """The place (lat, lon) of an account from which the joining rep helps most; None where there is no work.

    Everything is divided anew for it, whoever owns what, in fractions and cell by cell.
    """
    weight = work.visits * work.service_s
    if not weight.sum() > 0:
        return None
    cells, centres = _cells(work, weight)
    nobody = np.full(len(cells.ids), -1, dtype=np.int64)
    costs = []
    for place in centres:
        team = (*reps, replace(joining, start=place, end=place))
        problem = territory_problem(cells, team, nobody, nobody > 0, np.zeros_like(nobody))
        costs.append(relaxed(problem.drive_s, problem.load_s, problem.available_s, nobody, problem.tolerance).bound_s)
    return centres[int(np.argmin(costs))]


def _cells(work: Fieldwork, weight: npt.NDArray[np.float64]) -> tuple[Fieldwork, list[tuple[float, float]]]:
    """The work by cells of a grid, and a place for a home in each of the heaviest."""
    by_id = np.array(sorted(range(len(work.ids)), key=work.ids.__getitem__), dtype=np.int64)
    places = np.stack([work.lat, work.lon], axis=1)[by_id]
    weight, visits = weight[by_id], work.visits[by_id]
    low, side = places.min(axis=0), np.maximum(np.ptp(places, axis=0), 1e-9) / CELLS
    at = np.minimum(((places - low) / side).astype(np.int64), CELLS - 1)
    names, cell = np.unique(at[:, 0] * CELLS + at[:, 1], return_inverse=True)
    cell = cell.ravel()
    heavy = np.bincount(cell, weight)
    total = np.maximum(np.bincount(cell, visits), 1e-9)
    middle = np.stack([np.bincount(cell, weight * places[:, n]) / np.maximum(heavy, 1e-9) for n in (0, 1)], axis=1)
    still = heavy <= 0
    middle[still] = [places[cell == n].mean(axis=0) for n in np.flatnonzero(still)] if still.any() else middle[still]
    cells = Fieldwork(
        tuple(f"{name:04d}" for name in names.tolist()),
        middle[:, 0],
        middle[:, 1],
        total,
        np.rint(heavy / total).astype(np.int64),
    )
    centres = []
    for n in np.argsort(-heavy, kind="stable")[:CANDIDATES].tolist():
        there = np.flatnonzero(cell == n)
        nearest = there[int(((places[there] - middle[n]) ** 2).sum(axis=1).argmin())]
        centres.append((float(places[nearest, 0]), float(places[nearest, 1])))
    return cells, centres
