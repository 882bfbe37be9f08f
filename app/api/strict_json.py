"""JSON as the API reads it: nothing that JSON cannot carry, that a database cannot keep, or that can be read two ways.

Python's reader takes NaN and 1e999, whole numbers of any size, halves of characters, and the last of two fields of one
name. Here each of them is refused, with a pointer to it.
"""

import json
from collections.abc import Callable, Coroutine, Iterator
from math import isfinite
from typing import Any

from fastapi import Request, Response
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from app.errors import AppError, Fault, InvalidInput

MOST_FAULTS = 100
MOST_DIGITS = 400  # a double's largest value has 309
LARGEST = 2**63 - 1  # what a column holds
DEEPEST = 40


class _Twice(dict[str, Any]):
    """An object that names a field twice."""

    name: str


class _NoNumber:
    """NaN, an infinite number, or one of more digits than a number can have."""


class StrictRequest(Request):
    """A request whose JSON has been read already."""

    def __init__(self, request: Request, told: Any) -> None:
        super().__init__(request.scope, request.receive)
        self._told = told
        self._read = request

    async def body(self) -> bytes:
        return await self._read.body()

    async def json(self) -> Any:
        return self._told


class StrictRoute(APIRoute):
    """A route that reads JSON strictly, and no other kind of body where it wants JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if self.body_field is None or isinstance(self.body_field.field_info, Form):
            return handle

        async def handle_strictly(request: Request) -> Response:
            body = await request.body()
            if not body:
                return await handle(request)
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
                raise HTTPException(415)
            return await handle(StrictRequest(request, strict_json(body)))

        return handle_strictly


def strict_json(body: bytes) -> Any:
    """The value that a JSON text stands for; raises AppError: 400 where it is none, 422 for values as said above."""
    try:
        told = json.loads(
            body,
            object_pairs_hook=_object,
            parse_constant=lambda _: _NoNumber(),
            parse_int=lambda text: int(text) if len(text) <= MOST_DIGITS else _NoNumber(),
        )
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error
    faults = [fault for fault, _ in zip(_faults(told, "/body", 0), range(MOST_FAULTS), strict=False)]
    if faults:
        raise InvalidInput("request.invalid", "Some values cannot be used; `errors` names each one.", faults)
    return told


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) == len(pairs):
        return told
    twice = _Twice(told)
    seen: set[str] = set()
    twice.name = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return twice


def _faults(value: Any, pointer: str, depth: int) -> Iterator[Fault]:
    if depth > DEEPEST:
        yield Fault(pointer, "json.too_deep", f"Nest values at most {DEEPEST} deep.")
    elif isinstance(value, dict):
        if isinstance(value, _Twice):
            yield Fault(f"{pointer}/{_part(value.name)}", "json.named_twice", "Name each field once.")
        for name, inner in value.items():
            yield from _text_faults(name, f"{pointer}/{_part(name)}")
            yield from _faults(inner, f"{pointer}/{_part(name)}", depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _faults(inner, f"{pointer}/{index}", depth + 1)
    elif isinstance(value, str):
        yield from _text_faults(value, pointer)
    elif isinstance(value, _NoNumber) or (isinstance(value, float) and not isfinite(value)):
        yield Fault(pointer, "json.no_number", "Write a finite number.")
    elif isinstance(value, int) and abs(value) > LARGEST:
        yield Fault(pointer, "json.number_too_large", "Write a whole number of at most 63 bits.")


def _text_faults(text: str, pointer: str) -> Iterator[Fault]:
    if "\x00" in text:
        yield Fault(pointer, "json.nul", "Leave NUL characters out of texts.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        yield Fault(pointer, "json.half_character", "Write whole characters; half of a surrogate pair is none.")


def _part(name: str) -> str:
    """A field's name in a pointer (RFC 6901), cut and printable."""
    return name[:60].encode("utf-8", "replace").decode().replace("~", "~0").replace("/", "~1")


def _unreadable() -> AppError:
    fault = Fault("/body", "json.unreadable", "Send one JSON value in UTF-8.")
    return AppError(400, "request.unreadable", "Unreadable request", "The body is no JSON.", [fault])
