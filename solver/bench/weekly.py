"""Week after week, the rival of a plan for the whole month: the same engine, which never looks beyond Friday."""

from collections import defaultdict
from dataclasses import replace

from solver.bench.instance import Orders
from solver.bench.ours import plan
from solver.model import DAY_S, Problem, TimeWindow, Visit

Made = dict[str, list[int]]  # the days on which visits of a group are made


def plan_week_after_week(problem: Problem, time_s: float, seed: int) -> Orders:
    """Each week planned alone with an equal share of the time, its days closed to what came too soon before."""
    weeks = sorted({shift.day // 7 for shift in problem.shifts})
    orders: dict[str, list[str]] = {}
    made: Made = defaultdict(list)
    for week in weeks:
        done = {visit for order in orders.values() for visit in order}
        part = the_week(problem, week, done, made)
        days = {shift.id: shift.day for shift in part.shifts}
        groups = {visit.id: visit.group.id for visit in part.visits if visit.group}
        for shift, order in plan(part, time_s / len(weeks), seed).items():
            orders[shift] = list(order)
            for visit in order:
                if visit in groups:
                    made[groups[visit]].append(days[shift])
    return orders


def the_week(problem: Problem, week: int, done: set[str], made: Made) -> Problem:
    """One week's shifts, and the visits still to make that are open on them and not too near to one made."""
    shifts = tuple(shift for shift in problem.shifts if shift.day // 7 == week)

    def windows(visit: Visit) -> tuple[TimeWindow, ...]:
        days = made[visit.group.id] if visit.group else []
        return tuple(
            window
            for window in visit.windows
            if window.start_s // DAY_S // 7 == week
            and (visit.group is None or all(visit.group.agree(window.start_s // DAY_S, day) for day in days))
        )

    open_ones = (replace(visit, windows=windows(visit)) for visit in problem.visits if visit.id not in done)
    return replace(problem, visits=tuple(visit for visit in open_ones if visit.windows), shifts=shifts)
