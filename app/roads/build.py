"""From ways to a network: cut where ways meet, priced, and without what cannot be reached or left again."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from app.roads.extract import UnusableRoads, Ways, Whole, read_extract
from app.roads.network import Network
from solver.travel import EARTH_M

# What a junction of three roads and more costs on average, whether one turns or not: drives through a city then take as
# long at the median as with OSRM, which prices each turn by its angle (python -m app.roads.bench).
JUNCTION_CS = 60
LIGHT_CS = 600  # waiting at a traffic light, over all of its colours
USUALLY_AWAY_M = 500  # whoever lies farther from a road is outside the network, unless the builder says otherwise

Metres = npt.NDArray[np.float64]


def build(path: Path, tell: Callable[[str], None], most_away_m: int = USUALLY_AWAY_M) -> Network:
    """The network of an extract; raises UnusableRoads where there is none. `tell` hears what is being done.

    Places farther than `most_away_m` from a road will be outside it.
    """
    tell("Reading the roads")
    ways = read_extract(path, lambda count: tell(f"Reading the roads: {count:,} ways"))
    tell(f"Joining {len(ways.first) - 1:,} ways")
    return network_of(ways, most_away_m)


def network_of(ways: Ways, most_away_m: int) -> Network:
    """The largest part of the ways in which each junction can be reached from every other one."""
    _, place, uses = np.unique(ways.node, return_inverse=True, return_counts=True)
    cut = uses[place] > 1
    cut[ways.first[:-1]] = True
    cut[ways.first[1:] - 1] = True
    cuts, way = np.flatnonzero(cut), np.repeat(np.arange(len(ways.first) - 1), np.diff(ways.first))
    in_one_way = way[cuts[:-1]] == way[cuts[1:]]
    begin, end = cuts[:-1][in_one_way], cuts[1:][in_one_way]

    along_m = np.concatenate([[0.0], np.cumsum(_steps_m(ways))])
    length_m = along_m[end] - along_m[begin]
    arms = np.bincount(np.concatenate([place[begin], place[end]]), minlength=len(uses))
    stop_cs = np.where(arms > 2, JUNCTION_CS, 0)
    lit = np.isin(ways.node, ways.lights)
    stop_cs[place[lit]] = LIGHT_CS
    lights = np.concatenate([[0], np.cumsum(lit)])
    between_cs = LIGHT_CS * (lights[end] - lights[begin + 1])  # lights that stand between junctions
    forward_cs = _times_cs(length_m, ways.forward_kmh[way[begin]], between_cs + stop_cs[place[end]])
    backward_cs = _times_cs(length_m, ways.backward_kmh[way[begin]], between_cs + stop_cs[place[begin]])

    tail, head = place[begin], place[end]
    kept = _largest(tail, head, forward_cs > 0, backward_cs > 0, len(uses))
    if not kept.any():
        raise UnusableRoads(f"{ways.source.name}: no road leads back to where it began. Choose a larger extract.")
    begin, end = begin[kept], end[kept]
    _, number = np.unique(np.concatenate([tail[kept], head[kept]]), return_inverse=True)
    junction: Whole = number.astype(np.int32)
    counts = end - begin + 1
    first = np.concatenate([[0], np.cumsum(counts)])
    shape = np.repeat(begin - first[:-1], counts) + np.arange(first[-1])
    return Network(
        ways.source,
        most_away_m,
        tail=junction[: len(begin)],
        head=junction[len(begin) :],
        length_dm=np.maximum(np.rint(length_m[kept] * 10), 1).astype(np.int32),
        forward_cs=forward_cs[kept],
        backward_cs=backward_cs[kept],
        rank=ways.rank[way[begin]].astype(np.int32),
        first=first.astype(np.int32),
        lat_e7=ways.lat_e7[shape],
        lon_e7=ways.lon_e7[shape],
    )


def _steps_m(ways: Ways) -> Metres:
    """Metres from each point to the next (haversine: Sinnott, Sky and Telescope, 1984)."""
    lat, lon = np.radians(ways.lat_e7 / 1e7), np.radians(ways.lon_e7 / 1e7)
    half = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    metres: Metres = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return metres


def _times_cs(length_m: Metres, kmh: npt.NDArray[np.float64], stops_cs: npt.NDArray[np.int64]) -> Whole:
    """What each link takes; 0 where it is closed, and never 0 where it is open."""
    taken_cs = np.maximum(np.rint(length_m * 360 / np.maximum(kmh, 1)), 1) + stops_cs
    return np.where(kmh > 0, taken_cs, 0).astype(np.int32)


def _largest(
    tail: npt.NDArray[np.int64],
    head: npt.NDArray[np.int64],
    forward: npt.NDArray[np.bool_],
    backward: npt.NDArray[np.bool_],
    places: int,
) -> npt.NDArray[np.bool_]:
    """Which links lie in the largest part, with both ends."""
    from_place = np.concatenate([tail[forward], head[backward]])
    to_place = np.concatenate([head[forward], tail[backward]])
    roads = coo_matrix((np.ones(len(from_place)), (from_place, to_place)), shape=(places, places))
    _, part = connected_components(roads, directed=True, connection="strong")
    links = part[tail] == part[head]
    largest = np.bincount(part[tail[links]]).argmax() if links.any() else -1
    kept: npt.NDArray[np.bool_] = links & (part[tail] == largest)
    return kept
