"""The id that a request is known by: in its log lines, in its answer and in the problem it may end as."""

import re
from contextvars import ContextVar
from typing import Any

from fastapi import Request

from app.ids import new_id

HEADER = "X-Request-Id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Every request runs in a task of its own, so it is set there and never taken back.
_CURRENT: ContextVar[str | None] = ContextVar("kproute_request_id", default=None)


def begin_request(state: dict[str, Any], given: str | None) -> str:
    """The id of a request that begins: the sender's where it is well formed, else a new one; kept in its state."""
    state["request_id"] = request_id = given if given and _WELL_FORMED.fullmatch(given) else new_id("req")
    _CURRENT.set(request_id)
    return request_id


def request_id_of(request: Request) -> str:
    """The id of this request."""
    return getattr(request.state, "request_id", None) or new_id("req")


def current_request_id() -> str | None:
    """The id of the request that this code runs for, or None."""
    return _CURRENT.get()
