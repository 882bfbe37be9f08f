"""How often a program may call the API: a bucket of tokens for each credential, filled at a fixed rate.

The buckets are of this process; several processes behind one address allow so many times as much. Answers 304 cost
nothing. The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import Settings
from app.credential import credential_of
from app.errors import Problem, problem_response
from app.request_id import request_id_of

API = "/api/"
MOST_BUCKETS = 10_000  # the one unused for longest goes first; it has filled up long since


@dataclass(slots=True)
class _Bucket:
    tokens: float
    seen_s: float


class Buckets:
    """Tokens for each credential: at most `burst`, `rate_per_s` new ones each second."""

    def __init__(self, rate_per_s: float, burst: int, seconds: Callable[[], float] = time.monotonic) -> None:
        self.rate_per_s, self.burst = rate_per_s, burst
        self._seconds = seconds
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, credential: str) -> tuple[bool, int]:
        """Whether there was a token to take, and how many whole ones are left."""
        with self._lock:
            bucket = self._filled(credential)
            allowed = bucket.tokens >= 1
            bucket.tokens -= allowed
            return allowed, int(bucket.tokens)

    def give_back(self, credential: str) -> int:
        """Put back a token that turned out to be free, and say how many there are."""
        with self._lock:
            bucket = self._filled(credential)
            bucket.tokens = min(bucket.tokens + 1, self.burst)
            return int(bucket.tokens)

    def _filled(self, credential: str) -> _Bucket:
        now_s = self._seconds()
        bucket = self._buckets.pop(credential, None) or _Bucket(self.burst, now_s)
        bucket.tokens = min(bucket.tokens + (now_s - bucket.seen_s) * self.rate_per_s, self.burst)
        bucket.seen_s = now_s
        self._buckets[credential] = bucket
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return bucket


class RateLimit:
    """Answers 429 where a credential calls the API too often, and says with every answer what is left."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._buckets = Buckets(settings.api_rate_per_s, settings.api_burst)
        window_s = max(1, math.ceil(settings.api_burst / settings.api_rate_per_s))
        self._policy = f'"default";q={settings.api_burst};w={window_s}'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        credential = credential_of(request, self._settings)
        allowed, left = self._buckets.take(credential)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                free = message["status"] == 304
                now_left = self._buckets.give_back(credential) if free else left
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = self._policy
                headers["RateLimit"] = f'"default";r={now_left};t={self._wait_s}'
            await send(message)

        if allowed:
            await self._app(scope, receive, counted)
        else:
            await self._refusal(request)(scope, receive, counted)

    @property
    def _wait_s(self) -> int:
        """Whole seconds until there is a token again."""
        return max(1, math.ceil(1 / self._buckets.rate_per_s))

    def _refusal(self, request: Request) -> ASGIApp:
        problem = Problem(
            429,
            "request.too_many",
            "Too many requests",
            f"Wait {self._wait_s} s, then send at most {self._buckets.rate_per_s:g} requests a second; nothing was"
            " changed.",
            request_id_of(request),
        )
        return problem_response(problem, {"Retry-After": str(self._wait_s)})
