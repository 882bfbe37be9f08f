"""First plans by insertion: what is promised first, then the most worth for its time."""

import numpy as np

from solver.insertion import NOTHING
from solver.schedule import Timetable
from solver.search.draft import Draft

EXPONENTS = (0.0, 0.5, 1.0, 1.5)


def greedy_drafts(timetable: Timetable) -> list[Draft]:
    """Plans by ratio greedy, best first: each takes the greatest gain / (service + detour)^k for its own k."""
    promised = Draft(timetable)
    place_fixed(promised)
    drafts = [_filled(Draft(timetable, promised.orders), exponent) for exponent in EXPONENTS]
    return sorted(drafts, key=lambda draft: draft.merit, reverse=True)


def place_fixed(draft: Draft) -> None:
    """Place required and locked visits, those with the fewest shifts left to go to first."""
    fixed = draft.timetable.fixed
    while True:
        gains = np.where(fixed[None, :], draft.gains, NOTHING)
        choices = (gains > NOTHING).sum(axis=0)
        if not choices.any():
            return
        fewest = choices[choices > 0].min()
        among = np.where(choices[None, :] == fewest, gains, NOTHING)
        shift, visit = np.unravel_index(among.argmax(), among.shape)
        draft.insert(int(shift), int(visit))


def _filled(draft: Draft, exponent: float) -> Draft:
    service_s = draft.timetable.service_s[None, :]
    while True:
        gains = draft.gains
        worthwhile = gains > 0
        if not worthwhile.any():
            return draft
        time_s = np.maximum(service_s + draft.detours_s, 60).astype(float)
        score = np.where(worthwhile, gains / time_s**exponent, -np.inf)
        shift, visit = np.unravel_index(score.argmax(), score.shape)
        draft.insert(int(shift), int(visit))
