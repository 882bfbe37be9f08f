"""Amap (高德) as a geocoder of geopy, which has none."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderParseError,
    GeocoderQuotaExceeded,
    GeocoderServiceError,
)
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

# Of Amap's `infocode`s: asked too often, by the second or the day; and keys that are unknown or not for this.
_TOO_MANY = {"10003", "10004", "10010", "10014", "10015", "10019", "10020", "10021", "10029", "10044", "10045"}
_KEY = {"10001", "10002", "10005", "10006", "10007", "10008", "10009", "10012", "10013", "10026", "10041"}


class Amap(Geocoder):  # type: ignore[misc]
    """Geocoder using Amap's web service, version 3. Its coordinates are GCJ-02."""

    geocode_path = "/v3/geocode/geo"

    def __init__(self, api_key: str, *, domain: str = "restapi.amap.com", **options: Any) -> None:
        super().__init__(**options)
        self.api_key = api_key
        self.api = f"{self.scheme}://{domain}{self.geocode_path}"

    def geocode(self, query: str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL) -> Any:
        """A location by its address, None where there is none; a list of them where not `exactly_one`."""
        url = f"{self.api}?{urlencode({'key': self.api_key, 'address': query, 'output': 'JSON'})}"
        return self._call_geocoder(url, partial(self._parse_json, exactly_one=exactly_one), timeout=timeout)

    def _parse_json(self, told: Mapping[str, Any], exactly_one: bool) -> Any:
        _require_success(told)
        places = [_location(place) for place in told["geocodes"]]
        if not places:
            return None
        return places[0] if exactly_one else places


def _require_success(told: Mapping[str, Any]) -> None:
    if not isinstance(told, dict):
        raise GeocoderParseError("The answer is no object.")
    if told.get("status") == "1":
        return
    code = str(told.get("infocode"))
    if code in _TOO_MANY:
        raise GeocoderQuotaExceeded(code)
    if code in _KEY:
        raise GeocoderAuthenticationFailure(code)
    raise GeocoderServiceError(code)


def _location(place: Mapping[str, Any]) -> Location:
    lon, _, lat = place["location"].partition(",")
    return Location(place["formatted_address"], (float(lat), float(lon)), place)
