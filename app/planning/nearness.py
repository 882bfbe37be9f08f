"""How far accounts are from reps: from their homes, or from the middle of where they go."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.method.account import Location
from app.method.rep import Rep
from app.travel.straight_line import straight_line


def seconds_to_reps(
    accounts: Sequence[Location], reps: Sequence[tuple[Rep, Sequence[Location]]]
) -> npt.NDArray[np.int64]:
    """Accounts x reps, in seconds as each rep gets about; he comes with the places he goes to."""
    points = [(location.lat, location.lon) for location in accounts]
    nearest = [_from_anchors(points, _anchors(rep, places), rep) for rep, places in reps]
    return np.array(nearest, dtype=np.int64).reshape(len(reps), len(points)).T


def _from_anchors(
    points: Sequence[tuple[float, float]], anchors: Sequence[tuple[float, float]], rep: Rep
) -> npt.NDArray[np.int64]:
    """To each point from the nearest of the rep's anchors."""
    travel, visits = straight_line([*points, *anchors], rep.travel_mode), np.arange(len(points))
    seconds: npt.NDArray[np.int64] = np.min(
        [travel.seconds(len(points) + n, visits)[0] for n in range(len(anchors))], axis=0
    )
    return seconds


def _anchors(rep: Rep, places: Sequence[Location]) -> tuple[tuple[float, float], tuple[float, float]]:
    home = rep.home.lat, rep.home.lon
    if not places:
        return home, home
    middle = np.median([(location.lat, location.lon) for location in places], axis=0)
    return home, (float(middle[0]), float(middle[1]))
