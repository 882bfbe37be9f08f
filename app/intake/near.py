"""Points sorted into cubes in space: who lies near a point is found without looking at all the others.

Cubes, for degrees shrink towards the poles and begin anew at 180. A cube is so small that all points in it are near
each other; only the first of a cube has to be compared with every point around it, so thousands at one spot cost no
more than thousands apart.
"""

from collections.abc import Iterable
from itertools import product
from math import cos, dist, floor, radians, sin

_EARTH_M = 6_371_009.0

Point = tuple[float, float, float]  # metres from the middle of the earth
_Cube = tuple[int, int, int]


def in_space(lat: float, lon: float) -> Point:
    """Where a point of the earth's surface lies, in metres; within a town a straight line is as long as the way."""
    phi, lam = radians(lat), radians(lon)
    return (_EARTH_M * cos(phi) * cos(lam), _EARTH_M * cos(phi) * sin(lam), _EARTH_M * sin(phi))


class Near:
    """Points under their numbers, of which those within `reach_m` of another one are asked for."""

    def __init__(self, reach_m: float) -> None:
        self._reach_m = reach_m
        self._side_m = reach_m / 2  # then the ends of a cube are within reach, and blocks of eight next to each other
        self._blocks: dict[_Cube, dict[_Cube, list[tuple[int, Point]]]] = {}

    def add(self, number: int, point: Point) -> None:
        cube = self._cube(point)
        self._blocks.setdefault(_block(cube), {}).setdefault(cube, []).append((number, point))

    def find(self, point: Point) -> int | None:
        """A point within reach, the one with the lowest of the numbers that begin a cube; None where there is none."""
        cube = self._cube(point)
        x, y, z = _block(cube)
        blocks = [block for dx, dy, dz in _AROUND if (block := self._blocks.get((x + dx, y + dy, z + dz))) is not None]
        found = self._lowest(point, (points[0] for block in blocks for points in block.values()))
        if found is None and blocks and cube not in self._blocks.get((x, y, z), ()):
            found = self._lowest(point, (one for block in blocks for points in block.values() for one in points))
        return found

    def _lowest(self, point: Point, points: Iterable[tuple[int, Point]]) -> int | None:
        return min((number for number, other in points if dist(point, other) <= self._reach_m), default=None)

    def _cube(self, point: Point) -> _Cube:
        x, y, z = point
        return (floor(x / self._side_m), floor(y / self._side_m), floor(z / self._side_m))


def _block(cube: _Cube) -> _Cube:
    x, y, z = cube
    return (x // 2, y // 2, z // 2)


_AROUND = tuple(product((-1, 0, 1), repeat=3))
