"""Values as the API takes them: every one bounded, so that no number or text can surprise what lies behind."""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from app.intake.cells import MAX_TEXT

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 2000, 2100


def _iso_day(value: object, first_year: int = FIRST_YEAR) -> object:
    """Only the written form of a day: a number would be read as seconds since 1970."""
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise ValueError("write the day as YYYY-MM-DD")
    day = date.fromisoformat(value)
    if not first_year <= day.year <= LAST_YEAR:
        raise ValueError(f"choose a day between the years {first_year} and {LAST_YEAR}")
    return day


def _fact_day(value: object) -> object:
    """A day that is told of, which may lie long ago."""
    return _iso_day(value, 1900)


_WrittenDay = Annotated[str, Field(json_schema_extra={"format": "date"})]
Day = Annotated[date, BeforeValidator(_iso_day, json_schema_input_type=_WrittenDay)]
FactDay = Annotated[date, BeforeValidator(_fact_day, json_schema_input_type=_WrittenDay)]
Id = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Text = Annotated[str, StringConstraints(max_length=MAX_TEXT, pattern=r"^[^\x00]*$")]

_Word = TypeVar("_Word", bound=StrEnum)
# Strictness would ask a JSON text to be a Python enum already.
Word = Annotated[_Word, Field(strict=False)]


def _instant(value: object) -> object:
    """Only a written moment with its offset: a number would be read as seconds, and a naive one as anybody's."""
    if not isinstance(value, str):
        raise ValueError("write the moment as YYYY-MM-DDThh:mm:ssZ, or with another offset")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("write the moment as YYYY-MM-DDThh:mm:ssZ, or with another offset") from error
    if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"give the moment its offset from UTC, and a year from {FIRST_YEAR} to {LAST_YEAR}")
    return moment.astimezone(UTC)


Instant = Annotated[
    datetime,
    BeforeValidator(_instant, json_schema_input_type=Annotated[str, Field(json_schema_extra={"format": "date-time"})]),
]


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


def as_request_fault(error: ValidationError, *where: str) -> RequestValidationError:
    """What is wrong with a value that was looked at apart from its request, as a fault of the request."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    return RequestValidationError([{**fault, "loc": (*where, *fault["loc"])} for fault in faults])
