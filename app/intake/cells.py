"""One row being read: it hands out values by field and notes what could not be read."""

from collections.abc import Callable
from typing import TypeVar

from app.intake.column_names import EXAMPLES
from app.intake.faults import Fault, error, quoted, warning
from app.intake.headers import Heading, Record
from app.intake.values import is_damaged_number
from app.method.account import WORKING_HOURS

MAX_TEXT = 300  # characters of a name; other texts keep to it too

_Value = TypeVar("_Value")
_Default = TypeVar("_Default")


class RejectedRowError(Exception):
    """The row cannot be kept; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class Cells:
    """The cells of one row by canonical field. A field without a column is absent, which is more than blank."""

    def __init__(self, line: int, record: Record, heading: Heading, *, rejects_as: str = "BAD_ROW") -> None:
        self.line = line
        self._rejects_as = rejects_as
        self.faults: list[Fault] = []
        self._record = record
        self._heading = heading

    def has_column(self, field: str) -> bool:
        return field in self._record

    def raw(self, field: str) -> str:
        """The cell as written, "" where it is blank or absent."""
        return self._record.get(field, "")

    def header(self, field: str) -> str:
        """The name of the field's column in the file, "" where it is absent."""
        return self._heading.columns[field].header if field in self._record else ""

    def factor(self, field: str) -> float:
        """What one unit of the column is in ours."""
        return self._heading.columns[field].factor

    def text(self, field: str) -> str:
        """The cell's text, cut with a warning where it is longer than anybody writes."""
        text = self._record.get(field, "")
        if len(text) > MAX_TEXT:
            self.warn(field, "TEXT_CUT", field=self._heading.shown(field), limit=MAX_TEXT)
            return text[:MAX_TEXT]
        return text

    def value(self, field: str, parse: Callable[[str], _Value], default: _Default) -> _Value | _Default:
        """The cell's value; the default where it is silent, and with a warning where it cannot be read."""
        text = self._record.get(field)
        if not text:
            return default
        try:
            return _parsed(parse, text)
        except ValueError:
            self.warn(field, "UNREADABLE_VALUE", default=_shown(default), **self._what(field, text))
            return default

    def measure(self, field: str, parse: Callable[[str, float], _Value], default: _Default) -> _Value | _Default:
        """As `value`, for parsers that need the factor of the column's unit."""
        return self.value(field, lambda text: parse(text, self.factor(field)), default)

    def decisive(self, field: str, parse: Callable[[str], _Value], default: _Default) -> _Value | _Default:
        """As `value`, for facts that nobody may guess: raises RejectedRowError where the cell cannot be read."""
        text = self._record.get(field)
        if not text:
            return default
        try:
            return _parsed(parse, text)
        except ValueError as failure:
            raise self.rejected(field) from failure

    def phone(self, field: str) -> str:
        """A phone number as written; none where a spreadsheet has rounded it away."""
        text = self.text(field)
        if is_damaged_number(text):
            self.warn(field, "DAMAGED_NUMBER", value=quoted(text), field=self._heading.shown(field))
            return ""
        return text

    def warn(self, field: str, code: str, /, **params: object) -> None:
        self.faults.append(warning(self.line, field, code, **params))

    def rejected(self, field: str) -> RejectedRowError:
        """The error to raise because this field is missing or cannot be read."""
        return RejectedRowError(error(self.line, field, self._rejects_as, **self._what(field, self.raw(field))))

    def _what(self, field: str, text: str) -> dict[str, object]:
        return {"field": self._heading.shown(field), "value": quoted(text), "example": EXAMPLES[field]}


def _parsed(parse: Callable[[str], _Value], text: str) -> _Value:
    """What the parser reads. It remembers what it read, so it is not given a novel."""
    if len(text) > MAX_TEXT:
        raise ValueError("No value is that long.")
    return parse(text)


def _shown(default: object) -> str:
    """A default in the notation of a list."""
    if default is None:
        return "—"
    if isinstance(default, bool):
        return "yes" if default else "no"
    return "Mon-Fri 09:00-18:00" if default == WORKING_HOURS else str(default)
