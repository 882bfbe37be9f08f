"""Links that hand a place, or the rest of a day, over to a map app, in the coordinates which that app expects there.

Maps of mainland China are drawn in GCJ-02, those of Baidu in BD-09. Apple and Google draw it so too and cannot be told
another datum: given WGS-84, they would miss a door in Hangzhou by 520 m. Elsewhere all of them draw in WGS-84, and a
geo: address is WGS-84 everywhere (RFC 5870). We convert ourselves, because not every app lets us say what it gets.
The country is that of the day's time zone, which is declared; a rectangle would take in Seoul and Hanoi.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from app.intake.datums import from_wgs84
from app.method.account import Datum
from app.planning.week_plan import Place

MAINLAND_ZONES = frozenset(
    {"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Kashgar", "PRC"}
)
PLACES_AHEAD = 9  # in one link: with where one is they are ten, the most that Google takes
NAME_LENGTH = 60
SENDER = "kproute"
_DATUMS: Mapping[str, Datum] = {"baidu": Datum.BD09, "baidu_app": Datum.BD09, "geo": Datum.WGS84}
_SEPARATORS = str.maketrans(dict.fromkeys(",|:@\n\r\t", " "))


@dataclass(frozen=True, slots=True)
class AppLink:
    """A link into one map app; `on` says which phones can open it: `ios`, `android`, both, or nothing for any."""

    app: str
    href: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class _Point:
    """A place as an app is told of it."""

    lat: str
    lon: str
    name: str


def is_mainland(timezone: str) -> bool:
    """Whether a day by this clock is driven in mainland China."""
    return timezone in MAINLAND_ZONES


def usual_app(*, mainland: bool) -> str:
    """The app that a phone starts with: 高德 where Google cannot be reached."""
    return "amap" if mainland else "google"


def links_to(place: Place, *, mainland: bool) -> tuple[AppLink, ...]:
    """From where one is to a place, for every app."""

    def at(app: str) -> _Point:
        return _point(place, app, mainland)

    return (
        AppLink("amap", _amap(at("amap"), mainland)),
        AppLink("amap_app", _amap_app("androidamap", at("amap_app")), "android"),
        AppLink("amap_app", _amap_app("iosamap", at("amap_app")), "ios"),
        AppLink("baidu", _baidu(at("baidu"), mainland)),
        AppLink("baidu_app", _baidu_app(at("baidu_app"), mainland), "android ios"),
        AppLink("apple", _apple([at("apple")])),
        AppLink("google", _google([at("google")])),
        AppLink("geo", _geo(at("geo")), "android"),
    )


def links_through(places: Sequence[Place], *, mainland: bool) -> tuple[tuple[int, tuple[AppLink, ...]], ...]:
    """Through all the places in their order, part by part: how many it holds, a link for each app that takes several.

    A part begins wherever one is when it is opened, so that the app guides from its first metre.
    """
    parts = [places[first : first + PLACES_AHEAD] for first in range(0, len(places), PLACES_AHEAD)]
    return tuple((len(part), _links_through(part, mainland)) for part in parts)


def _links_through(places: Sequence[Place], mainland: bool) -> tuple[AppLink, ...]:
    def at(app: str) -> list[_Point]:
        return [_point(place, app, mainland) for place in places]

    return (
        AppLink("amap_app", _amap_way("amapuri://route/plan/", at("amap_app")), "android"),
        AppLink("amap_app", _amap_way("iosamap://path", at("amap_app")), "ios"),
        AppLink("apple", _apple(at("apple"))),
        AppLink("google", _google(at("google"))),
    )


def _point(place: Place, app: str, mainland: bool) -> _Point:
    datum = _DATUMS.get(app, Datum.GCJ02) if mainland else Datum.WGS84
    lat, lon = from_wgs84(place.lat, place.lon, datum)
    name = " ".join(place.name.translate(_SEPARATORS).split())
    return _Point(f"{lat:.6f}", f"{lon:.6f}", name[:NAME_LENGTH])


def _address(base: str, query: Mapping[str, object], *, bare: str = ",") -> str:
    """`bare` are the signs that the app wants to see as they are. A blank is %20: apps do not read a plus as one."""
    return f"{base}?{urlencode(query, quote_via=quote, safe=bare)}"


def _amap(to: _Point, mainland: bool) -> str:
    """The web page of 高德, which opens the app where it is installed."""
    query = {
        "to": f"{to.lon},{to.lat},{to.name}",
        "mode": "car",
        "coordinate": "gaode" if mainland else "wgs84",
        "callnative": "1",
        "src": SENDER,
    }
    return _address("https://uri.amap.com/navigation", query)


def _amap_app(scheme: str, to: _Point) -> str:
    """`dev` 0: nothing is to be shifted any more."""
    query = {"sourceApplication": SENDER, "poiname": to.name, "lat": to.lat, "lon": to.lon, "dev": 0, "style": 2}
    return _address(f"{scheme}://navi", query)


def _amap_way(base: str, places: Sequence[_Point]) -> str:
    *via, to = places
    query: dict[str, object] = {"sourceApplication": SENDER, "dlat": to.lat, "dlon": to.lon, "dname": to.name}
    query |= {"dev": 0, "t": 0}
    if via:
        query |= {
            "vian": len(via),
            "vialons": "|".join(point.lon for point in via),
            "vialats": "|".join(point.lat for point in via),
            "vianames": "|".join(point.name for point in via),
        }
    return _address(base, query)


def _baidu(at: _Point, mainland: bool) -> str:
    query = {
        "location": f"{at.lat},{at.lon}",
        "title": at.name or SENDER,
        "content": at.name or SENDER,
        "output": "html",
        "coord_type": _baidu_datum(mainland),
        "src": SENDER,
    }
    return _address("https://api.map.baidu.com/marker", query)


def _baidu_app(to: _Point, mainland: bool) -> str:
    query = {
        "destination": f"name:{to.name}|latlng:{to.lat},{to.lon}",
        "mode": "driving",
        "coord_type": _baidu_datum(mainland),
        "src": SENDER,
    }
    return _address("baidumap://map/direction", query, bare=",:")


def _baidu_datum(mainland: bool) -> str:
    return "bd09ll" if mainland else "wgs84"


def _apple(places: Sequence[_Point]) -> str:
    """Several places are chained by `+to:`, with a bare plus."""
    way = "+to:".join(f"{point.lat},{point.lon}" for point in places)
    return _address("https://maps.apple.com/", {"daddr": way, "dirflg": "d"}, bare=",+:")


def _google(places: Sequence[_Point]) -> str:
    *via, to = (f"{point.lat},{point.lon}" for point in places)
    query = {"api": "1", "destination": to, "travelmode": "driving"}
    if via:
        query["waypoints"] = "|".join(via)
    return _address("https://www.google.com/maps/dir/", query)


def _geo(at: _Point) -> str:
    return f"geo:{at.lat},{at.lon}?q={at.lat},{at.lon}({quote(at.name, safe='')})"
