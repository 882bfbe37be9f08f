"""How geopy's geocoders reach the network here: looked-up numbers only, no redirects, small answers, a total time."""

import json
import ssl
import time
from typing import Any

import httpx
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeocoderUnavailable

from app.hooks.addresses import RefusedAddress, Resolve, UnknownName, checked_addresses, target_of
from app.hooks.transport import PinnedTransport

LARGEST_ANSWER = 256 * 1024
_SERVER_ERRORS = 500


class GuardedAdapter(BaseSyncAdapter):  # type: ignore[misc]
    """Asks public hosts by https; those of an own network as well where `private_allowed`."""

    def __init__(
        self,
        *,
        proxies: object,
        ssl_context: ssl.SSLContext,
        private_allowed: bool,
        resolve: Resolve,
        longest_s: float,
    ) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._tls, self._private_allowed, self._resolve, self._longest_s = (
            ssl_context,
            private_allowed,
            resolve,
            longest_s,
        )

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        """What the address answers, as JSON has it."""
        try:
            return json.loads(self.get_text(url, timeout=timeout, headers=headers))
        except ValueError as error:
            # The text may hold the address that was asked for, so it is not repeated.
            raise GeocoderParseError("The answer is no JSON.") from error

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        """What the address answers; raises as geopy's own adapters do. The time is ours, whatever `timeout` says."""
        try:
            status, told, text = self._ask(url, headers)
        except httpx.TimeoutException as error:
            raise GeocoderTimedOut("No answer in time.") from error
        except (UnknownName, RefusedAddress, httpx.RequestError) as error:
            raise GeocoderUnavailable("Out of reach.") from error
        if status >= _SERVER_ERRORS:
            raise GeocoderUnavailable(f"Status {status}.")
        if status >= 400:
            raise AdapterHTTPError(f"Status {status}.", status_code=status, headers=told, text=None)
        if status != 200:
            raise GeocoderServiceError(f"Status {status}.")
        return text

    def _ask(self, url: str, headers: dict[str, str]) -> tuple[int, httpx.Headers, str]:
        target = target_of(url, private_allowed=self._private_allowed)
        addresses = checked_addresses(target, self._resolve, private_allowed=self._private_allowed)
        transport = PinnedTransport(addresses, time.monotonic() + self._longest_s, self._tls)
        with (
            httpx.Client(transport=transport, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", url, headers={**headers, "Accept-Encoding": "identity"}) as answer,
        ):
            body = b""
            for part in answer.iter_raw():
                body += part
                if len(body) > LARGEST_ANSWER:
                    raise GeocoderParseError("The answer is too large.")
        return answer.status_code, answer.headers, body.decode("utf-8", errors="replace")
