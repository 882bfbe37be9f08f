"""The main roads of a network, to be drawn where no other map can be had."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.roads.network import Network
from app.roads.places import Numbers
from solver.travel import EARTH_M

MOST_LINKS = 24  # of one line, lest it reaches far out of what is shown
OFF_M = 12.0  # what a line may lie beside its road: half its width on a map of a town

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # south, west, north, east in WGS-84 degrees


@dataclass(frozen=True, eq=False)
class MainRoads:
    """Motorways first, then each class below them down to tertiary roads."""

    network: Network

    def within(self, box: Box) -> Iterator[tuple[int, list[list[Point]]]]:
        """Class by class (1 the greatest) the (lat, lon) points of lines that reach into the box; both carriageways."""
        south, west, north, east = box
        for rank, lines in self._lines.items():
            seen = [line for line in lines if _meets(line, (south, west), (north, east))]
            if seen:
                yield rank, [[(lat, lon) for lat, lon in line.tolist()] for line in seen]

    @cached_property
    def _lines(self) -> dict[int, list[Numbers]]:
        """Links of one class joined end to end and thinned, found once."""
        ranks = range(1, int(self.network.rank.max()) + 1)
        return {rank: [_thinned(line) for line in self._joined(rank)] for rank in ranks}

    def _joined(self, rank: int) -> Iterator[Numbers]:
        network = self.network
        left = dict.fromkeys(np.flatnonzero(network.rank == rank).tolist())
        onward: dict[int, list[int]] = defaultdict(list)
        for link in left:
            onward[int(network.tail[link])].append(link)
        while left:
            link = next(iter(left))
            parts: list[Numbers] = []
            while len(parts) < MOST_LINKS:
                del left[link]
                shape = self._points(link)
                parts.append(shape[1:] if parts else shape)
                following = next((one for one in onward[int(network.head[link])] if one in left), None)
                if following is None:
                    break
                link = following
            yield np.concatenate(parts)

    def _points(self, link: int) -> Numbers:
        points = slice(self.network.first[link], self.network.first[link + 1])
        return np.stack([self.network.lat_e7[points], self.network.lon_e7[points]], axis=1) / 1e7


def _meets(line: Numbers, low: Point, high: Point) -> bool:
    return bool((line.max(axis=0) >= low).all() and (line.min(axis=0) <= high).all())


def _thinned(line: Numbers) -> Numbers:
    """The line without points that hardly bend it (Douglas and Peucker, Cartographica 10, 1973)."""
    flat = np.radians(line) * EARTH_M * (1, np.cos(np.radians(line[0, 0])))
    kept = np.zeros(len(line), dtype=bool)
    kept[[0, -1]] = True
    parts = [(0, len(line) - 1)]
    while parts:
        begin, end = parts.pop()
        if end - begin < 2:
            continue
        whole, inner = flat[end] - flat[begin], flat[begin + 1 : end] - flat[begin]
        share = np.clip(inner @ whole / max(whole @ whole, 1e-9), 0, 1)
        off_m = np.linalg.norm(inner - share[:, None] * whole, axis=1)
        farthest = int(off_m.argmax())
        if off_m[farthest] > OFF_M:
            middle = begin + 1 + farthest
            kept[middle] = True
            parts += [(begin, middle), (middle, end)]
    return line[kept]
