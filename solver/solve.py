"""solve(): a problem in, the best plan found in, with a reason for every visit left out."""

from collections.abc import Callable, Sequence

from solver.explain import explain
from solver.limits import Halted, Limit, Stopwatch, never
from solver.model import Problem
from solver.result import Incumbent, Result, Status
from solver.search.draft import Draft
from solver.search.portfolio import Portfolio
from solver.search.turns import in_turn
from solver.solution import Solution


def solve(
    problem: Problem,
    limit: Limit,
    *,
    seed: int = 0,
    initial: Solution | None = None,
    on_incumbent: Callable[[Incumbent], None] | None = None,
    cores: int = 1,
    halted: Halted = never,
) -> Result:
    """Find a good plan within the limit, and the reason for every visit that is not in it.

    Under `limit.iterations` the same problem and seed give the same plan, whatever the order of its visits and shifts
    and the number of cores; under a time limit they do not.

    Parameters
    ----------
    problem : the visits, shifts, travel and weights.
    limit : when to stop; reasons and the last polish are counted in.
    seed : 0 or more.
    initial : a plan to start from; orders that no longer fit are shortened. Where keeping has a worth
        (`Weights.keep_s`) and the plan still fits and nothing gains, it is the answer, unchanged.
    on_incumbent : told of every better plan while the search goes on.
    cores : how many the search may use at once.
    halted : where it says so, the search ends within seconds with the best plan so far and its reasons.
    """
    watch = Stopwatch()
    ordered = in_fixed_order(problem)
    search = Portfolio(ordered, watch, seed=seed, cores=cores, on_incumbent=on_incumbent, halted=halted)
    if ordered.shifts:
        search.run(limit, initial)
    return finished(ordered, search.best, seed=seed, watch=watch, trace=search.trace)


def finished(problem: Problem, draft: Draft, *, seed: int, watch: Stopwatch, trace: Sequence[Incumbent]) -> Result:
    """The draft as a result: every moment of its routes, and the reason for every visit it leaves out."""
    timetable = draft.timetable
    orders = in_turn(timetable, draft.orders) if timetable.after else draft.orders
    draft = draft if orders == draft.orders else Draft(timetable, orders)
    driven = (shift for shift, order in enumerate(draft.orders) if order or problem.shifts[shift].overnight)
    solution = Solution(
        tuple(timetable.route(shift, draft.orders[shift]) for shift in driven), explain(problem, draft.orders)
    )
    complete = bool(draft.placed[timetable.fixed].all())
    status = Status.COMPLETE if complete else Status.PARTIAL
    return Result(solution, draft.value, status, watch.elapsed_s, seed, tuple(trace))


def in_fixed_order(problem: Problem) -> Problem:
    """The problem with its visits and shifts in an order of ours: rows that arrive shuffled give the same plan."""
    return Problem(
        tuple(sorted(problem.visits, key=lambda visit: visit.id)),
        tuple(sorted(problem.shifts, key=lambda shift: (shift.day, shift.rep, shift.id))),
        problem.travel,
        problem.weights,
    )
