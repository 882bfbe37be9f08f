"""The outermost layer of the application: every request gets its id, one line in the log, and its place in the figures.

Addresses hold sign-in tokens and what people searched for, so a line names the route's template and never the address.
"""

import logging
import time

from fastapi.routing import APIRoute
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import PROBES
from app.metrics import Metrics
from app.request_id import HEADER, begin_request

LOG = logging.getLogger("kproute.requests")
API = "/api/v1"
NO_ROUTE = "none"


class RequestWatch:
    """Watches an application; what it raises after it has answered in full ends here, in the log."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = begin_request(scope.setdefault("state", {}), Headers(scope=scope).get(HEADER))
        started_s, status, complete = time.perf_counter(), 500, False

        async def watched(message: Message) -> None:
            nonlocal status, complete
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)
            complete = message["type"] == "http.response.body" and not message.get("more_body", False)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            LOG.error("%s %s failed", scope["method"], route_of(scope), exc_info=error)
            if not complete:
                raise  # the server cuts the connection, so that nobody takes half an answer for a whole one
        finally:
            self._tell(scope, status, time.perf_counter() - started_s)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method, route, milliseconds = scope["method"], route_of(scope), round(seconds * 1000)
        self._metrics.request_answered(method, route, status, seconds)
        level = logging.DEBUG if route in PROBES else logging.INFO
        facts = {"method": method, "route": route, "status": status, "milliseconds": milliseconds}
        LOG.log(level, "%s %s %d in %d ms", method, route, status, milliseconds, extra=facts)


def route_of(scope: Scope) -> str:
    """The template of the route that a request was given to, such as /api/v1/plans/{plan_id}."""
    route = scope.get("route")
    if not isinstance(route, APIRoute):
        mounted_at = scope.get("root_path")  # static files have no route, only the place where they hang
        return f"{mounted_at}/{{path}}" if mounted_at else NO_ROUTE
    inside_api = scope["path"].startswith(f"{API}/") and not route.path_format.startswith(API)
    return f"{API}{route.path_format}" if inside_api else route.path_format  # a route does not know its prefix
