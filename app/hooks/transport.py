"""A connection to numbers that have been looked at, and to no others, that ends when its time is over."""

import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore
import httpx


class _Until(httpcore.NetworkStream):
    """A stream that can be used until a moment: a receiver that sends a byte now and then keeps nobody longer."""

    def __init__(self, stream: httpcore.NetworkStream, until_s: float) -> None:
        self._stream, self._until_s = stream, until_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left_s(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left_s(httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left_s = self._left_s(httpcore.ConnectTimeout)
        return _Until(self._stream.start_tls(ssl_context, server_hostname, left_s), self._until_s)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _left_s(self, over: type[httpcore.TimeoutException]) -> float:
        left_s = self._until_s - time.monotonic()
        if left_s <= 0:
            raise over
        return left_s


class _Pinned(httpcore.NetworkBackend):
    """Connects to these addresses whatever name it is asked for; the name is for the certificate alone."""

    def __init__(self, addresses: Sequence[str], until_s: float) -> None:
        self._addresses, self._until_s = addresses, until_s
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        last: Exception = httpcore.ConnectTimeout()
        for number, address in enumerate(self._addresses):
            left_s = self._until_s - time.monotonic()
            if left_s <= 0:
                break
            try:
                # One that does not answer leaves the others their share of the time.
                share_s = left_s / (len(self._addresses) - number)
                return _Until(self._backend.connect_tcp(address, port, timeout=share_s), self._until_s)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last


class PinnedTransport(httpx.HTTPTransport):
    """Carries requests to these addresses until the moment is over (of `time.monotonic`)."""

    def __init__(self, addresses: Sequence[str], until_s: float, tls: ssl.SSLContext) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=_Pinned(addresses, until_s),
        )
