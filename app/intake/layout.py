"""How a list lies in its file, as somebody says who looked at it. What is left open is found out by the importer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

# What may be said of a text file; each name is a codec that also takes the file's byte order mark.
ENCODINGS = ("utf-8-sig", "gb18030", "utf-16", "big5", "cp1252")
SEPARATORS = (",", ";", "\t", "|")
NO_HEADER_LINE = 0  # the rows begin at once, without column names


@dataclass(frozen=True, slots=True)
class Layout:
    """Encoding, separator, sheet, the line of the column names, and which column (from 0) holds which field."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_line: int | None = None
    columns: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        if self.encoding is not None and self.encoding not in ENCODINGS:
            raise ValueError("This is no encoding that lists are read in.")
        if self.separator is not None and self.separator not in SEPARATORS:
            raise ValueError("This is no separator of lists.")
        if self.header_line is not None and self.header_line < NO_HEADER_LINE:
            raise ValueError("Lines are counted from 1.")
        if self.columns is not None and self.header_line is None:
            raise ValueError("Columns are chosen under a known row of names.")

    def as_json(self) -> dict[str, Any]:
        columns = None if self.columns is None else dict(self.columns)
        return {
            "encoding": self.encoding,
            "separator": self.separator,
            "sheet": self.sheet,
            "header_line": self.header_line,
            "columns": columns,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        return cls(**told)


AS_FOUND = Layout()
