"""The roads made ready to drive on: times and lengths of the fastest ways between places."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from app.roads.network import Network
from app.roads.places import MOST_AWAY_M, Ids, NearestRoads, Touching

# One number holds centiseconds and, below them, decimetres: whole numbers that a float keeps exactly up to 15 days and
# 6,700 km. The fastest way is found, of equally fast ones the shortest, and both sums come out of one search.
SHORTER = 2**26
AT_JUNCTION_DM = 150  # so near to a junction one drives off in any direction, also where the nearest road is one-way
AT_ONCE = 8_000_000  # cells of a search: 64 MB

Cost = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]


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


@dataclass(frozen=True, eq=False)
class Roads:
    """A network that answers."""

    network: Network

    def drives(self, points: Sequence[tuple[float, float]], most_away_m: float = MOST_AWAY_M) -> Drives:
        """The fastest drives between (lat, lon) points in WGS-84 degrees; each place is taken to the nearest road."""
        touching = self._nearest.touching(points, most_away_m)
        inside = np.flatnonzero(~touching.outside)
        cost = self._costs(touching.link[inside], touching.along[inside])
        duration_s = np.zeros((len(points), len(points)), dtype=np.int32)
        distance_m = np.zeros_like(duration_s)
        cells = np.ix_(inside, inside)
        duration_s[cells] = np.ceil(cost // SHORTER / 100)
        distance_m[cells] = np.rint(cost % SHORTER / 10)
        return Drives(duration_s, distance_m, touching)

    def _costs(self, link: Ids, along: Cost) -> Cost:
        """What it costs from each place to each: every place is a junction more, that lies on its link."""
        places, junctions = len(link), self.network.junctions
        if not places:
            return np.zeros((0, 0))
        graph = self._with_places(link, along)
        cost = np.empty((places, places))
        chunk = max(1, AT_ONCE // (junctions + places))
        for begin in range(0, places, chunk):
            asked = np.arange(begin, min(begin + chunk, places))
            found = dijkstra(graph, directed=True, indices=junctions + asked)[:, junctions:]
            cost[asked] = np.minimum(found, self._along_one_link(link, along, asked))
        if not np.isfinite(cost).all():
            raise ValueError("A network leads from everywhere to everywhere.")
        return cost

    def _along_one_link(self, link: Ids, along: Cost, asked: Ids) -> Cost:
        """What it costs where both places lie on one link, the right way round; else endless."""
        row = link[asked]
        ahead = along[None, :] - along[asked][:, None]
        forward, backward, length = (each[row][:, None] for each in self._each_way)
        there = np.where((ahead >= 0) & (forward > 0), _joined(ahead * forward, ahead * length), np.inf)
        back = np.where((ahead <= 0) & (backward > 0), _joined(-ahead * backward, -ahead * length), np.inf)
        return np.where(row[:, None] == link[None, :], np.minimum(there, back), np.inf)

    def _with_places(self, link: Ids, along: Cost) -> csr_matrix:
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

    @cached_property
    def _nearest(self) -> NearestRoads:
        return NearestRoads(self.network)

    @cached_property
    def _each_way(self) -> tuple[Cost, Cost, Cost]:
        """What each link takes from tail to head, and back, and its length."""
        there, back, length = self.network.forward_cs, self.network.backward_cs, self.network.length_dm
        return there.astype(np.float64), back.astype(np.float64), length.astype(np.float64)

    @cached_property
    def _arcs(self) -> tuple[Ids, Ids, Cost]:
        """The links in each direction that is open: from where, to where, at what cost."""
        network = self.network
        forward, backward, length = self._each_way
        there, back = forward > 0, backward > 0
        return (
            np.concatenate([network.tail[there], network.head[back]]),
            np.concatenate([network.head[there], network.tail[back]]),
            np.concatenate([_joined(forward[there], length[there]), _joined(backward[back], length[back])]),
        )


def _joined(duration_cs: Cost, length_dm: Cost) -> Cost:
    joined: Cost = np.rint(duration_cs) * SHORTER + np.rint(length_dm)
    return joined


def _graph(begin: Ids, end: Ids, cost: Cost, junctions: int) -> csr_matrix:
    """The cheapest of all arcs between the same two; SciPy would add them up."""
    order = np.lexsort((cost, end, begin))
    begin, end, cost = begin[order], end[order], cost[order]
    first = np.concatenate([[True], (np.diff(begin) != 0) | (np.diff(end) != 0)])
    return csr_matrix((cost[first], (begin[first], end[first])), shape=(junctions, junctions))
