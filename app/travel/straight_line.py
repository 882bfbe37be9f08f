"""Estimated travel for each way of getting about: what a trip takes by the straight line, before roads are known."""

from collections.abc import Sequence

import numpy as np

from app.method.rep import TravelMode
from solver import Speeds, StraightLine

# Up to so many road metres, at so many metres per hour; longer trips use faster roads.
SPEEDS = {
    TravelMode.CAR: Speeds(((2_000, 18_000), (10_000, 30_000), (30_000, 50_000), (100_000, 80_000)), 1.35, 240),
    TravelMode.EBIKE: Speeds(((2_000, 16_000), (10_000, 20_000)), 1.30, 60),
    TravelMode.TRANSIT: Speeds(((1_000, 4_800), (10_000, 20_000), (40_000, 32_000)), 1.30, 0),
}


def straight_line(points: Sequence[tuple[float, float]], mode: TravelMode) -> StraightLine:
    """The travel model for (lat, lon) points in WGS-84 degrees."""
    lat, lon = np.array(points, dtype=np.float64).reshape(-1, 2).T
    return StraightLine(lat, lon, SPEEDS[mode])
