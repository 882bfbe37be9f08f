"""Reads the files of the benchmark into problems of whole numbers, without rounding anything that the format does not.

Orienteering counts points only. There a prize is the score times a scale at which all travel of all tours together is
worth less than one point, so that shorter ways decide between plans of equal score and nothing else.
"""

import csv
import json
import math
from decimal import Decimal
from pathlib import Path

import numpy as np

from solver.bench.instance import Instance, Kind
from solver.model import DAY_S, Lunch, Problem, Shift, TimeWindow, TravelMatrix, Visit, Weights

# Upper bound and best known value in points. Bounds: the linear programme of a column generation with ng-routes of
# eight visits and the lunch in the label; the best of long runs of several searches. None was found at 600.
KNOWN_WEEKS: dict[str, tuple[float | None, float]] = {
    "week-100-1": (6024.7, 6002.0),
    "week-100-2": (6363.5, 6322.0),
    "week-100-3": (7397.9, 7380.0),
    "week-300-1": (8549.9, 8477.7),
    "week-300-2": (7454.2, 7433.2),
    "week-300-3": (8822.5, 8778.9),
    "week-600-1": (None, 10411.0),
    "week-600-2": (None, 8786.0),
    "week-600-3": (None, 8005.0),
}
PATTERNS = {Kind.WEEKS: "week-*.json", Kind.TOPTW: "*.txt", Kind.TTDP: "t*.txt"}
TTDP_DECIMALS = 2
Point = tuple[Decimal, Decimal]


def names_in(kind: Kind, folder: Path) -> list[str]:
    """The instances in a folder, by name."""
    return sorted(path.stem for path in folder.glob(PATTERNS[kind]) if not path.stem.startswith("format"))


def read_instance(kind: Kind, folder: Path, name: str, m: int | None = None) -> Instance:
    """One instance by its name; `m` is the number of routes, which only TOPTW leaves open."""
    if kind is Kind.WEEKS:
        return read_week(folder / f"{name}.json")
    return read_toptw(folder / f"{name}.txt", m or 1) if kind is Kind.TOPTW else read_ttdp(folder / f"{name}.txt")


def read_week(path: Path) -> Instance:
    """One rep's week. A point of prize is as many seconds as travel of that worth."""
    week = json.loads(path.read_text(encoding="utf-8"))
    point_s = round(1 / week["value_per_travel_s"])
    starts = [day * DAY_S for day in range(week["days"])]
    eats, lunch_s = week["lunch"]["start_window_s"], week["lunch"]["duration_s"]
    shifts = tuple(
        Shift(
            f"day {day}",
            "rep",
            _window(week["shift_s"], start_s),
            0,
            0,
            week["max_visits"],
            Lunch(lunch_s, _window(eats, start_s)),
        )
        for day, start_s in enumerate(starts)
    )
    visits = tuple(
        Visit(
            str(visit["id"]),
            visit["id"],
            visit["service_s"],
            visit["prize"] * point_s,
            tuple(_window(hours, start_s) for start_s, hours in zip(starts, visit["windows_s"], strict=True) if hours),
        )
        for visit in week["visits"]
    )
    duration_s = np.array(week["travel_s"], dtype=np.int32)
    problem = Problem(visits, shifts, TravelMatrix(duration_s, np.zeros_like(duration_s), "file"))
    bound, best = KNOWN_WEEKS.get(path.stem, (None, None))
    scores = {str(visit["id"]): visit["prize"] for visit in week["visits"]}
    return Instance(Kind.WEEKS, path.stem, problem, scores, 100 * point_s, best_known=best, bound_known=bound)


def read_toptw(path: Path, m: int) -> Instance:
    """Team orienteering with time windows: service starts in a customer's window, m routes from and to the depot."""
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    head = {line[0]: line[1] for line in lines if len(line) == 2}
    rows = [line for line in lines if len(line) == 7]
    decimals = int(head["DECIMALS"])
    depot, *customers = rows
    tour = TimeWindow(_scaled(depot[5], decimals), min(_scaled(depot[6], decimals), _scaled(head["TMAX"], decimals)))
    shifts = tuple(Shift(f"route {n}", f"route {n}", tour, 0, 0, len(customers)) for n in range(1, m + 1))
    scores = {row[0]: int(row[4]) for row in customers}
    scale = _scale(tour, m)
    visits = tuple(
        Visit(
            row[0],
            place,
            _scaled(row[3], decimals),
            scores[row[0]] * scale,
            (TimeWindow(_scaled(row[5], decimals), _scaled(row[6], decimals)),),
        )
        for place, row in enumerate(customers, start=1)
    )
    problem = Problem(visits, shifts, _floored([_point(row) for row in rows], decimals), Weights(travel_pct=1))
    best = _best_known(path.parent / "bks.csv", path.stem, m)
    return Instance(Kind.TOPTW, path.stem, problem, scores, 100 * scale, m, best_known=best)


def read_ttdp(path: Path) -> Instance:
    """Tours on consecutive days. Its format gives opening hours per weekday; a visit starts within those of its day.

    So is a window read throughout the orienteering literature (Vansteenwegen et al., Computers & OR 36, 2009): leaving
    after closing time is allowed. A day is counted from the start of its tour, in hundredths of a minute.
    """
    head, hotel, *rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    tours, first_weekday = int(head[1]), int(head[2])
    opens_at, closes_at = (_scaled(text, TTDP_DECIMALS) for text in hotel[5:7])
    shifts = tuple(
        Shift(f"day {n}", "tourist", TimeWindow(n * DAY_S, n * DAY_S + closes_at - opens_at), 0, 0, len(rows))
        for n in range(tours)
    )
    scores = {row[0]: int(row[4]) for row in rows}
    scale = _scale(shifts[0].window, tours)

    def windows(row: list[str]) -> tuple[TimeWindow, ...]:
        """The hours of each tour's weekday, cut to the tour; hours outside it (0 to 0: closed) are none."""
        found = []
        for n in range(tours):
            column = 6 + 2 * ((first_weekday + n) % 7)
            from_at, to_at = (_scaled(text, TTDP_DECIMALS) for text in row[column : column + 2])
            from_at, to_at = max(from_at, opens_at), min(to_at, closes_at)
            if from_at <= to_at:
                found.append(TimeWindow(n * DAY_S + from_at - opens_at, n * DAY_S + to_at - opens_at))
        return tuple(found)

    visits = tuple(
        Visit(row[0], place, _scaled(row[3], TTDP_DECIMALS), scores[row[0]] * scale, windows(row))
        for place, row in enumerate(rows, start=1)
    )
    travel = _floored([_point(row) for row in (hotel, *rows)], TTDP_DECIMALS)
    return Instance(Kind.TTDP, path.stem, Problem(visits, shifts, travel, Weights(travel_pct=1)), scores, 100 * scale)


def _window(hours: list[int], start_s: int) -> TimeWindow:
    return TimeWindow(start_s + hours[0], start_s + hours[1])


def _point(row: list[str]) -> Point:
    return Decimal(row[1]), Decimal(row[2])


def _scale(tour: TimeWindow, tours: int) -> int:
    """Seconds of prize per point: more than all tours can travel, at one per cent of a second each."""
    return tours * (tour.end_s - tour.start_s) // 100 + 1


def _scaled(text: str, decimals: int) -> int:
    scaled = Decimal(text).scaleb(decimals)
    if scaled != int(scaled):
        raise ValueError(f"{text} has more than {decimals} decimals.")
    return int(scaled)


def _floored(points: list[Point], decimals: int) -> TravelMatrix:
    """Euclidean distances rounded down to some decimals, as whole numbers; exact, because no float is involved."""
    finest = max((-int(n.as_tuple().exponent) for point in points for n in point), default=0)
    finest = max(finest, 0)
    grid = [(int(x.scaleb(finest)), int(y.scaleb(finest))) for x, y in points]
    duration = np.zeros((len(grid), len(grid)), dtype=np.int32)
    for a, (ax, ay) in enumerate(grid):
        for b, (bx, by) in enumerate(grid[:a]):
            square = ((ax - bx) ** 2 + (ay - by) ** 2) * 100**decimals // 100**finest
            duration[a, b] = duration[b, a] = math.isqrt(square)
    return TravelMatrix(duration, np.zeros_like(duration), "file")


def _best_known(path: Path, name: str, m: int) -> float | None:
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as lines:
        found = (row for row in csv.DictReader(lines) if row["instance"] == name and int(row["m"]) == m)
        return next((float(row["best_known"]) for row in found), None)
