"""The gate before the store: no plan passes that the independent checker refuses."""

from solver import Problem, Result, Solution, WideProblem, check


class PlanRefused(Exception):
    """The checker found violations; the message names each."""


def checked_part(problem: WideProblem, result: Result) -> Problem:
    """The problem of the visits that are served or had to be, after the checker passed the solution.

    Every other visit must be unserved exactly once. Raises PlanRefused naming each violation.
    """
    unserved = {row.visit: row for row in result.solution.unserved}
    served = result.solution.served
    of_interest = [visit for visit in problem.visits if visit.id in served or visit.is_fixed]
    part = problem.part(of_interest)
    named = Solution(result.solution.routes, tuple(unserved[visit.id] for visit in of_interest if visit.id in unserved))
    messages = [f"{v.rule} {v.subject}: {v.message}" for v in check(part, named, value=result.value)]
    everybody = sorted(visit.id for visit in problem.visits)
    if sorted([*served, *(row.visit for row in result.solution.unserved)]) != everybody:
        messages.append("COUNTED_ONCE: some visits are neither served nor unserved, or both.")
    if messages:
        raise PlanRefused(" ".join(messages))
    return part
