"""Seeded work of our own: one rep's month with visits that come back, and teams of many reps.

Accounts lie in towns and scattered between them; people drive 1.3 times the straight line at 30 km an hour. A point is
worth 120 seconds of rep time. The same name gives the same problem.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from solver.bench.instance import Instance, Kind
from solver.model import DAY_S, Group, Lunch, Shift, TimeWindow, Visit
from solver.travel import Speeds, StraightLine
from solver.wide import WideProblem

POINT_S = 120
NAMES = {
    Kind.MONTHS: ("month-300-1", "month-300-2", "month-300-3"),  # month-<accounts>-<seed>
    Kind.TEAMS: ("10x300", "50x200"),  # <reps>x<accounts of each>, and -<seed> where it is not 1
}
PATTERNS = {Kind.MONTHS: r"month-\d+-\d+", Kind.TEAMS: r"\d+x\d+(-\d+)?"}
REGION_KM = 60.0  # a side of one rep's region
TEAM_SPACING_KM = 40.0  # between homes; regions overlap
TOWNS = 8
SPEEDS = Speeds(((1_000, 30_000),), 1.3, 0)
KM_PER_DEGREE = 111.2
ORIGIN = (48.0, 9.0)
HOUR_S, MINUTE_S = 3600, 60
DAY_HOURS = (8, 17)
HORIZON_DAYS = 28
MONTH_DAYS = tuple(day for day in range(HORIZON_DAYS) if day % 7 < 5)
WEEK_DAYS = MONTH_DAYS[:5]
LUNCH = (11.5, 13.5)
MOST_VISITS = 12
GRADES = ((80, 45), (55, 30), (35, 30), (20, 20))  # points, minutes of service
GRADE_SHARES = (0.15, 0.25, 0.35, 0.25)
HOURS = (((8, 16.5),), ((8, 12),), ((13, 16.5),), ((8, 11.75), (13.25, 16.5)))  # when a visit may begin
HOURS_SHARES = (0.5, 0.2, 0.15, 0.15)
SHUT_SHARE = 0.3  # of accounts shut one weekday
SHORT_INTERVALS, LONG_INTERVALS = (7, 14, 28), (30, 45, 90)  # days; a quarter of accounts have a short one
REPEAT_WORTH = 0.95  # of the visit before
PROMISED = 1000  # points
SHARED = 0.1  # of a rep's accounts, with the neighbour
Km = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Account:
    """What is drawn of one account, before it becomes one or several visits."""

    points: int
    service_s: int
    hours: tuple[tuple[float, float], ...]
    shut_on: int  # a weekday, or 7: none


def is_name(kind: Kind, name: str) -> bool:
    """Whether a name tells size and seed of something to generate; any numbers will do."""
    return re.fullmatch(PATTERNS[kind], name) is not None


def gap_days(interval: int) -> int:
    """The least days between two visits of an account that is due every so many: seven tenths of them."""
    return math.ceil(0.7 * interval)


def month(name: str) -> Instance:
    """One rep's four weeks. Every account visited once, or as often as its interval fits, those visits kept apart.

    One account a day on eight days is promised a quarter of an hour; each such promise can be kept.
    """
    accounts, seed = (int(part) for part in name.split("-")[1:])
    rng = np.random.default_rng(seed)
    spots = _spots(rng, np.zeros(2), accounts)
    visits: list[Visit] = []
    single: list[int] = []
    for place, account in enumerate(_accounts(rng, accounts), start=1):
        short = place % 4 == 0
        interval = int(rng.choice(SHORT_INTERVALS if short else LONG_INTERVALS))
        times = max(1, HORIZON_DAYS // interval)
        group = Group(f"account {place}", gap_days(interval)) if times > 1 else None
        if group is None and not short:
            single.append(len(visits))
        visits += [_visit(f"{place}.{n}", place, account, MONTH_DAYS, n, group) for n in range(times)]
    promised_days = rng.choice(MONTH_DAYS, min(8, len(single)), replace=False)
    for index, day in zip(rng.choice(single, len(promised_days), replace=False), promised_days, strict=True):
        visits[index] = _promised(rng, visits[index], int(day))
    shifts = tuple(_shift("rep", day, 0) for day in MONTH_DAYS)
    problem = WideProblem(tuple(visits), shifts, _travel(np.vstack([np.zeros((1, 2)), spots])))
    return _instance(Kind.MONTHS, name, problem, one_matrix=True)


def team(name: str) -> Instance:
    """A week of many reps whose homes stand on a rough grid. A tenth of each one's accounts may be seen by a neighbour.

    Those are the ones to which the neighbour's way is the least longer. Two accounts a rep are promised, as in a month.
    """
    size, _, seed = name.partition("-")
    reps, accounts = (int(part) for part in size.split("x"))
    rng = np.random.default_rng(int(seed or 1))
    across = math.ceil(math.sqrt(reps))
    grid = np.array([divmod(n, across) for n in range(reps)], dtype=np.float64)
    homes = TEAM_SPACING_KM * grid + rng.normal(0, TEAM_SPACING_KM / 8, (reps, 2))
    names = [f"rep {n + 1}" for n in range(reps)]
    spots = np.vstack([_spots(rng, home, accounts) for home in homes])
    visits: list[Visit] = []
    for rep in range(reps):
        first = len(visits)
        neighbour = _neighbours(homes, rep, spots[first : first + accounts])
        days = rng.choice(WEEK_DAYS, 2, replace=False)
        for n, account in enumerate(_accounts(rng, accounts)):
            allowed = {names[rep]} | ({names[neighbour[n]]} if n in neighbour else set())
            visit = replace(_visit(f"{names[rep]}.{n}", reps + first + n, account, WEEK_DAYS), reps=frozenset(allowed))
            visits.append(visit)
        own = [first + n for n in range(accounts) if n not in neighbour]
        for index, day in zip(rng.choice(own, min(2, len(own)), replace=False), days, strict=False):
            visits[index] = _promised(rng, visits[index], int(day))
    shifts = tuple(_shift(names[rep], day, rep) for rep in range(reps) for day in WEEK_DAYS)
    problem = WideProblem(tuple(visits), shifts, _travel(np.vstack([homes, spots])))
    return _instance(Kind.TEAMS, name, problem, one_matrix=False)


def _accounts(rng: np.random.Generator, count: int) -> list[Account]:
    grades = rng.choice(len(GRADES), count, p=GRADE_SHARES)
    hours = rng.choice(len(HOURS), count, p=HOURS_SHARES)
    shut = np.where(rng.random(count) < SHUT_SHARE, rng.integers(0, 5, count), 7)
    factor = rng.uniform(0.8, 1.2, count)
    return [
        Account(round(GRADES[grade][0] * factor[n]), GRADES[grade][1] * MINUTE_S, HOURS[hours[n]], int(shut[n]))
        for n, grade in enumerate(grades)
    ]


def _visit(
    name: str, place: int, account: Account, days: Sequence[int], repeat: int = 0, group: Group | None = None
) -> Visit:
    windows = tuple(
        TimeWindow(day * DAY_S + round(from_h * HOUR_S), day * DAY_S + round(to_h * HOUR_S))
        for day in days
        if day % 7 != account.shut_on
        for from_h, to_h in account.hours
    )
    points = round(account.points * REPEAT_WORTH**repeat)
    return Visit(name, place, account.service_s, points * POINT_S, windows, group=group)


def _promised(rng: np.random.Generator, visit: Visit, day: int) -> Visit:
    """Required, within a quarter of an hour between ten and two on that day: from anywhere there is a way home in time.

    Its prize is beyond any other, so that whoever breaks the promise does not look better for it.
    """
    start_s = day * DAY_S + 10 * HOUR_S + int(rng.integers(0, 16)) * 15 * MINUTE_S
    window = TimeWindow(start_s, start_s + 15 * MINUTE_S)
    return replace(visit, prize=PROMISED * POINT_S, windows=(window,), required=True)


def _shift(rep: str, day: int, home: int) -> Shift:
    start_s, (from_h, to_h) = day * DAY_S, DAY_HOURS
    eats = TimeWindow(start_s + round(LUNCH[0] * HOUR_S), start_s + round(LUNCH[1] * HOUR_S))
    hours = TimeWindow(start_s + from_h * HOUR_S, start_s + to_h * HOUR_S)
    return Shift(f"{rep}/{day}", rep, hours, home, home, MOST_VISITS, Lunch(HOUR_S, eats))


def _spots(rng: np.random.Generator, centre: Km, count: int) -> Km:
    """Three of four accounts in a town, the others anywhere in the region."""
    towns = rng.uniform(-REGION_KM / 2, REGION_KM / 2, (TOWNS, 2))
    in_town = towns[rng.integers(0, TOWNS, count)] + rng.normal(0, 2.5, (count, 2))
    anywhere = rng.uniform(-REGION_KM / 2, REGION_KM / 2, (count, 2))
    spots: Km = centre + np.where(rng.random(count)[:, None] < 0.75, in_town, anywhere)
    return spots


def _neighbours(homes: Km, rep: int, spots: Km) -> dict[int, int]:
    """The accounts that a rep shares, and with whom."""
    if len(homes) == 1:
        return {}
    away = np.hypot(*(spots[:, None, :] - homes[None, :, :]).transpose(2, 0, 1))
    own = away[:, rep].copy()
    away[:, rep] = np.inf
    nearest = away.argmin(axis=1)
    shared = np.argsort(away.min(axis=1) - own, kind="stable")[: round(SHARED * len(spots))]
    return {int(n): int(nearest[n]) for n in shared}


def _travel(km: Km) -> StraightLine:
    lat = ORIGIN[0] + km[:, 1] / KM_PER_DEGREE
    lon = ORIGIN[1] + km[:, 0] / (KM_PER_DEGREE * math.cos(math.radians(ORIGIN[0])))
    return StraightLine(lat, lon, SPEEDS)


def _instance(kind: Kind, name: str, problem: WideProblem, *, one_matrix: bool) -> Instance:
    scores = {visit.id: visit.prize // POINT_S for visit in problem.visits}
    return Instance(kind, name, problem.part(problem.visits) if one_matrix else problem, scores, 100 * POINT_S)
