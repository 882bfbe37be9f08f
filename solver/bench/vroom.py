"""VROOM (https://github.com/VROOM-Project/vroom) by pyvroom: the most priority first, then the shortest way."""

import math

from solver.bench.engine import Engine, cores, plain, rival
from solver.bench.instance import Orders
from solver.bench.judge import laid_out
from solver.bench.teams import rep_by_rep
from solver.cost import solution_value
from solver.model import Problem

EXPLORATION = 5  # its most thorough level
MOST_PRIORITY = 100
PARTS = (3, 10)  # of a point, tried one after the other where points do not fit its scale; both walls count


def engine() -> Engine:
    """MissingRival where it is not installed."""
    rival("vroom")
    return Engine("vroom", plan, rep_by_rep(plan), plain, keeps_time=False, draws_lots=False)


def plan(problem: Problem, time_s: float, seed: int) -> Orders:
    """The plan of more value of those by each scale of priorities. Knows neither time limit nor seed."""
    tried = [_solved(problem, priorities) for priorities in scales(problem)]
    return max(tried, key=lambda orders: solution_value(problem, laid_out(problem, orders)))


def scales(problem: Problem) -> list[list[int]]:
    """The visits' priorities: their points as they are where all fit, else a third and a tenth, cut at the most.

    A point is the greatest common divisor of all prizes. What is fixed has the most priority.
    """
    point_s = math.gcd(*(visit.prize for visit in problem.visits)) or 1
    most = max((visit.prize // point_s for visit in problem.visits), default=0)
    parts = (1,) if most <= MOST_PRIORITY else PARTS
    return [
        [
            MOST_PRIORITY if visit.is_fixed else min(MOST_PRIORITY, round(visit.prize / point_s / part))
            for visit in problem.visits
        ]
        for part in parts
    ]


def _solved(problem: Problem, priorities: list[int]) -> Orders:
    vroom = rival("vroom")
    work = vroom.Input()
    work.set_durations_matrix("car", problem.travel.duration_s)
    for number, shift in enumerate(problem.shifts):
        lunch = shift.lunch
        breaks = [vroom.Break(number, [[lunch.window.start_s, lunch.window.end_s]], lunch.duration_s)] if lunch else []
        work.add_vehicle(
            vroom.Vehicle(
                number,
                start=shift.start_place,
                end=shift.end_place,
                time_window=[shift.window.start_s, shift.window.end_s],
                breaks=breaks,
                max_tasks=shift.max_visits,
            )
        )
    for number, (visit, priority) in enumerate(zip(problem.visits, priorities, strict=True)):
        if visit.windows:
            work.add_job(
                vroom.Job(
                    number,
                    visit.place,
                    default_service=visit.service_s,
                    priority=priority,
                    time_windows=[[window.start_s, window.end_s] for window in visit.windows],
                )
            )
    steps = work.solve(exploration_level=EXPLORATION, nb_threads=cores()).routes
    jobs = steps[steps["type"] == "job"]
    orders: dict[str, list[str]] = {}
    for vehicle, job in zip(jobs["vehicle_id"], jobs["id"], strict=True):
        orders.setdefault(problem.shifts[int(vehicle)].id, []).append(problem.visits[int(job)].id)
    return orders
