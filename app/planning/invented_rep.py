"""The rep of a list that came without reps: one, Monday to Friday, starting amid the accounts."""

from collections.abc import Sequence

import numpy as np

from app.method.account import Account, Location
from app.method.rep import Rep
from app.planning.week_plan import Note


def rep_amid(accounts: Sequence[Account]) -> tuple[Rep, Note] | None:
    """A rep at the account nearest to the median point, and the note that says so; None where nobody is located.

    The median point itself may lie in a lake, or between two continents.
    """
    located = [(a.name, a.location) for a in sorted(accounts, key=lambda a: a.external_id) if a.location is not None]
    if not located:
        return None
    degrees = np.array([(location.lat, location.lon) for _, location in located])
    middle = np.median(degrees, axis=0)
    shrink = np.array([1.0, np.cos(np.radians(middle[0]))])  # a degree of longitude is shorter up north
    nearest = int((((degrees - middle) * shrink) ** 2).sum(axis=1).argmin())
    name, location = located[nearest]
    rep = Rep("rep", "Rep", Location.wgs84(location.lat, location.lon))
    params = {"lat": f"{middle[0]:.4f}", "lon": f"{middle[1]:.4f}", "name": name}
    return rep, Note("INVENTED_REP", params)
