"""A town on two banks of a river with one bridge, as an extract of OpenStreetMap; a square is 1,000 m.

a ---- b ---- c
              |        bridge; i-j is an island
i-j           |
              |
d ---- e ---- f ---> z     nobody comes back from z
|      |
+->g---+                   d to g is one-way
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import quoteattr

from app.roads.build import build
from app.travel.by_road import drive_on

SOUTH, WEST = 30.0, 120.0
KM_NORTH = 1000 / 111_194.93  # degrees; the earth's mean radius
KM_EAST = KM_NORTH / 0.8660254  # at 30 degrees north
Tags = dict[str, str]

# East and north in km.
SPOTS = {
    "a": (0.0, 2.0),
    "b": (1.0, 2.0),
    "c": (2.0, 2.0),
    "d": (0.0, 0.0),
    "e": (1.0, 0.0),
    "f": (2.0, 0.0),
    "g": (1.0, -1.0),
    "h": (0.0, -1.0),
    "i": (0.0, 1.0),
    "j": (0.2, 1.0),
    "z": (3.0, 0.0),
}
STREET, BRIDGE = {"highway": "residential", "maxspeed": "45"}, {"highway": "secondary", "maxspeed": "90"}
WAYS: tuple[tuple[str, Tags], ...] = (
    ("abc", {**STREET, "name": "North Street"}),
    ("cf", BRIDGE),
    ("def", STREET),
    ("dhg", {**STREET, "oneway": "yes"}),
    ("ge", STREET),
    ("fz", {**STREET, "oneway": "yes"}),
    ("ij", STREET),
    ("ae", {"highway": "footway"}),
)
LIGHTS = "b"


def at(east_km: float, north_km: float) -> tuple[float, float]:
    """The (lat, lon) of a point of the town."""
    return SOUTH + north_km * KM_NORTH, WEST + east_km * KM_EAST


def place(name: str) -> tuple[float, float]:
    return at(*SPOTS[name])


def write_extract(
    path: Path, ways: tuple[tuple[str, Tags], ...] = WAYS, lights: str = LIGHTS, missing: str = ""
) -> Path:
    """Write the town as .osm; points that are `missing` were cut off, as at the edge of an extract."""
    ids = {name: n + 1 for n, name in enumerate(SPOTS)}
    lines = ['<?xml version="1.0"?>', '<osm version="0.6" generator="town">']
    for name in SPOTS:
        if name not in missing:
            lat, lon = place(name)
            lit = '<tag k="highway" v="traffic_signals"/>' if name in lights else ""
            lines.append(f'<node id="{ids[name]}" version="1" lat="{lat:.7f}" lon="{lon:.7f}">{lit}</node>')
    for n, (points, tags) in enumerate(ways):
        refs = "".join(f'<nd ref="{ids[name]}"/>' for name in points)
        told = "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())
        lines.append(f'<way id="{n + 1}" version="1">{refs}{told}</way>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


@contextmanager
def driven_on(folder: Path) -> Iterator[Path]:
    """This process drives on the town's roads, whose file is yielded, and then on none."""
    file = folder / "town.roads"
    build(write_extract(folder / "town.osm"), lambda _words: None).save(file)
    drive_on(file)
    try:
        yield file
    finally:
        drive_on(None)
