"""Waves of short annealings on all cores: several short ones find more than a long one, which stays in its basin.

A wave has the same number of chains whatever the machine, so that a search that counts rounds is reproducible; in a
search by the clock each chain gets its share of the wave's time.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from solver.limits import Halted, Stopwatch, never
from solver.schedule import Order, Timetable
from solver.search.board import board_of
from solver.search.chain import BEST_KEPT, BEST_WORTH, best_orders, chain_of
from solver.search.recombine import RoutePool
from solver.search.rounds import fill, make_rounds
from solver.search.routes import DayRoute, day_routes, routes_for

CHAINS = 4
HOT, WARM, COLD = 1.0, 0.3, 0.0113  # temperatures as shares of what a stop brings on average
WINDOW = 0.34  # how far below the best, in the same measure, a plan's routes are worth remembering
SHORTEST_STRING, LONGEST_STRING = 4, 12
MOST_ROUNDS_PER_VISIT = 500  # of a chain; a small problem is done long before its time
STEPS = 60  # of the clock in a chain


@dataclass(frozen=True, slots=True)
class Found:
    """A plan: the fixed visits it keeps, its value in hundredths of a second, its orders."""

    kept: int
    value: int
    orders: list[Order]

    @property
    def merit(self) -> tuple[int, int]:
        """What is compared: fixed visits kept first, then the value."""
        return self.kept, self.value


@dataclass(frozen=True, slots=True)
class Budget:
    """What one chain may spend: seconds, or so many rounds with the seconds as a guard."""

    time_s: float
    rounds: int | None = None


class Annealer:
    """One problem laid out for compiled code, and the routes that its chains met."""

    def __init__(self, timetable: Timetable, *, seed: int, cores: int, halted: Halted = never) -> None:
        self._board = board_of(timetable)
        self._seed, self._started = seed, 0
        self.cores, self.chains, self._halted = cores, CHAINS, halted
        self.pool = RoutePool()
        self._per_stop, self._longest = 1.0, SHORTEST_STRING

    def greedy(self, promised: Sequence[Order]) -> list[Found]:
        """Plans by ratio greedy on top of the given orders, best first; they also set the scale of temperatures."""
        found = []
        for exponent in range(4):
            chain = chain_of(self._board, promised, self._seed)
            fill(self._board, chain, exponent)
            found.append(Found(int(chain.number[BEST_KEPT]), int(chain.number[BEST_WORTH]), best_orders(chain)))
        found.sort(key=lambda plan: plan.merit, reverse=True)
        stops = sum(len(order) for order in found[0].orders)
        self._per_stop = max(1.0, found[0].value / max(1, stops))
        days = sum(bool(order) for order in found[0].orders)
        self._longest = min(LONGEST_STRING, max(SHORTEST_STRING, round(0.7 * stops / max(1, days))))
        return found

    def wave(self, starts: Sequence[Sequence[Order]], budget: Budget, hot: float) -> list[Found]:
        """The best plan of each of the wave's chains, which begin at the given orders in turn."""
        at_once = min(self.cores, CHAINS)
        share = Budget(budget.time_s / -(-self.chains // at_once), budget.rounds)
        first = self._started
        self._started += self.chains
        with ThreadPoolExecutor(at_once) as threads:
            running = [
                threads.submit(self._anneal, starts[n % len(starts)], first + n, share, hot) for n in range(self.chains)
            ]
        done = [future.result() for future in running]
        for _, routes in done:
            for route in routes:
                self.pool.add(route)
        return [found for found, _ in done]

    def _anneal(self, start: Sequence[Order], number: int, budget: Budget, hot: float) -> tuple[Found, list[DayRoute]]:
        """One chain in steps of as many rounds as fit STEPS times; the temperature follows what of the budget is done.

        By the clock, what a step will take is foreseen from the pace so far.
        """
        watch = Stopwatch()
        chain = chain_of(self._board, start, self._seed * 1_000_003 + number)
        routes = routes_for(self._board)
        most = budget.rounds or MOST_ROUNDS_PER_VISIT * max(1, len(chain.noise))
        made, done, step = 0, 0.0, max(1, most // STEPS if budget.rounds else 8)
        while made < most and watch.elapsed_s < budget.time_s and not self._halted():
            step = min(step, most - made)
            if budget.rounds:
                then = (made + step) / most
            else:
                pace_s = watch.elapsed_s / made if made else 0.0
                then = max((made + step) / most, (watch.elapsed_s + step * pace_s) / budget.time_s)
            temperatures = (self._temperature(hot, done), self._temperature(hot, min(1.0, then)))
            make_rounds(self._board, chain, routes, step, *temperatures, WINDOW * self._per_stop, self._longest)
            made, done = made + step, min(1.0, then)
            if not budget.rounds:
                step = max(1, int(made * budget.time_s / STEPS / max(watch.elapsed_s, 1e-6)))
        found = Found(int(chain.number[BEST_KEPT]), int(chain.number[BEST_WORTH]), best_orders(chain))
        return found, list(day_routes(routes))

    def _temperature(self, hot: float, done: float) -> float:
        return float(self._per_stop * hot * (COLD / hot) ** done)
