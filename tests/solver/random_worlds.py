"""Random small problems with every feature of the model switched on, and none of them nice."""

import random
from dataclasses import replace

import numpy as np

from solver import Group, Lock, Lunch, Problem, Shift, TimeWindow, Traffic, TravelMatrix, Visit, Weights
from solver.schedule import Timetable

DAY_S = 86_400


def random_problem(seed: int, *, distinct_travel: bool = False) -> Problem:
    """Up to 3 reps, 3 days and 14 visits; travel is lopsided and knows no triangle inequality.

    With `distinct_travel` no two legs and no two services take equally long, so that no two orders time alike.
    """
    rng = random.Random(seed)
    visits, reps, days = rng.randint(0, 14), rng.randint(1, 3), rng.randint(1, 3)
    travel = _travel(rng, visits + 2 * reps, distinct_travel)
    shifts = [
        _shift(rng, f"rep{rep}", day, visits + 2 * rep, visits + 2 * rep + rng.randint(0, 1), travel)
        for rep in range(reps)
        for day in range(days)
        if rng.random() < 0.9
    ]
    drawn = [_visit(rng, n, days, reps, shifts, distinct_travel) for n in range(visits)]
    return Problem(
        tuple(_kept(rng, visit, shifts) for visit in _grouped(rng, drawn)),
        tuple(shifts),
        travel,
        Weights(rng.choice([0, 50, 100, 250]), rng.choice([100, 300]), rng.choice([0, 0, 45, 900, 6000])),
    )


def random_plan(world: Problem, seed: int) -> list[list[int]]:
    """A feasible plan without sense, as visits by index on each shift: taken in any order, put wherever they fit."""
    rng, timetable = random.Random(seed), Timetable(world)
    plan: list[list[int]] = [[] for _ in world.shifts]
    for index in rng.sample(range(len(world.visits)), len(world.visits)):
        group = world.visits[index].group
        for n in rng.sample(range(len(plan)), len(plan)):
            day, position = world.shifts[n].day, rng.randint(0, len(plan[n]))
            made = [(v, shift.day) for shift, order in zip(world.shifts, plan, strict=True) for v in order]
            siblings = [other for v, other in made if group is not None and world.visits[v].group == group]
            longer = [*plan[n][:position], index, *plan[n][position:]]
            is_apart = group is None or all(group.agree(day, other) for other in siblings)
            if timetable.windows[n][index] and is_apart and timetable.return_of(n, longer) is not None:
                plan[n] = longer
                break
    return plan


def slowed(world: Problem, seed: int) -> Problem:
    """The same with rush hours of its own on each shift; nobody is away for the night."""
    rng = random.Random(seed)
    jams = [Traffic(tuple(rng.choice([20, 35, 60, 100, 100]) for _ in range(24))) for _ in world.shifts]
    shifts = (replace(s, traffic=jam, overnight=False) for s, jam in zip(world.shifts, jams, strict=True))
    return replace(world, shifts=tuple(shifts))


def _shift(rng: random.Random, rep: str, day: int, start: int, end: int, travel: TravelMatrix) -> Shift:
    from_h, hours = rng.choice([(8, 8), (8, 9), (9, 4), (9, 8), (9, 9), (13, 4), (13, 8), (20, 13)])  # or all night
    from_s = day * DAY_S + from_h * 3600
    to_s = from_s + hours * 3600
    lunch = None
    if rng.random() < 0.7:
        duration_s = rng.choice([1800, 3600])
        first_s = rng.randint(from_s, to_s - duration_s)
        lunch = Lunch(duration_s, TimeWindow(first_s, rng.randint(first_s, to_s - duration_s)))
    overtime_s = rng.choice([0, 0, 1800, 7200])
    most = rng.choice([0, 1, 2, 4, 12, 12])
    shift = Shift(f"{rep}/{day}", rep, TimeWindow(from_s, to_s), start, end, most, lunch, overtime_s)
    there_s = int(travel.duration_s[start, end]) + (lunch.duration_s if lunch else 0)
    return replace(shift, overnight=rng.random() < 0.3 and from_s + there_s <= shift.latest_end_s)


def _visit(rng: random.Random, n: int, days: int, reps: int, shifts: list[Shift], distinct: bool) -> Visit:
    windows = []
    for day in range(days):
        cuts = sorted(rng.sample(range(7 * 60, 20 * 60), 2 * rng.choice([0, 1, 1, 1, 2])))
        windows += [
            TimeWindow(day * DAY_S + a * 60, day * DAY_S + b * 60) for a, b in zip(cuts[::2], cuts[1::2], strict=True)
        ]
    lock = None
    if shifts and rng.random() < 0.12:
        shift = rng.choice(shifts)
        at_s = rng.randint(shift.window.start_s, shift.window.end_s)
        lock = Lock(shift.id, rng.choice([None, at_s]))
    if rng.random() < 0.2 and windows:  # an appointment
        window = rng.choice(windows)
        windows = [TimeWindow(window.start_s, window.start_s)]
    allowed = frozenset(f"rep{r}" for r in range(reps) if rng.random() < 0.6) if rng.random() < 0.4 else None
    return Visit(
        f"v{n:02}",
        n,
        1201 + 67 * n if distinct else rng.choice([0, 600, 1800, 2700, 7200]),
        rng.choice([0, 300, 1800, 5000, 20_000]),
        tuple(windows),
        rng.random() < 0.2,
        allowed,
        lock,
    )


def _grouped(rng: random.Random, visits: list[Visit]) -> list[Visit]:
    """Some of the visits tied together: alternatives to each other, or repeats a day or two apart."""
    strangers = list(range(len(visits)))
    rng.shuffle(strangers)
    for n in range(rng.choice([0, 1, 2, 3])):
        group = Group(f"g{n}", rng.choice([None, 1, 2]))
        for _ in range(min(len(strangers), rng.randint(1, 4))):
            visit = strangers.pop()
            visits[visit] = replace(visits[visit], group=group)
    return visits


def _kept(rng: random.Random, visit: Visit, shifts: list[Shift]) -> Visit:
    """Perhaps with the shift of an earlier plan, which may be gone."""
    return replace(visit, kept_on=rng.choice([None, "gone/9", *(shift.id for shift in shifts)]))


def _travel(rng: random.Random, places: int, distinct: bool) -> TravelMatrix:
    if distinct:
        seconds = rng.sample(range(61, 3661), places * places)
        duration_s = np.array(seconds, dtype=np.int32).reshape(places, places)
        np.fill_diagonal(duration_s, 0)
        return TravelMatrix(duration_s, duration_s * 9)
    duration_s = np.array(
        [[0 if a == b else rng.choice([0, 60, 333, 901, 2400, 9000]) for b in range(places)] for a in range(places)],
        dtype=np.int32,
    ).reshape(places, places)
    return TravelMatrix(duration_s, duration_s * 9)
