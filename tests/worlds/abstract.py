"""Problems for the solver's children: visits along one road, worth far more than the way."""

import numpy as np

from solver import Lunch, Shift, Speeds, StraightLine, TimeWindow, Visit, WideProblem

DAY_S, HOUR_S = 86_400, 3600
SPEEDS = Speeds(((1_000_000, 30_000),), 1.3, 60)


def line_problem(visits: int, *, days: int = 5, far: int = 0, prize: int = 6 * HOUR_S) -> WideProblem:
    """So many visits of half an hour, some hundred metres apart; `far` more are a thousand kilometres away.

    The last place is home, with a shift of nine hours on each day and an hour of lunch.
    """
    lat = [30.2 + 0.005 * n for n in range(visits)] + [40.0] * far + [30.2]
    open_ = tuple(TimeWindow(day * DAY_S + 9 * HOUR_S, day * DAY_S + 17 * HOUR_S) for day in range(days))
    home = visits + far
    return WideProblem(
        tuple(Visit(f"v{n:04}", n, HOUR_S // 2, prize + n, open_) for n in range(home)),
        tuple(_shift(day, home) for day in range(days)),
        StraightLine(np.array(lat), np.full(home + 1, 120.2), SPEEDS),
    )


def _shift(day: int, home: int) -> Shift:
    midnight_s = day * DAY_S
    noon = TimeWindow(midnight_s + 11 * HOUR_S, midnight_s + 13 * HOUR_S)
    hours = TimeWindow(midnight_s + 9 * HOUR_S, midnight_s + 18 * HOUR_S)
    return Shift(f"d{day}", "rep", hours, home, home, 12, Lunch(HOUR_S, noon))
