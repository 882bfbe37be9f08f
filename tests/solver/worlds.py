"""Small named worlds for the solver: places on a line, minutes apart, and days that begin at 09:00."""

from collections.abc import Sequence

import numpy as np

from solver import Group, Lock, Lunch, Problem, Shift, TimeWindow, TravelMatrix, Visit, Weights

DAY_S, HOUR_S, MINUTE_S = 86_400, 3600, 60


def at(hours: float, day: int = 0) -> int:
    """Horizon seconds of an hour of a day: at(9.5) is half past nine on the first."""
    return day * DAY_S + round(hours * HOUR_S)


def window(from_h: float, to_h: float, day: int = 0) -> TimeWindow:
    return TimeWindow(at(from_h, day), at(to_h, day))


def line(minutes: Sequence[int]) -> TravelMatrix:
    """Places along one road, given by their distance in minutes from its beginning; a minute is a kilometre."""
    spot = np.array(minutes)
    away = np.abs(spot[:, None] - spot[None, :])
    return TravelMatrix((away * 60).astype(np.int32), (away * 1000).astype(np.int32))


def visit(
    name: str,
    place: int,
    *,
    prize: int = 2 * HOUR_S,
    service_s: int = HOUR_S,
    windows: Sequence[TimeWindow] = (),
    required: bool = False,
    reps: frozenset[str] | None = None,
    lock: Lock | None = None,
    group: Group | None = None,
    kept_on: str | None = None,
) -> Visit:
    """A visit of an hour worth two, open 09:00 to 17:00 on the first three days unless said."""
    hours = tuple(windows) or tuple(window(9, 17, day) for day in range(3))
    return Visit(name, place, service_s, prize, hours, required, reps, lock, group, kept_on)


def shift(
    day: int = 0,
    *,
    rep: str = "rep",
    place: int = 0,
    hours: tuple[float, float] = (9, 18),
    max_visits: int = 12,
    lunch: Lunch | None = None,
    overtime_s: int = 0,
    night: int | None = None,
) -> Shift:
    """A day of nine hours from and to the first place, without lunch; or to the place of a night away."""
    end, is_away = (place, False) if night is None else (night, True)
    return Shift(f"{rep}/{day}", rep, window(*hours, day), place, end, max_visits, lunch, overtime_s, is_away)


def noon(day: int = 0) -> Lunch:
    """An hour of lunch that begins between 11:30 and 13:30."""
    return Lunch(HOUR_S, window(11.5, 13.5, day))


def problem(
    visits: Sequence[Visit],
    shifts: Sequence[Shift],
    minutes: Sequence[int] = (0, 10, 20, 30, 40, 50),
    weights: Weights | None = None,
) -> Problem:
    """Visits and shifts on the line; home is place 0, and the places stand ten minutes apart unless said."""
    return Problem(tuple(visits), tuple(shifts), line(minutes), weights or Weights())
