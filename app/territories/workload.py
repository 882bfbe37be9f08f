"""The accounts of a standing as the solver takes them: visits a month, service, reps with their field time."""

from collections.abc import Sequence

import numpy as np

from app.method.account import Location
from app.method.field_days import field_seconds_of_year
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.territories.standing import Holding
from app.travel.straight_line import SPEEDS
from solver.fieldwork import FieldRep, Fieldwork

MONTHS = 12


def fieldwork(holdings: Sequence[Holding]) -> Fieldwork:
    """What these accounts ask of whoever has them."""
    return Fieldwork(
        tuple(one.external_id for one in holdings),
        np.array([one.location.lat for one in holdings], dtype=np.float64),
        np.array([one.location.lon for one in holdings], dtype=np.float64),
        np.array([one.visits_a_month for one in holdings], dtype=np.float64),
        np.array([one.service_s for one in holdings], dtype=np.int64),
    )


def field_rep(rep: Rep, year: int, settings: MethodSettings) -> FieldRep:
    """The rep's field time: his days of that year less holidays and leave, and of each the shift without lunch."""
    shift_s = rep.end_s - rep.start_s
    day_s = max(0, shift_s - (0 if rep.lunch is None else rep.lunch.duration_s))
    year_s = field_seconds_of_year(rep, year, settings.country)
    return FieldRep(
        id=rep.external_id,
        start=_point(rep.home),
        end=_point(rep.end or rep.home),
        speeds=SPEEDS[rep.travel_mode],
        day_s=day_s,
        month_s=round(year_s * day_s / shift_s / MONTHS),
        most_visits=rep.max_visits,
    )


def _point(location: Location) -> tuple[float, float]:
    return location.lat, location.lon
