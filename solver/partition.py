"""Who takes which visit when nobody is named: nearness, kept in balance."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

MOST_OVER_SHARE = 1.5  # times the team's mean load before a rep counts as full
NEVER = 2**62  # farther than anything


def balanced_nearness(
    distance: npt.NDArray[np.int64], load_s: Sequence[int], taken_s: Sequence[int], capacity_s: Sequence[int]
) -> list[int]:
    """Give each visit to the nearest rep who is not full; returns a rep for each visit.

    Those for whom the second choice would be worst choose first. `distance` is visits x reps, negative where a rep may
    not make a visit, `load_s` the time of each visit, `taken_s` what each rep has already, `capacity_s` what he could
    do (0: takes only what nobody else can). Raises ValueError where nobody may make a visit.
    """
    visits, reps = distance.shape
    if not (distance >= 0).any(axis=1).all():
        raise ValueError("Every visit needs a rep who may make it.")
    ranked = np.sort(np.where(distance < 0, NEVER, distance), axis=1)
    regret = ranked[:, 1] - ranked[:, 0] if reps > 1 else np.zeros(visits, dtype=np.int64)
    total_s = max(1, sum(capacity_s))
    full_at = MOST_OVER_SHARE * (sum(load_s) + sum(taken_s)) / total_s
    taken = list(taken_s)
    chosen = [0] * visits
    for visit in np.argsort(-regret, kind="stable").tolist():
        by_nearness = [rep for rep in np.argsort(distance[visit], kind="stable").tolist() if distance[visit, rep] >= 0]
        able = [rep for rep in by_nearness if capacity_s[rep]] or by_nearness
        free = [rep for rep in able if taken[rep] + load_s[visit] <= full_at * capacity_s[rep]]
        chosen[visit] = (free or able)[0]
        taken[chosen[visit]] += load_s[visit]
    return chosen
