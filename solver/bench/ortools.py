"""OR-Tools routing (https://developers.google.com/optimization/routing) as it would be used alone.

With lunch it is our own complete model of every rule, from an empty plan. Without, it is a model of whole numbers here,
because that one counts in ticks of several seconds and orienteering is about every one of them.
"""

from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_ils_pb2, routing_parameters_pb2

from solver.bench.engine import Engine, plain
from solver.bench.instance import Orders
from solver.limits import Limit
from solver.model import Problem
from solver.search.routing import RoutingModel


def engine() -> Engine:
    return Engine("ortools", plan, unable=plain, draws_lots=False)


def plan(problem: Problem, time_s: float, seed: int) -> Orders:
    """Guided local search where there is lunch, iterated local search with string removals where there is none."""
    if not any(shift.lunch for shift in problem.shifts):
        return _exact(problem, time_s)
    orders = RoutingModel(problem).search([[] for _ in problem.shifts], Limit(time_s)) or []
    return {
        shift.id: [problem.visits[visit].id for visit in order]
        for shift, order in zip(problem.shifts, orders, strict=False)
    }


def _exact(problem: Problem, time_s: float) -> Orders:
    """Node n is the n-th pair of a visit and one of its windows; behind them stand each shift's start and end."""
    pairs = [(visit, window) for visit in problem.visits for window in visit.windows]
    place = [visit.place for visit, _ in pairs]
    for shift in problem.shifts:
        place += [shift.start_place, shift.end_place]
    first = len(pairs)
    starts = [first + 2 * n for n in range(len(problem.shifts))]
    manager = pywrapcp.RoutingIndexManager(len(place), len(starts), starts, [start + 1 for start in starts])
    routing = pywrapcp.RoutingModel(manager)
    seconds = problem.travel.duration_s.astype("int64")[place][:, place]
    for start in starts:
        seconds[start, start + 1] = 0  # a shift without visits stays at home
    routing.SetArcCostEvaluatorOfAllVehicles(
        routing.RegisterTransitMatrix((seconds * problem.weights.travel_pct).tolist())
    )
    for node, (visit, _) in enumerate(pairs):
        seconds[node] += visit.service_s
    latest_s = max(shift.window.end_s for shift in problem.shifts)
    routing.AddDimension(routing.RegisterTransitMatrix(seconds.tolist()), latest_s, latest_s, False, "time")
    time = routing.GetDimensionOrDie("time")
    for vehicle, shift in enumerate(problem.shifts):
        for index in (routing.Start(vehicle), routing.End(vehicle)):
            time.CumulVar(index).SetRange(shift.window.start_s, shift.window.end_s)
    nodes: dict[str, list[int]] = {}
    for node, (visit, window) in enumerate(pairs):
        time.CumulVar(manager.NodeToIndex(node)).SetRange(window.start_s, window.end_s)
        nodes.setdefault(visit.id, []).append(manager.NodeToIndex(node))
    everything = 100 * sum(visit.prize for visit in problem.visits) + 1
    for visit in problem.visits:
        if visit.id in nodes:
            routing.AddDisjunction(nodes[visit.id], 100 * visit.prize + (everything if visit.is_fixed else 0))
    one_each = [1] * first + [0] * (2 * len(starts))
    most = [shift.max_visits for shift in problem.shifts]
    routing.AddDimensionWithVehicleCapacity(routing.RegisterUnaryTransitVector(one_each), 0, most, True, "visits")
    found = routing.SolveWithIteratedLocalSearch(_parameters(time_s))
    orders: dict[str, list[str]] = {}
    for vehicle, shift in enumerate(problem.shifts):
        index = found.Value(routing.NextVar(routing.Start(vehicle)))
        orders[shift.id] = order = []
        while not routing.IsEnd(index):
            order.append(pairs[manager.IndexToNode(index)][0].id)
            index = found.Value(routing.NextVar(index))
    return orders


def _parameters(time_s: float) -> routing_parameters_pb2.RoutingSearchParameters:
    """String removals as Christiaens and Vanden Berghe suggest (Transportation Science 54, 2020).

    Putting back at the cheapest place of all routes, with no local search in between, was the best of ten settings
    tried on three instances, and better than guided local search on each.
    """
    first_solution = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = first_solution
    parameters.time_limit.seconds, parameters.time_limit.nanos = int(time_s), int(time_s % 1 * 1e9)
    parameters.use_iterated_local_search = True
    ils = parameters.iterated_local_search_parameters
    ils.improve_perturbed_solution = False
    ils.reference_solution_acceptance_strategy.simulated_annealing.automatic_temperatures = True
    ils.ruin_recreate_parameters.recreate_strategy.heuristic = first_solution
    strings = routing_ils_pb2.SISRRuinStrategy(
        max_removed_sequence_size=10, avg_num_removed_visits=10, bypass_factor=0.01
    )
    ils.ruin_recreate_parameters.ruin_strategies.append(routing_ils_pb2.RuinStrategy(sisr=strings))
    return parameters
