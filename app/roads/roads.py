"""The roads made ready to drive on: times and lengths of the fastest ways between places."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from app.roads.extract import Whole
from app.roads.network import Network
from app.roads.places import Ids, NearestRoads, Numbers, Touching

# One number holds centiseconds and, below them, decimetres: whole numbers that a float keeps exactly up to 15 days and
# 6,700 km. The fastest way is found, of equally fast ones the shortest, and both sums come out of one search.
SHORTER = 2**26
AT_JUNCTION_DM = 150  # so near to a junction one drives off in any direction, also where the nearest road is one-way
AT_ONCE = 8_000_000  # cells of a search: 64 MB


@dataclass(frozen=True, slots=True, eq=False)
class Drives:
    """Seconds and metres from each place (row) to each place (column); both are 0 where one of them is outside."""

    duration_s: Whole
    distance_m: Whole
    touching: Touching

    def __post_init__(self) -> None:
        places = len(self.touching.link)
        if self.duration_s.shape != (places, places) or self.distance_m.shape != (places, places):
            raise ValueError("Drives lead from every place to every place.")
        if places and min(self.duration_s.min(), self.distance_m.min()) < 0:
            raise ValueError("A drive takes no negative time.")

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """The cells that come from roads."""
        inside = ~self.touching.outside
        return inside[:, None] & inside[None, :]

    def of(self, places: Ids) -> "Drives":
        """The drives between some of the places, in the order they are named."""
        cells = np.ix_(places, places)
        return Drives(self.duration_s[cells], self.distance_m[cells], self.touching.of(places))


@dataclass(frozen=True, eq=False)
class Roads:
    """A network that answers."""

    network: Network

    def touching(self, points: Sequence[tuple[float, float]]) -> Touching:
        """Where (lat, lon) points in WGS-84 degrees touch the roads; each is taken to the nearest one."""
        return self._nearest.touching(points)

    def drives(self, points: Sequence[tuple[float, float]]) -> Drives:
        """The fastest drives between (lat, lon) points in WGS-84 degrees."""
        touching = self.touching(points)
        everything = np.arange(len(points))
        return Drives(*self.between(touching, everything, everything), touching)

    def between(self, touching: Touching, origins: Ids, goals: Ids) -> tuple[Whole, Whole]:
        """Seconds and metres from each origin to each goal, rows of `touching`: a search for each of the fewer."""
        duration_s = np.zeros((len(origins), len(goals)), dtype=np.int32)
        distance_m = np.zeros_like(duration_s)
        inside = ~touching.outside
        cells = np.ix_(inside[origins], inside[goals])
        cost = self._costs(touching, origins[inside[origins]], goals[inside[goals]])
        duration_s[cells] = np.ceil(cost // SHORTER / 100)
        distance_m[cells] = np.rint(cost % SHORTER / 10)
        return duration_s, distance_m

    def graph(self, touching: Touching) -> csr_matrix:
        """The junctions, and behind them these places, of which none may be outside; what each arc costs."""
        link, along = touching.link, touching.along
        forward, backward, length = (each[link] for each in self._each_way)
        tail, head = self.network.tail[link].astype(np.int64), self.network.head[link].astype(np.int64)
        place, rest = self.network.junctions + np.arange(len(link)), 1 - along
        at_tail = (along <= rest) & (along * length <= AT_JUNCTION_DM)
        at_head = (along > rest) & (rest * length <= AT_JUNCTION_DM)
        there, back = np.where(forward > 0, forward, backward), np.where(backward > 0, backward, forward)
        begin, end, cost = self._arcs
        arcs = [
            (tail, place, _joined(along * there, along * length), (forward > 0) | at_tail),
            (place, head, _joined(rest * there, rest * length), (forward > 0) | at_head),
            (head, place, _joined(rest * back, rest * length), (backward > 0) | at_head),
            (place, tail, _joined(along * back, along * length), (backward > 0) | at_tail),
        ]
        return _graph(
            np.concatenate([begin, *(arc[0][arc[3]] for arc in arcs)]),
            np.concatenate([end, *(arc[1][arc[3]] for arc in arcs)]),
            np.concatenate([cost, *(arc[2][arc[3]] for arc in arcs)]),
            self.network.junctions + len(link),
        )

    def _costs(self, touching: Touching, origins: Ids, goals: Ids) -> Numbers:
        """What it costs from each origin to each goal: every place is a junction more, that lies on its link."""
        cost = np.empty((len(origins), len(goals)))
        if not cost.size:
            return cost
        asked, row = np.unique(np.concatenate([origins, goals]), return_inverse=True)
        graph = self.graph(touching.of(asked))
        begins, ends = (self.network.junctions + part for part in np.split(row, [len(origins)]))
        if len(begins) <= len(ends):
            _search(graph, begins, ends, cost)
        else:
            _search(graph.T.tocsr(), ends, begins, cost.T)
        cost = np.minimum(cost, self._along_one_link(touching, origins, goals))
        if not np.isfinite(cost).all():
            raise ValueError("A network leads from everywhere to everywhere.")
        return cost

    def _along_one_link(self, touching: Touching, origins: Ids, goals: Ids) -> Numbers:
        """What it costs where both places lie on one link, the right way round; else endless."""
        row = touching.link[origins][:, None]
        ahead = touching.along[goals][None, :] - touching.along[origins][:, None]
        forward, backward, length = (each[row] for each in self._each_way)
        there = np.where((ahead >= 0) & (forward > 0), _joined(ahead * forward, ahead * length), np.inf)
        back = np.where((ahead <= 0) & (backward > 0), _joined(-ahead * backward, -ahead * length), np.inf)
        return np.where(row == touching.link[goals][None, :], np.minimum(there, back), np.inf)

    @cached_property
    def _nearest(self) -> NearestRoads:
        return NearestRoads(self.network)

    @cached_property
    def _each_way(self) -> tuple[Numbers, Numbers, Numbers]:
        """What each link takes from tail to head, and back, and its length."""
        there, back, length = self.network.forward_cs, self.network.backward_cs, self.network.length_dm
        return there.astype(np.float64), back.astype(np.float64), length.astype(np.float64)

    @cached_property
    def _arcs(self) -> tuple[Ids, Ids, Numbers]:
        """The links in each direction that is open: from where, to where, at what cost."""
        network = self.network
        forward, backward, length = self._each_way
        there, back = forward > 0, backward > 0
        return (
            np.concatenate([network.tail[there], network.head[back]]),
            np.concatenate([network.head[there], network.tail[back]]),
            np.concatenate([_joined(forward[there], length[there]), _joined(backward[back], length[back])]),
        )


def _search(graph: csr_matrix, begins: Ids, ends: Ids, cost: Numbers) -> None:
    """Fill in the costs from each beginning to each end, so many at once as there is room for."""
    chunk = max(1, AT_ONCE // graph.shape[0])
    for first in range(0, len(begins), chunk):
        asked = begins[first : first + chunk]
        cost[first : first + chunk] = dijkstra(graph, directed=True, indices=asked)[:, ends]


def _joined(duration_cs: Numbers, length_dm: Numbers) -> Numbers:
    joined: Numbers = np.rint(duration_cs) * SHORTER + np.rint(length_dm)
    return joined


def _graph(begin: Ids, end: Ids, cost: Numbers, junctions: int) -> csr_matrix:
    """The cheapest of all arcs between the same two; SciPy would add them up."""
    order = np.lexsort((cost, end, begin))
    begin, end, cost = begin[order], end[order], cost[order]
    first = np.concatenate([[True], (np.diff(begin) != 0) | (np.diff(end) != 0)])
    return csr_matrix((cost[first], (begin[first], end[first])), shape=(junctions, junctions))
