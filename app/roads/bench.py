"""`python -m app.roads.bench CITY.osm.pbf STOPS.csv --osrm FOLDER`: our drives beside those of a real OSRM.

The same extract, the same speeds, the same stops (a list with columns `lat` and `lon`). FOLDER is where the wheel
`osrm-bindings` was unpacked; without it only ours are measured, and the last line says so.
"""

import csv
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import httpx
import numpy as np
import numpy.typing as npt
import typer

from app.roads.build import build
from app.roads.roads import Drives, Roads

SHORT_S = 60  # drives below it say nothing: both round to whole seconds and tenths
STARTS_S, ASK_EVERY_S = 30.0, 0.1
Numbers = npt.NDArray[np.float64]


def main(
    extract: Path,
    stops: Path,
    osrm: Annotated[Path, typer.Option(help="Where osrm-bindings was unpacked.")] = Path("build/osrm"),
    count: Annotated[int, typer.Option(help="How many of the stops within the roads to take.")] = 300,
) -> None:
    """Measure both and print how they compare."""
    begin_s = time.perf_counter()
    roads = Roads(build(extract, lambda _words: None))
    built_s = time.perf_counter() - begin_s
    south, west, north, east = roads.network.box
    with stops.open(encoding="utf-8-sig", newline="") as file:
        rows = [(float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)]
    points = [(lat, lon) for lat, lon in rows if south <= lat <= north and west <= lon <= east][:count]
    roads.drives(points[:1])  # what is made ready once
    begin_s, core_s = time.perf_counter(), time.process_time()
    drives = roads.drives(points)
    took_s, core_s = time.perf_counter() - begin_s, time.process_time() - core_s
    away_m = drives.touching.away_m
    print(f"ours: built in {built_s:.2f} s; {len(points)} x {len(points)} in {took_s:.2f} s ({core_s:.2f} s of a core)")  # noqa: T201
    print(f"      {int(drives.touching.outside.sum())} outside; from the road: median {np.median(away_m):.0f} m")  # noqa: T201
    if not (osrm / "osrm" / "bin" / "osrm-routed").exists():
        print(f"OSRM is not in {osrm}; README, Measured, says how to unpack it. Nothing was compared.")  # noqa: T201
        raise typer.Exit(1)
    begin_s = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, osrm_on(osrm / "osrm", extract, Path(folder)) as server:
        print(f"OSRM: built and started in {time.perf_counter() - begin_s:.1f} s")  # noqa: T201
        begin_s = time.perf_counter()
        answer = _table(server, points)
        print(f"OSRM: {len(points)} x {len(points)} in {time.perf_counter() - begin_s:.2f} s")  # noqa: T201
    _compare(drives, np.array(answer["durations"], dtype=np.float64))


def _compare(drives: Drives, theirs_s: Numbers) -> None:
    both = drives.known & (theirs_s > SHORT_S)
    ratio = drives.duration_s[both] / theirs_s[both]
    low, median, high = np.percentile(ratio, [5, 50, 95])
    apart = float(np.median(abs(ratio - 1)))
    print(f"ours / OSRM: median {median:.3f}, 5 % {low:.3f}, 95 % {high:.3f}; median difference {apart:.1%}")  # noqa: T201


def _table(server: str, points: list[tuple[float, float]]) -> dict[str, list[list[float]]]:
    told = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in points)
    answer = httpx.get(f"{server}/table/v1/driving/{told}?annotations=duration", timeout=60).raise_for_status()
    found: dict[str, list[list[float]]] = answer.json()
    return found


@contextmanager
def osrm_on(home: Path, extract: Path, folder: Path) -> Iterator[str]:
    """A server of OSRM on this extract; yields its address."""
    copy = folder / f"extract{''.join(extract.suffixes)}"
    shutil.copy(extract, copy)
    programs, profile = home / "bin", home / "share" / "profiles" / "car.lua"
    for command in (["osrm-extract", "-p", str(profile), str(copy)], ["osrm-contract", str(folder / "extract.osrm")]):
        subprocess.run([str(programs / command[0]), *command[1:]], check=True, capture_output=True)  # noqa: S603
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--algorithm", "ch", "-i", "127.0.0.1", "-p", str(port), "--max-table-size", "1000000"]
    served = [str(programs / "osrm-routed"), *options, str(folder / "extract.osrm")]
    with subprocess.Popen(served, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    until_s = time.monotonic() + STARTS_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until_s:
                raise
            time.sleep(ASK_EVERY_S)


if __name__ == "__main__":
    typer.run(main)
