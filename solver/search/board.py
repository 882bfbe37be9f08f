"""A problem and a plan as a few plain arrays, the form that compiled code works on.

Few, because numba passes every array of a tuple on at every call, and takes its time to compile that; nearly all of
64 bits, because it compiles a function anew for every mixture of widths.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from solver.schedule import NEVER, Moments, Order, Timetable

Ints = npt.NDArray[np.int32]

FROM_START, TO_END = range(2)  # rows of `ends_s`
ON, BACK = range(2)  # of `drive_s`: from a visit to another, and from the other to it
OPENS, CLOSES = range(2)  # of `window_s`
SERVICE, FIXED, GROUP = range(3)  # of `visit`
GAP_DAYS, FIRST_MEMBER = range(2)  # columns of `group`
START, END, LATEST, LUNCH_FROM, LUNCH_TO, LUNCH_LENGTH, STRAIGHT, MOST, DAY, PER_TRAVEL, PER_OVERTIME = range(11)

COUNT, VALUE, RETURN, ROOM = range(4)  # columns of `total`
LEFT_BEFORE, LEFT_AFTER, LATE_BEFORE, LATE_AFTER, LEG = range(5)  # rows of `clock`; before and after lunch
GAIN, DETOUR, POSITION = range(3)  # rows of `best`

ALONE = 2**30  # the gap of a group of which only one visit is made
NEIGHBOURS = 40


class Board(NamedTuple):
    """What does not change: S shifts, V visits, W windows; in seconds, and worth in hundredths of a second."""

    ends_s: Ints  # S x 2 x V: the drives between home and each visit
    drive_s: Ints  # 2 x V x V: a visit's drives, so that both directions lie in rows of its own
    window_s: Moments  # S x 2 x V x W: -1 closes a window that is not there
    worth: Moments  # S x V
    shift: Moments  # S x 11: see START to PER_OVERTIME; no lunch is -1, STRAIGHT is what an empty shift drives
    visit: Moments  # 3 x V: group -1 where there is none
    group: Moments  # one row more than there are groups
    members: Moments  # visits, group by group
    near: Moments  # V x K: other visits, nearest first


def board_of(timetable: Timetable) -> Board:
    """Lay a problem out for compiled code."""
    shifts, visits = len(timetable.shifts), len(timetable.place)
    travel = timetable.travel.astype(np.int32)
    start = np.array([s.start_place for s in timetable.shifts], dtype=np.int64)
    end = np.array([s.end_place for s in timetable.shifts], dtype=np.int64)
    between = travel[np.ix_(timetable.place, timetable.place)]
    ends = np.stack([travel[np.ix_(start, timetable.place)], travel[np.ix_(timetable.place, end)].T], axis=1)
    width = max([1, *(opens.shape[1] for opens in timetable.opens)])
    window = np.full((shifts, 2, visits, width), -1, dtype=np.int64)
    window[:, OPENS] = NEVER
    for s in range(shifts):
        window[s, OPENS, :, : timetable.opens[s].shape[1]] = timetable.opens[s]
        window[s, CLOSES, :, : timetable.closes[s].shape[1]] = timetable.closes[s]
    number = np.full(visits, -1, dtype=np.int64)
    for n, tied in enumerate(timetable.groups):
        number[tied.visits] = n
    sizes = [len(tied.visits) for tied in timetable.groups]
    gaps = [ALONE if tied.gap_days is None else tied.gap_days for tied in timetable.groups]
    return Board(
        ends_s=np.ascontiguousarray(ends),
        drive_s=np.ascontiguousarray(np.stack([between, between.T])),
        window_s=window,
        worth=np.ascontiguousarray(timetable.worth),
        shift=np.array([_numbers(timetable, s) for s in range(shifts)], dtype=np.int64).reshape(shifts, 11),
        visit=np.stack([timetable.service_s, timetable.fixed.astype(np.int64), number]),
        group=np.array([[*gaps, 0], np.cumsum([0, *sizes])], dtype=np.int64).T.copy(),
        members=np.array([v for tied in timetable.groups for v in tied.visits], dtype=np.int64),
        near=_nearest(between),
    )


def _numbers(timetable: Timetable, shift: int) -> tuple[int, ...]:
    s, weights = timetable.shifts[shift], timetable.problem.weights
    lunch = (-1, -1, -1) if s.lunch is None else (s.lunch.window.start_s, s.lunch.window.end_s, s.lunch.duration_s)
    hours = (s.window.start_s, s.window.end_s, s.latest_end_s)
    most = min(s.max_visits, len(timetable.place))
    return (*hours, *lunch, timetable.travel_of(shift, []), most, s.day, weights.travel_pct, weights.overtime_pct)


def _nearest(between: Ints) -> Moments:
    visits = len(between)
    kept = min(NEIGHBOURS, max(0, visits - 1))
    if not kept:
        return np.zeros((visits, 0), dtype=np.int64)
    both_ways = between.astype(np.int64) + between.T
    np.fill_diagonal(both_ways, 2**62)
    near = np.argpartition(both_ways, kept - 1, axis=1)[:, :kept]
    by_distance = np.take_along_axis(both_ways, near, axis=1).argsort(axis=1, kind="stable")
    return np.take_along_axis(near, by_distance, axis=1)


class Plan(NamedTuple):
    """What changes: the orders, their clocks, and the best insertion of every visit outside the plan on every shift."""

    order: Moments  # S x L: visits in driving order, as many as COUNT says
    shift_of: Moments  # V: -1 outside the plan
    total: Moments  # S x 4; ROOM is the longest stretch between two positions
    clock: Moments  # S x 5 x L: by position, home first: departures, latest arrivals, drives to the next position
    best: Moments  # S x 3 x V: gain in hundredths or NOTHING, extra travel, position


def plan_of(board: Board, orders: Sequence[Order]) -> Plan:
    """Arrays for the given orders; clocks and insertions are filled in by `chain.settle`."""
    shifts, visits = board.worth.shape
    positions = 2 + max([0, *board.shift[:, MOST].tolist()])
    plan = Plan(
        order=np.full((shifts, positions), -1, dtype=np.int64),
        shift_of=np.full(visits, -1, dtype=np.int64),
        total=np.zeros((shifts, 4), dtype=np.int64),
        clock=np.zeros((shifts, 5, positions), dtype=np.int64),
        best=np.zeros((shifts, 3, visits), dtype=np.int64),
    )
    for shift, stops in enumerate(orders):
        plan.order[shift, : len(stops)] = stops
        plan.shift_of[stops] = shift
        plan.total[shift, COUNT] = len(stops)
    return plan
