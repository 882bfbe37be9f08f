"""How far accounts are from reps: from their homes, or from the middle of where they go."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.method.account import Location
from app.method.rep import Rep, TravelMode
from app.travel.straight_line import straight_line


def seconds_to_reps(
    accounts: Sequence[Location], reps: Sequence[tuple[Rep, Sequence[Location]]]
) -> npt.NDArray[np.int64]:
    """Accounts x reps, in seconds by car; each rep comes with the places he goes to."""
    points = [(location.lat, location.lon) for location in accounts]
    anchors = [anchor for rep, places in reps for anchor in _anchors(rep, places)]
    travel = straight_line([*points, *anchors], TravelMode.CAR)
    visits = np.arange(len(points))
    to_anchor = np.array([travel.seconds(len(points) + n, visits)[0] for n in range(len(anchors))], dtype=np.int64)
    nearest: npt.NDArray[np.int64] = np.minimum(to_anchor[0::2], to_anchor[1::2]).T
    return nearest


def _anchors(rep: Rep, places: Sequence[Location]) -> tuple[tuple[float, float], tuple[float, float]]:
    home = rep.home.lat, rep.home.lon
    if not places:
        return home, home
    middle = np.median([(location.lat, location.lon) for location in places], axis=0)
    return home, (float(middle[0]), float(middle[1]))
