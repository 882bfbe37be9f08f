"""Which streets a drive follows: the points of the fastest way from one place to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from threading import Lock

import numpy as np
from scipy.sparse.csgraph import dijkstra

from app.roads.places import Ids, Numbers, Touching
from app.roads.roads import Roads

Point = tuple[float, float]
Leg = tuple[Point, Point]

MOST_KEPT = 50_000  # legs, some 100 MB


class Shapes:
    """The streets of legs, which are remembered; for threads to share."""

    def __init__(self, roads: Roads) -> None:
        self._streets = _Streets(roads)
        self._known: dict[Leg, tuple[Point, ...]] = {}
        self._lock = Lock()

    def of(self, legs: Sequence[Leg]) -> dict[Leg, tuple[Point, ...]]:
        """The (lat, lon) points that each leg is driven along; legs from or to places outside are not there."""
        asked = dict.fromkeys(legs)
        with self._lock:
            if len(self._known) + len(asked) > MOST_KEPT:
                self._known.clear()
            self._known |= self._streets.found([leg for leg in asked if leg not in self._known])
            return {leg: self._known[leg] for leg in asked if leg in self._known}


@dataclass(frozen=True, eq=False)
class _Streets:
    roads: Roads

    def found(self, legs: Sequence[Leg]) -> dict[Leg, tuple[Point, ...]]:
        """One search for each place that a leg begins at."""
        points = list(dict.fromkeys(point for leg in legs for point in leg))
        touching = self.roads.touching(points)
        inside = np.flatnonzero(~touching.outside)
        row = {points[n]: number for number, n in enumerate(inside.tolist())}
        goals: dict[int, list[Leg]] = {}
        for leg in legs:
            if leg[0] in row and leg[1] in row:
                goals.setdefault(row[leg[0]], []).append(leg)
        if not goals:
            return {}
        lying, graph, junctions = (
            touching.of(inside),
            self.roads.graph(touching.of(inside)),
            self.roads.network.junctions,
        )
        found: dict[Leg, tuple[Point, ...]] = {}
        for origin, wanted in goals.items():
            _, before = dijkstra(graph, directed=True, indices=junctions + origin, return_predecessors=True)
            for leg in wanted:
                goal = row[leg[1]]
                way = self._along_one_link(lying, origin, goal)
                if way is None:
                    way = self._by_junctions(lying, origin, goal, _back(before, junctions + origin, junctions + goal))
                found[leg] = tuple((lat, lon) for lat, lon in way.tolist())
        return found

    def _by_junctions(self, lying: Touching, origin: int, goal: int, passed: list[int]) -> Numbers:
        """From the origin to the first junction, from each to the next, and to the goal; other places are passed by."""
        met = [node for node in passed if node < self.roads.network.junctions]
        parts = [self._to_junction(lying, origin, met[0])]
        parts += [self._link(a, b) for a, b in pairwise(met)]
        parts.append(self._to_junction(lying, goal, met[-1])[::-1])
        return np.concatenate(parts)

    def _along_one_link(self, lying: Touching, origin: int, goal: int) -> Numbers | None:
        """The piece of the link that both lie on, where it is open that way; whoever lives there drives no block."""
        link, network = lying.link[origin], self.roads.network
        if link != lying.link[goal]:
            return None
        begins, ends = lying.along[origin], lying.along[goal]
        is_open = (network.forward_cs if begins <= ends else network.backward_cs)[link] > 0
        return self._piece(int(link), float(begins), float(ends)) if is_open else None

    def _to_junction(self, lying: Touching, place: int, junction: int) -> Numbers:
        link = int(lying.link[place])
        return self._piece(link, float(lying.along[place]), 0.0 if self.roads.network.tail[link] == junction else 1.0)

    def _link(self, begin: int, end: int) -> Numbers:
        """All points of the cheapest link from one junction to the next."""
        keys, links, forward = self._by_ends
        at = int(np.searchsorted(keys, begin * self.roads.network.junctions + end))
        return self._piece(int(links[at]), *((0.0, 1.0) if forward[at] else (1.0, 0.0)))

    def _piece(self, link: int, begins: float, ends: float) -> Numbers:
        """The points of a link from one share of its length to another, which may lie before it."""
        network = self.roads.network
        points = slice(network.first[link], network.first[link + 1])
        shape = np.stack([network.lat_e7[points], network.lon_e7[points]], axis=1) / 1e7
        east = np.cos(np.radians(shape[0, 0]))
        steps = np.hypot(np.diff(shape[:, 0]), np.diff(shape[:, 1]) * east)
        along = np.concatenate([[0.0], np.cumsum(steps)]) / max(float(steps.sum()), 1e-12)
        low, high = min(begins, ends), max(begins, ends)
        within = (along > low) & (along < high)
        at = np.concatenate([[low], along[within], [high]])
        piece = np.stack([np.interp(at, along, shape[:, 0]), np.interp(at, along, shape[:, 1])], axis=1)
        return piece if begins <= ends else piece[::-1]

    @cached_property
    def _by_ends(self) -> tuple[Ids, Ids, Numbers]:
        """Of all links between the same two junctions the cheapest, by those: their key, the link, its direction."""
        network = self.roads.network
        there, back = np.flatnonzero(network.forward_cs), np.flatnonzero(network.backward_cs)
        begin = np.concatenate([network.tail[there], network.head[back]]).astype(np.int64)
        end = np.concatenate([network.head[there], network.tail[back]])
        cost = np.concatenate([network.forward_cs[there], network.backward_cs[back]])
        length = np.concatenate([network.length_dm[there], network.length_dm[back]])
        keys, links = begin * network.junctions + end, np.concatenate([there, back])
        forward = np.repeat([1.0, 0.0], [len(there), len(back)])
        order = np.lexsort((length, cost, keys))
        keys, links, forward = keys[order], links[order], forward[order]
        first = np.concatenate([[True], np.diff(keys) != 0])
        return keys[first], links[first], forward[first]


def _back(before: Ids, origin: int, goal: int) -> list[int]:
    """The junctions from the origin to the goal, both left out."""
    passed, node = [], int(before[goal])
    while node != origin:
        passed.append(node)
        node = int(before[node])
    return passed[::-1]
