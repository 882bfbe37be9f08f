"""Judges every engine by the same measure: its orders timed by our timetable, checked by our checker, valued by us."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from solver.bench.instance import Instance, Orders
from solver.check import Rule, Violation, check
from solver.cost import solution_value
from solver.model import Problem, Shift, Visit
from solver.schedule import Timetable
from solver.solution import Reason, Route, Solution, Stop, Unserved
from solver.wide import WideProblem


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plan is worth (hundredths of a second, points of score) and which rules it breaks."""

    value: int
    score: int
    unserved: int
    fixed_missed: int
    violations: tuple[Violation, ...]


def judged(instance: Instance, orders: Orders) -> Verdict:
    """The verdict on an engine's orders. A fixed visit left out counts as a violation, whatever the reason."""
    problem = instance.problem
    served = Counter(visit for order in orders.values() for visit in order)
    violations: list[Violation] = []
    value = 0
    for part, of_part in _parts(problem, orders):
        solution = laid_out(part, of_part)
        value += solution_value(part, solution)
        violations += [found for found in check(part, solution) if found.rule is not Rule.REQUIRED]
    if isinstance(problem, WideProblem):  # a visit that two reps make is twice right to the checker of each
        twice = sorted(visit for visit, times in served.items() if times > 1)
        violations += [Violation(Rule.COUNTED_ONCE, visit, "The visit is made twice.") for visit in twice]
    missed = [visit.id for visit in problem.visits if visit.is_fixed and visit.id not in served]
    violations += [Violation(Rule.REQUIRED, visit, "A fixed visit is left out.") for visit in missed]
    score = sum(instance.scores[visit] for visit in served)
    return Verdict(value, score, len(problem.visits) - len(served), len(missed), tuple(violations))


def laid_out(problem: Problem, orders: Orders) -> Solution:
    """The orders as a solution; one that does not fit is driven straight through, so that the checker names its faults.

    The reason of the visits left out is a placeholder: rivals give none.
    """
    timetable = Timetable(problem)
    visits = {visit.id: index for index, visit in enumerate(problem.visits)}
    shifts = {shift.id: index for index, shift in enumerate(problem.shifts)}
    routes = []
    for name, order in orders.items():
        indices = [visits[visit] for visit in order]
        try:
            routes.append(timetable.route(shifts[name], indices))
        except ValueError:
            routes.append(_driven_through(problem, problem.shifts[shifts[name]], [problem.visits[v] for v in indices]))
    served = {visit for order in orders.values() for visit in order}
    left_out = tuple(Unserved(v.id, Reason.SEARCH_LIMIT) for v in problem.visits if v.id not in served)
    return Solution(tuple(route for route in routes if route.stops), left_out)


def _driven_through(problem: Problem, shift: Shift, order: list[Visit]) -> Route:
    """A route that waits for opening hours and minds nothing else."""
    here, free_s = shift.start_place, shift.window.start_s
    stops = []
    for visit in order:
        arrival_s = free_s + int(problem.travel.duration_s[here, visit.place])
        opens = [window.start_s for window in problem.windows_on(visit, shift) if window.end_s >= arrival_s]
        start_s = max(arrival_s, opens[0]) if opens else arrival_s
        here, free_s = visit.place, start_s + visit.service_s
        stops.append(Stop(visit.id, arrival_s, start_s, free_s))
    return Route(
        shift.id, shift.window.start_s, free_s + int(problem.travel.duration_s[here, shift.end_place]), tuple(stops)
    )


def _parts(problem: Problem | WideProblem, orders: Orders) -> Iterator[tuple[Problem, Orders]]:
    """The problem itself; of a wide one, each rep's shifts with the visits that he makes."""
    if isinstance(problem, Problem):
        yield problem, orders
        return
    visits = {visit.id: visit for visit in problem.visits}
    for rep in sorted({shift.rep for shift in problem.shifts}):
        his = [shift for shift in problem.shifts if shift.rep == rep]
        of_his = {shift.id: orders[shift.id] for shift in his if shift.id in orders}
        made = [visits[visit] for visit in sorted({visit for order in of_his.values() for visit in order})]
        yield replace(problem, shifts=tuple(his)).part(made), of_his
