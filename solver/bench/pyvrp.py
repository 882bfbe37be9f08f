"""PyVRP (Wouda, Lan and Kool, INFORMS Journal on Computing 36, 2024): iterated local search for prize collecting."""

from typing import Any

from solver.bench.engine import Engine, plain, rival
from solver.bench.instance import Orders
from solver.model import Problem


def engine() -> Engine:
    """MissingRival where it is not installed."""
    rival("pyvrp")
    return Engine("pyvrp", plan, unable=unable)


def unable(problem: Problem) -> str | None:
    """It has no breaks."""
    return "has no breaks" if any(shift.lunch for shift in problem.shifts) else plain(problem)


def plan(problem: Problem, time_s: float, seed: int) -> Orders:
    """A client per visit and window; of a visit with several windows, a group of which one is served.

    Days follow each other on one clock, so that a window belongs to the vehicles of its day without saying so.
    """
    pyvrp = rival("pyvrp")
    clients: list[Any] = []
    groups: list[Any] = []
    visit_of: list[str] = []  # of each client
    for visit in problem.visits:
        several = len(visit.windows) > 1
        if several:
            numbers = list(range(len(clients), len(clients) + len(visit.windows)))
            groups.append(pyvrp.ClientGroup(numbers, required=visit.required))
        for window in visit.windows:
            clients.append(
                pyvrp.Client(
                    visit.place,
                    delivery=[1],
                    service_duration=visit.service_s,
                    tw_early=window.start_s,
                    tw_late=window.end_s,
                    prize=100 * visit.prize,
                    required=visit.required and not several,
                    group=len(groups) - 1 if several else None,
                )
            )
            visit_of.append(visit.id)
    ends = sorted({place for shift in problem.shifts for place in (shift.start_place, shift.end_place)})
    vehicles = [
        pyvrp.VehicleType(
            1,
            [shift.max_visits],
            ends.index(shift.start_place),
            ends.index(shift.end_place),
            tw_early=shift.window.start_s,
            tw_late=shift.window.end_s,
            unit_distance_cost=problem.weights.travel_pct,
        )
        for shift in problem.shifts
    ]
    matrix = problem.travel.duration_s.astype("int64")
    places = [pyvrp.Location(0, 0) for _ in range(problem.travel.places)]
    depots = [pyvrp.Depot(place) for place in ends]
    data = pyvrp.ProblemData(places, clients, depots, vehicles, [matrix], [matrix], groups)
    found = pyvrp.solve(data, pyvrp.stop.MaxRuntime(time_s), seed=seed, collect_stats=False, display=False)
    return {
        problem.shifts[route.vehicle_type()].id: [visit_of[step.idx] for step in route if step.is_client()]
        for route in found.best.routes()
    }
