"""A list file as rows of text cells, and the bounds that every file keeps."""

import re
from dataclasses import dataclass

from app.intake.faults import UNPRINTABLE

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_LINES = 1_048_576  # what a worksheet can number; blank ones count here

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of one row and the line where the row begins, as a person counts it (the first is 1)."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of a file in order, blank ones too. `separator` is "" for a workbook, `encoding` "xlsx".

    A workbook's `title` is the sheet that was read, one of `titles`. `uncomputed` are the lines of cells whose formula
    came without a result, or with an error; such cells are blank here.
    """

    rows: tuple[SheetRow, ...]
    encoding: str
    separator: str
    title: str = ""
    titles: tuple[str, ...] = ()
    uncomputed: tuple[int, ...] = ()


def tidy(cell: str) -> str:
    """A cell without control characters, its line breaks and runs of spaces made one space, its ends trimmed."""
    if cell.isprintable() and "  " not in cell:
        return cell.strip()
    return UNPRINTABLE.sub("", _SPACES.sub(" ", cell)).strip()
