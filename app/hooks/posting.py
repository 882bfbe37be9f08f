"""One POST of a webhook: never to a private host, never after a redirect, never for longer than its time."""

import contextlib
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Protocol

import httpx

from app.hooks.addresses import RefusedAddress, RefusedUrl, Resolve, UnknownName, checked_addresses, system_addresses
from app.hooks.addresses import target_of as target_of_url
from app.hooks.transport import PinnedTransport
from app.hooks.words import Trouble

LONGEST_S = 15.0  # from the resolved name to the answer's last byte
LARGEST_ANSWER = 64 * 1024  # read so that the receiver may finish; what it says is not kept
GONE = 410


@dataclass(frozen=True, slots=True)
class PostResult:
    """What came of a POST: `trouble` is None where it was accepted; the status is there where anything was answered."""

    status: int | None
    trouble: Trouble | None
    milliseconds: int


class Post(Protocol):
    def __call__(self, url: str, body: str, headers: Mapping[str, str]) -> PostResult: ...


class Poster:
    """Posts to public hosts; to those of an intranet as well where `private_allowed`."""

    def __init__(
        self,
        *,
        private_allowed: bool,
        resolve: Resolve = system_addresses,
        tls: ssl.SSLContext | None = None,
        longest_s: float = LONGEST_S,
    ) -> None:
        self._private_allowed, self._resolve, self._longest_s = private_allowed, resolve, longest_s
        self._tls_given = tls
        self._sender = f"KPRoute/{version('kproute')}"

    def __call__(self, url: str, body: str, headers: Mapping[str, str]) -> PostResult:
        """Send it once; whatever goes wrong is in the result."""
        began_s = time.monotonic()
        status: int | None = None
        trouble: Trouble | None = None
        try:
            status = self._status(url, body, headers)
            trouble = _trouble_of(status)
        except (RefusedUrl, RefusedAddress):
            trouble = Trouble.ADDRESS
        except UnknownName:
            trouble = Trouble.NAME
        except httpx.TimeoutException:
            trouble = Trouble.TIMEOUT
        except httpx.RequestError as error:
            trouble = Trouble.CERTIFICATE if _is_of_certificate(error) else Trouble.CONNECTION
        return PostResult(status, trouble, round(1000 * (time.monotonic() - began_s)))

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._tls_given or httpx.create_ssl_context()

    def _status(self, url: str, body: str, headers: Mapping[str, str]) -> int:
        target = target_of_url(url, private_allowed=self._private_allowed)
        addresses = checked_addresses(target, self._resolve, private_allowed=self._private_allowed)
        transport = PinnedTransport(addresses, time.monotonic() + self._longest_s, self._tls)
        own = {"Content-Type": "application/json", "User-Agent": self._sender, "Accept-Encoding": "identity"}
        with (
            httpx.Client(transport=transport, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", url, content=body.encode(), headers={**own, **headers}) as answer,
        ):
            # The status has been said; a body that breaks off takes nothing of it back.
            with contextlib.suppress(httpx.RequestError):
                _read_some(answer)
            return answer.status_code


def _read_some(answer: httpx.Response) -> None:
    arrived = 0
    for part in answer.iter_raw():
        arrived += len(part)
        if arrived >= LARGEST_ANSWER:
            return


def _trouble_of(status: int) -> Trouble | None:
    if 200 <= status < 300:
        return None
    if status == GONE:
        return Trouble.GONE
    return Trouble.REDIRECT if 300 <= status < 400 else Trouble.STATUS


def _is_of_certificate(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
