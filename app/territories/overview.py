"""How the work lies today: each rep's territory against his field time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from app.method.settings import MethodSettings
from app.territories.figures import NOBODY, Figures, figures
from app.territories.standing import Standing
from app.territories.workload import field_rep, fieldwork
from solver.fieldwork import territory_problem


@dataclass(frozen=True, slots=True)
class Overview:
    """The standing with the field time and the figures of each of its reps, in their order."""

    stands: Standing
    available_s: Sequence[int]
    figures: Sequence[Figures]


def overview(stands: Standing, settings: MethodSettings, today: date) -> Overview:
    """What each rep has, and what he has time for."""
    if not stands.reps:
        return Overview(stands, (), ())
    fields = [field_rep(rep, today.year, settings) for rep in stands.reps]
    at = {rep.external_id: n for n, rep in enumerate(stands.reps)}
    rep_of = np.array([NOBODY if one.rep_id is None else at[one.rep_id] for one in stands.holdings], dtype=np.int64)
    work = fieldwork(stands.holdings)
    problem = territory_problem(work, fields, rep_of, rep_of > NOBODY, np.zeros_like(rep_of))
    return Overview(stands, tuple(field.month_s for field in fields), tuple(figures(work, fields, problem, rep_of)))
