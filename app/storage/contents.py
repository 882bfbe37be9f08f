"""What a database or a backup of it holds, as far as a backup is judged by it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.storage.schema import newer_than_known, newest_version
from app.unusable import UnusableBackup


@dataclass(frozen=True, slots=True)
class Contents:
    """The version of the tables (None: there are none) and the number of rows of each table."""

    version: str | None
    rows: Mapping[str, int]

    def __str__(self) -> str:
        return f"{sum(self.rows.values()):,} rows in {len(self.rows)} tables of version {self.version}"


def refuse_a_newer(contents: Contents, what: str) -> None:
    """Raise UnusableBackup where this program does not know the tables' version."""
    if newer_than_known(contents.version):
        raise UnusableBackup(
            f"{what} was written by a newer KPRoute than this one, which knows tables up to {newest_version()}."
            " Use the newer program; nothing was changed."
        )


def refuse_a_difference(copied: Contents, wanted: Contents, what: str) -> None:
    """Raise UnusableBackup where a copy does not hold, row for row in number, what it is a copy of."""
    if copied != wanted:
        tables = sorted(
            name for name in {*copied.rows, *wanted.rows} if copied.rows.get(name, -1) != wanted.rows.get(name, -1)
        )
        raise UnusableBackup(
            f"{what} does not hold what it should: version {copied.version} instead of {wanted.version}, other numbers"
            f" of rows in: {', '.join(tables) or 'no table'}. Do not rely on it; check the disk and try again."
        )
