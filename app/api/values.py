"""Values as the API takes them: every one bounded, so that no number or text can surprise what lies behind."""

import base64
import binascii
import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.errors import Fault, InvalidInput

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_POSITION = re.compile(r"\d{0,9}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 2000, 2100


def _iso_day(value: object) -> object:
    """Only the written form of a day: a number would be read as seconds since 1970."""
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise ValueError("write the day as YYYY-MM-DD")
    day = date.fromisoformat(value)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"choose a day between the years {FIRST_YEAR} and {LAST_YEAR}")
    return day


Day = Annotated[
    date, BeforeValidator(_iso_day, json_schema_input_type=Annotated[str, Field(json_schema_extra={"format": "date"})])
]
Id = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, Field(ge=1, le=200)]
Cursor = Annotated[str, StringConstraints(max_length=600)]


class Order(BaseModel):
    """What a client sends; a field we do not know is refused, and so is a value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Answer(BaseModel):
    """What a client gets; later versions may add fields."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Point(Answer):
    """WGS-84 degrees."""

    lat: float
    lon: float


def next_cursor(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_of(cursor: str | None) -> str:
    """The place in the list that a cursor stands for, "" for the beginning; raises InvalidInput."""
    if cursor is None:
        return ""
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise _unknown_cursor() from error
    if "\x00" in key:
        raise _unknown_cursor()
    return key


def position_of(cursor: str | None) -> int:
    """The same for a list whose places are counted; 0 is the beginning."""
    key = key_of(cursor)
    if not _POSITION.fullmatch(key):
        raise _unknown_cursor()
    return int(key or 0)


def _unknown_cursor() -> InvalidInput:
    fault = Fault("/query/cursor", "cursor.unknown", "Use the next_cursor of the page before, unchanged.")
    return InvalidInput("cursor.unknown", "The cursor is not one of ours; start without one.", [fault])
