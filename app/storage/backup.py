"""Backups of either kind of database: written and read again, tried out, and brought back."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL

from app.storage import postgres_dump, sqlite_file
from app.storage.contents import Contents, refuse_a_difference, refuse_a_newer
from app.storage.occupancy import alone_with
from app.storage.placing import free_name
from app.unusable import UnusableBackup


@dataclass(frozen=True, slots=True)
class Restored:
    """What the database holds now, and where that is kept which it held before (None: it held nothing)."""

    contents: Contents
    kept: Path | None


def backup(url: URL, file: Path) -> Contents:
    """Write a backup, of one moment and while the database is in use, to a new file, and read it again.

    Raises UnusableBackup where the file exists, the database cannot be read, or the backup does not hold every row.
    """
    return sqlite_file.copy(_sqlite_file(url), file) if _is_sqlite(url) else postgres_dump.dump(url, file)


def rehearse(url: URL, file: Path) -> Contents:
    """Restore a backup in a scratch place, compare it with the file, and change nothing; returns what it holds.

    The place is a folder for temporary files, or a database of its own on the same PostgreSQL server. Raises
    UnusableBackup where the backup could not be restored.
    """
    wanted = _restorable(url, file)
    if _is_sqlite(url):
        with TemporaryDirectory() as folder:
            target = Path(folder) / "kproute.db"
            sqlite_file.overwrite(target, file)
            refuse_a_difference(sqlite_file.contents(target), wanted, f"What was restored from {file}")
    else:
        with postgres_dump.scratch(url) as target_url:
            postgres_dump.overwrite(target_url, file)
            refuse_a_difference(postgres_dump.held(target_url), wanted, f"What was restored from {file}")
    return wanted


def restore(url: URL, file: Path) -> Restored:
    """Make the database hold what the backup holds; what it held is first kept in FILE.replaced.

    Raises UnusableBackup where the database is in use, or it or the backup is newer than this program or damaged;
    nothing was changed then.
    """
    wanted = _restorable(url, file)
    keep = free_name(file.with_name(f"{file.name}.replaced"))
    if _is_sqlite(url):
        target = _sqlite_file(url)
        target.parent.mkdir(parents=True, exist_ok=True)
        with alone_with(target):
            kept = _kept_file(target, keep)
            sqlite_file.overwrite(target, file)
            now = sqlite_file.contents(target)
    else:
        before = postgres_dump.held(url)
        refuse_a_newer(before, "The database")
        kept = keep if before.version is not None else None
        if kept is not None:
            postgres_dump.dump(url, kept)
        postgres_dump.overwrite(url, file)
        now = postgres_dump.held(url)
    refuse_a_difference(now, wanted, "The restored database")
    return Restored(now, kept)


def _restorable(url: URL, file: Path) -> Contents:
    """What the backup holds, if this program can restore it to this database."""
    if _is_sqlite(url) and file.exists() and _sqlite_file(url).exists() and file.samefile(_sqlite_file(url)):
        raise UnusableBackup(f"{file} is the database itself. Name a backup of it.")
    wanted = sqlite_file.contents(file) if _is_sqlite(url) else postgres_dump.archived(file)
    refuse_a_newer(wanted, str(file))
    if wanted.version is None:
        raise UnusableBackup(f"{file} holds no tables of KPRoute. Name a file that `kproute backup` wrote.")
    return wanted


def _kept_file(target: Path, keep: Path) -> Path | None:
    """Keep what a SQLite file holds: as a sound copy, or, where it cannot be read, the file itself."""
    if not target.exists():
        return None
    try:
        before = sqlite_file.contents(target)
    except sqlite_file.Damaged:
        return sqlite_file.put_aside(target)
    refuse_a_newer(before, "The database")
    if before.version is None:
        return None
    sqlite_file.copy(target, keep)
    return keep


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _sqlite_file(url: URL) -> Path:
    if url.database in (None, "", ":memory:"):
        raise UnusableBackup("The database lives in memory only. Set KPROUTE_DATABASE_URL to a file or a server.")
    return Path(str(url.database))
