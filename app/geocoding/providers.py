"""One question to a provider: where is this address? The answer is in WGS-84, with how sure it is."""

import logging
import ssl
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from typing import Any, Protocol
from urllib.parse import urlsplit

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQuotaExceeded,
    GeocoderTimedOut,
    GeocoderUnavailable,
)
from geopy.geocoders import BaiduV3, Nominatim
from httpx import create_ssl_context

from app.geocoding.adapter import GuardedAdapter
from app.geocoding.amap import Amap
from app.geocoding.levels import level_of
from app.geocoding.words import Level, Provider, Trouble
from app.hooks.addresses import Resolve, system_addresses
from app.intake.datums import located
from app.method.account import Location

LONGEST_S = 10.0  # from the resolved name to the answer's last byte
LOG = logging.getLogger("kproute.geocoding")
logging.getLogger("geopy").setLevel(logging.CRITICAL)  # it writes whole addresses down, keys and customers included


@dataclass(frozen=True, slots=True)
class Found:
    """Where an address is, and how near to the door that comes."""

    location: Location
    level: Level


class NoAnswer(Exception):
    """The provider did not say where the address is; `wait_s` is how long it wants to be left alone, if it said so."""

    def __init__(self, trouble: Trouble, wait_s: float = 0.0) -> None:
        super().__init__(trouble.value)
        self.trouble, self.wait_s = trouble, wait_s


class Ask(Protocol):
    def __call__(self, provider: Provider, key: str, address: str) -> Found | None:
        """Where the address is; None where the provider knows no such address. Raises NoAnswer."""
        ...


class Asker:
    """Asks the providers' public servers, or the one server at `url` in their place."""

    def __init__(
        self,
        public_url: str,
        url: str | None = None,
        *,
        longest_s: float = LONGEST_S,
        resolve: Resolve = system_addresses,
    ) -> None:
        self._url, self._longest_s, self._resolve = url, longest_s, resolve
        self._sender = f"KPRoute/{version('kproute')} ({public_url})"  # who asks, as Nominatim's rules want it

    def __call__(self, provider: Provider, key: str, address: str) -> Found | None:
        try:
            place = self._geocoder(provider, key).geocode(address)
            return None if place is None else _found(provider, place)
        except GeocoderQuotaExceeded as error:
            raise NoAnswer(Trouble.TOO_MANY, getattr(error, "retry_after", None) or 0.0) from error
        except (GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges) as error:
            raise NoAnswer(Trouble.KEY) from error
        except (GeocoderTimedOut, GeocoderUnavailable) as error:
            raise NoAnswer(Trouble.SILENT) from error
        except Exception as error:
            # Whatever a stranger's answer breaks on its way through the library is the answer's fault.
            LOG.info("%s gave no answer that can be read: %s", provider.value, type(error).__name__)
            raise NoAnswer(Trouble.NONSENSE) from error

    def _geocoder(self, provider: Provider, key: str) -> Any:
        own = urlsplit(self._url or "")
        options: dict[str, Any] = {
            "scheme": own.scheme or "https",
            "user_agent": self._sender,
            "ssl_context": self._tls,
            "adapter_factory": partial(
                GuardedAdapter,
                private_allowed=self._url is not None,
                resolve=self._resolve,
                longest_s=self._longest_s,
            ),
        }
        if provider is Provider.NOMINATIM:
            at = {"domain": f"{own.netloc}{own.path}"} if self._url else {}
            return Nominatim(**options, **at)
        if provider is Provider.AMAP:
            at = {"domain": own.netloc} if self._url else {}
            return Amap(key, **options, **at)
        baidu = BaiduV3(key, **options)
        if self._url:
            baidu.api = f"{own.scheme}://{own.netloc}{baidu.api_path}"
        return baidu

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return create_ssl_context()


def _found(provider: Provider, place: Any) -> Found:
    lat, lon = float(place.latitude), float(place.longitude)
    if (lat, lon) == (0, 0):
        raise ValueError("Open sea is no address.")
    return Found(located(lat, lon, provider.datum), level_of(provider, place.raw))
