"""A server of OSRM, asked over HTTP: tables and ways, believed only where they could be true."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np

from app.roads.extract import Whole

Point = tuple[float, float]

LONGEST_S, CONNECT_S = 5.0, 2.0  # of one question, from its first byte to the answer's last
TRIES, PAUSE_S = 2, 0.2
LARGEST_ANSWER = 2 * 1024 * 1024  # a block of 100 x 100 is 150 KB
MOST_SIDE = 100  # places on each side of a block: osrm-routed answers no more unless it is told to
MOST_AWAY_M = 500  # OSRM takes any place to its nearest road; beyond this it is outside
MOST_S, MOST_M = 15 * 86_400, 6_700_000  # as long as a drive can be
MOST_M_IN_S = 70  # 250 km/h: faster is no car
UNKNOWN = -1


class NoRoads(Exception):
    """The server gave no drives; the text says why, and holds nothing of the question."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Seconds and metres from some places (rows) to others (columns); -1 where no road leads."""

    duration_s: Whole
    distance_m: Whole
    data_version: str  # of the server's roads, "" where it tells none


class OsrmServer:
    """The one server at `url`, such as http://127.0.0.1:5000; it is sent coordinates and nothing else."""

    def __init__(self, url: str, *, longest_s: float = LONGEST_S) -> None:
        self.url, self.host = url.rstrip("/"), urlsplit(url).netloc
        self._longest_s = longest_s
        self._client = httpx.Client(
            timeout=httpx.Timeout(longest_s, connect=min(CONNECT_S, longest_s)),
            limits=httpx.Limits(max_keepalive_connections=0),  # nothing is left open between questions
            follow_redirects=False,
            trust_env=False,
        )

    def table(self, origins: Sequence[Point], goals: Sequence[Point]) -> Block:
        """The drives from each origin to each goal, at most 100 of either and two places in all; raises NoRoads."""
        places = list(dict.fromkeys([*origins, *goals]))
        row = {place: n for n, place in enumerate(places)}
        sides = {"sources": origins, "destinations": goals}
        named = {side: ";".join(str(row[place]) for place in of) for side, of in sides.items()}
        told = self._told("table", places, {"annotations": "duration,distance", **named})
        shape = len(origins), len(goals)
        inside = np.logical_and.outer(*(_near(told, side, len(of)) for side, of in sides.items()))
        duration_s, distance_m = _cells(told, "durations", shape, MOST_S), _cells(told, "distances", shape, MOST_M)
        known = inside & (duration_s >= 0) & (distance_m >= 0)
        if (distance_m[known] > MOST_M_IN_S * (duration_s[known] + 1)).any():
            raise NoRoads("its drives are faster than any car")
        version = told.get("data_version", "")
        return Block(
            np.where(known, np.ceil(duration_s), UNKNOWN).astype(np.int32),
            np.where(known, np.rint(distance_m), UNKNOWN).astype(np.int32),
            version if isinstance(version, str) else "",
        )

    def way(self, begin: Point, end: Point) -> tuple[Point, ...]:
        """The (lat, lon) points that are driven along; none where no road leads. Raises NoRoads."""
        told = self._told("route", [begin, end], {"overview": "full", "geometries": "geojson"})
        if told["code"] == "NoRoute" or not all(_near(told, "waypoints", 2)):
            return ()
        try:
            line = told["routes"][0]["geometry"]["coordinates"]
            way = tuple((float(lat), float(lon)) for lon, lat in line)
        except (LookupError, TypeError, ValueError) as error:
            raise NoRoads("its way cannot be read") from error
        if len(way) < 2 or not all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in way):
            raise NoRoads("its way is none")
        return way

    def _told(self, service: str, places: Sequence[Point], query: Mapping[str, str]) -> Mapping[str, Any]:
        told = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in places)
        url = f"{self.url}/{service}/v1/driving/{told}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
        for again in range(TRIES, 0, -1):
            try:
                return _read(*self._asked(url))
            except httpx.HTTPError as error:
                if again == 1:
                    raise NoRoads("it does not answer in time") from error
            time.sleep(PAUSE_S)
        raise AssertionError("The last try answers or raises.")

    def _asked(self, url: str) -> tuple[int, bytes]:
        """Status and body; raises httpx.HTTPError for what may go better at once, NoRoads for what will not."""
        until_s = time.monotonic() + self._longest_s
        with self._client.stream("GET", url, headers={"Accept-Encoding": "identity"}) as answer:
            if answer.status_code >= 500:
                raise httpx.HTTPError("server error")
            body = b""
            for part in answer.iter_raw():
                body += part
                if len(body) > LARGEST_ANSWER:
                    raise NoRoads("its answer is too large")
                if time.monotonic() > until_s:
                    raise httpx.ReadTimeout("too slow")
            return answer.status_code, body


def _read(status: int, body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError as error:
        raise NoRoads(f"status {status}, and the answer is no JSON") from error
    if not isinstance(told, dict):
        raise NoRoads("its answer is no object")
    if told.get("code") not in ("Ok", "NoRoute"):
        raise NoRoads(f"status {status}, code {str(told.get('code'))[:20]!r}")
    return told


def _near(told: Mapping[str, Any], side: str, count: int) -> Sequence[bool]:
    """Which places the server found a road for that is near enough."""
    try:
        away_m = [float(waypoint["distance"]) for waypoint in told[side]]
    except (LookupError, TypeError, ValueError) as error:
        raise NoRoads("it does not say how far places are from its roads") from error
    if len(away_m) != count or not all(isfinite(away) and away >= 0 for away in away_m):
        raise NoRoads("it does not say how far places are from its roads")
    return [away <= MOST_AWAY_M for away in away_m]


def _cells(told: Mapping[str, Any], name: str, shape: tuple[int, int], most: float) -> Any:
    """A table of the answer as numbers, -1 for null; raises NoRoads for anything else in it."""
    rows = told.get(name)
    if (
        not isinstance(rows, list)
        or [len(row) if isinstance(row, list) else -1 for row in rows] != [shape[1]] * shape[0]
    ):
        raise NoRoads(f"its {name} are no table of {shape[0]} x {shape[1]}")
    cells = [UNKNOWN if cell is None else cell for row in rows for cell in row]
    if not all(type(cell) in (int, float) and isfinite(cell) for cell in cells):
        raise NoRoads(f"its {name} are no numbers")
    table = np.array(cells, dtype=np.float64).reshape(shape)
    given = np.array([cell is not None for row in rows for cell in row], dtype=np.bool_).reshape(shape)
    if (table[given] < 0).any() or (table[given] > most).any():
        raise NoRoads(f"its {name} cannot be true")
    return table
