"""A network of roads as it lies in its file: links between junctions, what they cost, and where they run."""

import hashlib
import json
import os
import zipfile
import zlib
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from app.roads.extract import Degrees, Source, UnusableRoads, Whole

FORMAT = "kproute-roads/2"
MOST_AWAY_M = 5_000
OF_LINKS = ("tail", "head", "length_dm", "forward_cs", "backward_cs", "rank")  # one number for each link


@dataclass(frozen=True, eq=False)
class Network:
    """Links from junction `tail` to junction `head`; each junction can be reached from every other one.

    Lengths are decimetres; times are centiseconds, with what the junction at the end costs, and 0 where a direction is
    closed. The points of link `n` are `first[n]` up to `first[n + 1]`, from its tail to its head. Main roads have
    ranks from 1 (`RANKS`), all others 0. Places more than `most_away_m` from any road are outside.
    """

    source: Source
    most_away_m: int
    tail: Whole
    head: Whole
    length_dm: Whole
    forward_cs: Whole
    backward_cs: Whole
    rank: Whole
    first: Whole
    lat_e7: Degrees
    lon_e7: Degrees

    def __post_init__(self) -> None:
        links = len(self.tail)
        if not 0 <= self.most_away_m <= MOST_AWAY_M:
            raise ValueError(f"Places are at most 0 to {MOST_AWAY_M:,} m away from a road.")
        if not links:
            raise ValueError("A network has a link at least.")
        if any(getattr(self, name).dtype != np.int32 or getattr(self, name).ndim != 1 for name in ARRAYS):
            raise ValueError("A network is rows of 32-bit whole numbers.")
        if any(len(getattr(self, name)) != links for name in OF_LINKS):
            raise ValueError("Every link has two junctions, a length, two times and a rank.")
        if min(getattr(self, name).min() for name in OF_LINKS) < 0:
            raise ValueError("Junctions, times and ranks are numbers from 0.")
        if self.length_dm.min() < 1 or np.any((self.forward_cs == 0) & (self.backward_cs == 0)):
            raise ValueError("A link is open in one direction at least, and has a length.")
        points = len(self.lat_e7)
        if len(self.first) != links + 1 or self.first[0] != 0 or self.first[-1] != points or len(self.lon_e7) != points:
            raise ValueError("Every link has its points.")
        if np.diff(self.first).min() < 2:
            raise ValueError("A link has two points at least.")
        if abs(self.lat_e7).max() > 900_000_000 or abs(self.lon_e7.astype(np.int64)).max() > 1_800_000_000:
            raise ValueError("Points lie on the earth.")

    @property
    def junctions(self) -> int:
        return int(max(self.tail.max(), self.head.max())) + 1

    @cached_property
    def version(self) -> str:
        """Twelve characters that differ wherever a time, a length, a shape or the cap does."""
        digest = hashlib.sha256(f"{FORMAT} {self.most_away_m} ".encode())
        for name in ARRAYS:
            row = getattr(self, name).astype("<i4")
            digest.update(f"{name} {len(row)} ".encode() + row.tobytes())
        return digest.hexdigest()[:12]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """South, west, north and east in WGS-84 degrees."""
        lat, lon = self.lat_e7 / 1e7, self.lon_e7 / 1e7
        return float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max())

    def save(self, path: Path) -> None:
        """Write the file, whole or not at all; raises UnusableRoads where something else lies there."""
        if path.exists():
            try:
                load(path)
            except UnusableRoads:
                raise UnusableRoads(
                    f"{path} holds something else than roads. Choose another file with --out."
                ) from None
        source = self.source
        told = {
            "format": FORMAT,
            "version": self.version,
            "most_away_m": self.most_away_m,
            "source": source.name,
            "dated_on": source.dated_on.isoformat() if source.dated_on else None,
            "sha256": source.sha256,
        }
        head = np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)
        unfinished = path.with_name(path.name + ".unfinished")
        try:
            try:
                with unfinished.open("wb") as file:
                    np.savez_compressed(file, about=head, **{name: getattr(self, name) for name in ARRAYS})
                os.replace(unfinished, path)
            finally:
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            raise UnusableRoads(f"{path}: {error.strerror}. Choose a file that you may write with --out.") from error


ARRAYS = tuple(field.name for field in fields(Network) if field.name not in ("source", "most_away_m"))


def load(path: Path) -> Network:
    """Read a file that `save` wrote; raises UnusableRoads for everything else."""
    remedy = "Build it again with `kproute roads build`."
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            about: dict[str, Any] = json.loads(held["about"].tobytes())
            rows = {name: held[name] for name in ARRAYS}
        if about["format"] != FORMAT:
            raise UnusableRoads(f"{path} was built by another version of KPRoute. {remedy}")
        dated_on = date.fromisoformat(about["dated_on"]) if about["dated_on"] else None
        network = Network(Source(str(about["source"]), dated_on, str(about["sha256"])), about["most_away_m"], **rows)
    except OSError as error:
        if error.strerror is None:  # numpy's word for what is not its own
            raise UnusableRoads(f"{path} holds no roads. {remedy}") from error
        raise UnusableRoads(f"{path}: {error.strerror}. Check the path and that you may read it.") from error
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise UnusableRoads(f"{path} holds no roads, or is damaged. {remedy}") from error
    if network.version != about["version"]:
        raise UnusableRoads(f"{path} is damaged. {remedy}")
    return network
