"""OR-Tools routing as a member of the search: the complete model of every rule, on whole-number matrices only.

Clocks run in ticks of several seconds, with drives and services rounded up, so that every order it finds also fits in
seconds. Days are laid end to end without their nights, which keeps the domains small.
"""

import itertools
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_parameters_pb2

from solver.limits import Limit
from solver.model import Problem, Shift, TimeWindow
from solver.schedule import Order

MOST_OTHERS = 80  # visits outside the plan that the model sees
MOST_TICKS = 20_000
TICKS_S = (10, 12, 15, 20, 30, 60)  # parts of a minute


class Ticks:
    """Horizon seconds to ticks and back: one stretch of ticks per day that has a shift."""

    def __init__(self, shifts: Sequence[Shift]) -> None:
        spans: dict[int, tuple[int, int]] = {}
        for shift in shifts:
            minute_s = shift.window.start_s // 60 * 60  # so that 10:00 is a tick whenever the shift begins
            first_s, last_s = spans.get(shift.day, (minute_s, shift.latest_end_s))
            spans[shift.day] = min(first_s, minute_s), max(last_s, shift.latest_end_s)
        total_s = sum(last_s - first_s for first_s, last_s in spans.values())
        self.tick_s = next((tick_s for tick_s in TICKS_S if total_s <= MOST_TICKS * tick_s), TICKS_S[-1])
        self._base: dict[int, tuple[int, int]] = {}
        self.end = 0
        for day, (first_s, last_s) in sorted(spans.items()):
            self._base[day] = first_s, self.end
            self.end += math.ceil((last_s - first_s) / self.tick_s) + 1

    def up(self, day: int, moment_s: int) -> int:
        first_s, base = self._base[day]
        return base + math.ceil((moment_s - first_s) / self.tick_s)

    def down(self, day: int, moment_s: int) -> int:
        first_s, base = self._base[day]
        return base + (moment_s - first_s) // self.tick_s

    def window(self, day: int, window: TimeWindow) -> tuple[int, int] | None:
        """The ticks inside a window, or None where it holds none."""
        first, last = self.up(day, window.start_s), self.down(day, window.end_s)
        return (first, last) if first <= last else None


class RoutingModel:
    """One problem as an OR-Tools routing model. Node n is visit n; behind them stand each shift's start and end."""

    def __init__(self, problem: Problem) -> None:
        visits, shifts = len(problem.visits), len(problem.shifts)
        self.problem = problem
        self.ticks = Ticks(problem.shifts)
        starts = [visits + 2 * v for v in range(shifts)]
        ends = [visits + 2 * v + 1 for v in range(shifts)]
        self.manager = pywrapcp.RoutingIndexManager(visits + 2 * shifts, shifts, starts, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._service_ticks = [math.ceil(v.service_s / self.ticks.tick_s) for v in problem.visits] + [0] * (2 * shifts)
        self._add_travel_cost()
        self._add_time()
        self._add_windows()
        self._add_lunches()
        self._add_most_visits()
        self._add_prizes()

    def _durations(self) -> "np.typing.NDArray[np.int64]":
        place = [v.place for v in self.problem.visits]
        for shift in self.problem.shifts:
            place += [shift.start_place, shift.end_place]
        return self.problem.travel.duration_s.astype(np.int64)[np.ix_(place, place)]

    def _add_travel_cost(self) -> None:
        cost = self._durations() * self.problem.weights.travel_pct
        visits = len(self.problem.visits)
        for vehicle, shift in enumerate(self.problem.shifts):
            start = visits + 2 * vehicle
            if shift.overnight:
                self.routing.SetVehicleUsedWhenEmpty(True, vehicle)
            else:
                cost[start, start + 1] = 0  # a shift without visits stays at home
        self.routing.SetArcCostEvaluatorOfAllVehicles(self.routing.RegisterTransitMatrix(cost.tolist()))

    def _add_time(self) -> None:
        seconds = self._durations()
        visits = len(self.problem.visits)
        for vehicle, shift in enumerate(self.problem.shifts):
            if not shift.overnight:
                seconds[visits + 2 * vehicle, visits + 2 * vehicle + 1] = 0
        transit = -(-seconds // self.ticks.tick_s) + np.array(self._service_ticks)[:, None]
        self.routing.AddDimension(
            self.routing.RegisterTransitMatrix(transit.tolist()), self.ticks.end, self.ticks.end, False, "time"
        )
        self.time = self.routing.GetDimensionOrDie("time")
        for vehicle, shift in enumerate(self.problem.shifts):
            first, last = self.ticks.up(shift.day, shift.window.start_s), self.ticks.down(shift.day, shift.latest_end_s)
            end = self.routing.End(vehicle)
            self.time.CumulVar(self.routing.Start(vehicle)).SetRange(first, last)
            self.time.CumulVar(end).SetRange(first, last)
            if shift.overtime_s:
                on_time = self.ticks.down(shift.day, shift.window.end_s)
                self.time.SetCumulVarSoftUpperBound(end, on_time, self.problem.weights.overtime_pct * self.ticks.tick_s)

    def _add_windows(self) -> None:
        """Windows and allowed shifts; a visit that fits no tick of any shift is left out from the start."""
        for node, visit in enumerate(self.problem.visits):
            index = self.manager.NodeToIndex(node)
            ranges: set[tuple[int, int]] = set()
            vehicles = [-1]
            for vehicle, shift in enumerate(self.problem.shifts):
                windows = (self.ticks.window(shift.day, w) for w in self.problem.windows_on(visit, shift))
                inside = [window for window in windows if window is not None]
                if inside:
                    vehicles.append(vehicle)
                    ranges.update(inside)
            if len(vehicles) == 1:
                self.routing.VehicleVar(index).SetValues([-1])
                continue
            if len(vehicles) <= len(self.problem.shifts):
                self.routing.VehicleVar(index).SetValues(vehicles)
            merged = _merged(ranges)
            cumul = self.time.CumulVar(index)
            cumul.SetRange(merged[0][0], merged[-1][1])
            for (_, before), (after, _) in itertools.pairwise(merged):
                cumul.RemoveInterval(before + 1, after - 1)

    def _add_lunches(self) -> None:
        for vehicle, shift in enumerate(self.problem.shifts):
            window = self.ticks.window(shift.day, shift.lunch.window) if shift.lunch else None
            if shift.lunch is None or window is None:
                continue
            duration = math.ceil(shift.lunch.duration_s / self.ticks.tick_s)
            lunch = self.routing.solver().FixedDurationIntervalVar(*window, duration, False, f"lunch {vehicle}")
            self.time.SetBreakIntervalsOfVehicle([lunch], vehicle, self._service_ticks)

    def _add_most_visits(self) -> None:
        one_per_visit = [1] * len(self.problem.visits) + [0] * (2 * len(self.problem.shifts))
        self.routing.AddDimensionWithVehicleCapacity(
            self.routing.RegisterUnaryTransitVector(one_per_visit),
            0,
            [shift.max_visits for shift in self.problem.shifts],
            True,
            "visits",
        )

    def _add_prizes(self) -> None:
        """Leaving a visit out costs its prize; leaving out a fixed one costs more than all prizes together."""
        everything = 100 * sum(visit.prize for visit in self.problem.visits) + 1
        for node, visit in enumerate(self.problem.visits):
            left_out = 100 * visit.prize + (everything if visit.is_fixed else 0)
            self.routing.AddDisjunction([self.manager.NodeToIndex(node)], left_out)

    def search(
        self, orders: Sequence[Order], limit: Limit, on_cost: Callable[[int], None] | None = None
    ) -> list[Order] | None:
        """Improve the given orders by guided local search; None where nothing was found, not even a start."""
        parameters = _parameters(limit)
        self.routing.CloseModelWithParameters(parameters)
        if on_cost is not None:
            self.routing.AddAtSolutionCallback(lambda: on_cost(self.routing.CostVar().Max()))
        indices = [[self.manager.NodeToIndex(visit) for visit in order] for order in orders]
        start = self.routing.ReadAssignmentFromRoutes(indices, True)
        if start is None:  # a window of a few seconds that no tick hits
            found = self.routing.SolveWithParameters(parameters)
        else:
            found = self.routing.SolveFromAssignmentWithParameters(start, parameters)
        return None if found is None else [self._order(found, vehicle) for vehicle in range(len(orders))]

    def _order(self, found: pywrapcp.Assignment, vehicle: int) -> Order:
        order: Order = []
        index = found.Value(self.routing.NextVar(self.routing.Start(vehicle)))
        while not self.routing.IsEnd(index):
            order.append(self.manager.IndexToNode(index))
            index = found.Value(self.routing.NextVar(index))
        return order


def _merged(ranges: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping or touching ranges made one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return merged


def _parameters(limit: Limit) -> routing_parameters_pb2.RoutingSearchParameters:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    # Guided local search ends by the clock alone; a search that counts goes down to its first local optimum.
    metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic
    parameters.local_search_metaheuristic = (
        metaheuristic.GUIDED_LOCAL_SEARCH if limit.iterations is None else metaheuristic.GREEDY_DESCENT
    )
    whole_s = int(limit.time_s)
    parameters.time_limit.seconds = whole_s
    parameters.time_limit.nanos = int((limit.time_s - whole_s) * 1e9)
    if limit.iterations is not None:
        parameters.solution_limit = limit.iterations
    return parameters


def is_able(problem: Problem) -> bool:
    """Whether the model knows every rule of the problem: it has no words for visits that depend on one another."""
    sizes = Counter(visit.group.id for visit in problem.visits if visit.group is not None)
    return max(sizes.values(), default=0) < 2


def route_some(problem: Problem, orders: Sequence[Order], limit: Limit) -> list[Order] | None:
    """Improve the given orders, choosing among their visits and the most promising others; None where that fails."""
    if not is_able(problem):
        return None
    placed = {v for order in orders for v in order}
    others = [(-v.is_fixed, -v.prize / (v.service_s + 60), n) for n, v in enumerate(problem.visits) if n not in placed]
    chosen = sorted([*placed, *(n for _, _, n in sorted(others)[:MOST_OTHERS])])
    index = {n: k for k, n in enumerate(chosen)}
    part = replace(problem, visits=tuple(problem.visits[n] for n in chosen))
    found = RoutingModel(part).search([[index[n] for n in order] for order in orders], limit)
    return None if found is None else [[chosen[k] for k in order] for order in found]
