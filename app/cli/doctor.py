"""kproute doctor: what this installation is made of, and what is wrong with it; secrets stay masked."""

import platform
import shutil
import sqlite3
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from app.cli.screen import fail, say
from app.config import read_settings
from app.db import Database
from app.intake.store import all_reps
from app.roads.extract import UnusableRoads
from app.roads.network import load
from app.roads.osrm import NoRoads, OsrmServer
from app.storage.sqlite import has_safe_wal
from app.unusable import UnusableDatabase

PACKAGES = ("kproute", "ortools", "numpy", "fastapi", "sqlalchemy", "psycopg", "folium", "uvicorn", "tzdata")
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York")
LEAST_FREE_BYTES = 200 * 2**20


def doctor() -> None:
    """Print versions, database, disk and time zones; exit code 1 where something needs attention."""
    settings = read_settings()
    say(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}")
    say(", ".join(f"{name} {version(name)}" for name in PACKAGES))
    journal = "WAL" if has_safe_wal(sqlite3.sqlite_version_info[:3]) else "DELETE, since its WAL has a known fault"
    say(f"SQLite {sqlite3.sqlite_version}, journal {journal}")
    say(f"Database {settings.masked_database_url}")
    say(f"Public address {settings.public_url}")
    say(f"Clock {datetime.now(UTC).isoformat(timespec='seconds')} UTC")
    troubles = [
        *_database_troubles(Database(settings.database_url)),
        *_zone_troubles(),
        *_roads_troubles(settings.roads, settings.osrm_url),
    ]
    free = shutil.disk_usage(_nearest_folder(Database(settings.database_url))).free
    say(f"Disk {free // 2**20:,} MiB free")
    if free < LEAST_FREE_BYTES:
        troubles.append("The disk is nearly full. Make room before you plan.")
    for trouble in troubles:
        fail(trouble)
    if troubles:
        raise typer.Exit(1)
    say("All is well.")


def _database_troubles(database: Database) -> list[str]:
    try:
        database.upgrade()
        with database.read() as session:
            reps = all_reps(session)
    except UnusableDatabase as trouble:
        return [str(trouble)]
    say(f"Tables up to date; {len(reps)} reps")
    return []


def _zone_troubles() -> list[str]:
    troubles = []
    for name in ZONES:
        try:
            ZoneInfo(name)
        except ZoneInfoNotFoundError:
            troubles.append(f"The time zone {name} is missing. Install the tzdata package.")
    say(f"Time zones: {len(ZONES) - len(troubles)} of {len(ZONES)} probed are there")
    return troubles


def _roads_troubles(file: Path | None, osrm_url: str | None) -> list[str]:
    if osrm_url is not None:
        return _osrm_troubles(OsrmServer(osrm_url))
    if file is None:
        say("No roads: driving times are estimated from the straight line")
        return []
    try:
        network = load(file)
    except UnusableRoads as trouble:
        return [str(trouble)]
    say(f"Roads of {network.source.name}, network {network.version}")
    return []


def _osrm_troubles(server: OsrmServer) -> list[str]:
    begin_s = time.perf_counter()
    try:
        server.table([(0.0, 0.0)], [(0.0, 0.01)])  # wherever its roads are, it answers
    except NoRoads as why:
        return [f"OSRM at {server.host} gives no drives: {why}. Start it, or correct KPROUTE_OSRM_URL."]
    say(f"OSRM at {server.host} answers in {(time.perf_counter() - begin_s) * 1000:.0f} ms")
    return []


def _nearest_folder(database: Database) -> Path:
    """The folder of the database file, or the working folder for a server's database."""
    if not (database.is_sqlite and database.url.database):
        return Path.cwd()
    folder = Path(database.url.database).resolve().parent
    while not folder.exists():
        folder = folder.parent
    return folder
