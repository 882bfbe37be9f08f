"""Links into map apps: the right place in the right coordinates, and nothing of a name but text."""

from urllib.parse import parse_qs, unquote, urlsplit

import geocoordinates_ffi as independent
import pytest

from app.planning.week_plan import Place
from tests.worlds.hostile_names import HOSTILE_NAMES
from web.navigation import PLACES_AHEAD, is_mainland, links_through, links_to, usual_app

HANGZHOU = Place("西湖文化用品公司", 30.2590, 120.1400)
BERLIN = Place("Apotheke am Tor", 52.5163, 13.3777)
APPS = {"amap", "amap_app", "baidu", "baidu_app", "apple", "google", "geo"}


def _told(app: str, href: str) -> tuple[float, float]:
    """The latitude and longitude that an app reads in its link."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}
    if app == "amap_app":
        return float(asked["lat"]), float(asked["lon"])
    if app == "amap":
        lon, lat, _ = asked["to"].split(",")
        return float(lat), float(lon)
    text = {
        "baidu": lambda: asked["location"],
        "baidu_app": lambda: asked["destination"].partition("latlng:")[2],
        "apple": lambda: asked["daddr"],
        "google": lambda: asked["destination"],
        "geo": lambda: urlsplit(href).path,
    }[app]()
    lat, lon = text.split(",")
    return float(lat), float(lon)


def test_every_app_gets_the_coordinates_it_draws_in_mainland_china() -> None:
    """As an independent library converts them: BD-09 for 百度, WGS-84 for geo:, GCJ-02 for 高德, Apple and Google."""
    point = independent.Wgs84(lat=HANGZHOU.lat, lon=HANGZHOU.lon)
    gcj, bd = independent.wgs84_to_gcj02(point), independent.wgs84_to_bd09(point)
    expected = dict.fromkeys(APPS, (gcj.lat, gcj.lon))
    expected |= {"baidu": (bd.lat, bd.lon), "baidu_app": (bd.lat, bd.lon), "geo": (HANGZHOU.lat, HANGZHOU.lon)}
    links = links_to(HANGZHOU, mainland=True)
    assert {link.app for link in links} == APPS
    for link in links:
        assert _told(link.app, link.href) == pytest.approx(expected[link.app], abs=2e-6), link.app


def test_elsewhere_every_app_gets_wgs84() -> None:
    """And those that ask are told so."""
    links = links_to(BERLIN, mainland=False)
    for link in links:
        assert _told(link.app, link.href) == pytest.approx((BERLIN.lat, BERLIN.lon), abs=1e-6), link.app
    declared = {link.app: link.href for link in links}
    assert "coordinate=wgs84" in declared["amap"]
    assert "coord_type=wgs84" in declared["baidu"]
    assert "coord_type=wgs84" in declared["baidu_app"]


def test_apps_that_ask_are_told_the_datum_of_mainland_china() -> None:
    """高德's own and Baidu's own; nothing is left to be shifted."""
    links = {(link.app, link.on): link.href for link in links_to(HANGZHOU, mainland=True)}
    assert "coordinate=gaode" in links["amap", ""]
    assert links["amap_app", "android"].startswith("androidamap://navi?")
    assert links["amap_app", "ios"].startswith("iosamap://navi?")
    assert "&dev=0" in links["amap_app", "ios"]
    assert "coord_type=bd09ll" in links["baidu", ""]


@pytest.mark.parametrize(
    ("timezone", "mainland"),
    [("Asia/Shanghai", True), ("Asia/Urumqi", True), ("Asia/Hong_Kong", False), ("Asia/Seoul", False), ("UTC", False)],
)
def test_the_country_is_told_by_the_clock(timezone: str, mainland: bool) -> None:
    """Seoul and Hong Kong lie in the rectangle around China, and draw in WGS-84."""
    assert is_mainland(timezone) is mainland


def test_the_first_app_is_one_that_works_there() -> None:
    """高德 in mainland China, Google elsewhere."""
    assert (usual_app(mainland=True), usual_app(mainland=False)) == ("amap", "google")


def test_a_day_is_handed_over_in_parts_that_apps_can_take() -> None:
    """Twenty places in three links for each app, each place once and in its order; ten with where one is."""
    places = [Place(f"客户{n}", 30 + n / 100, 120 + n / 100) for n in range(20)]
    parts = links_through(places, mainland=False)
    assert [count for count, _ in parts] == [PLACES_AHEAD, PLACES_AHEAD, 2]
    through: list[str] = []
    for _, links in parts:
        (google,) = [link.href for link in links if link.app == "google"]
        asked = parse_qs(urlsplit(google).query)
        through += [*asked.get("waypoints", [""])[0].split("|"), asked["destination"][0]]
    assert through == [f"{place.lat:.6f},{place.lon:.6f}" for place in places]


def test_apps_chain_places_each_in_its_own_way() -> None:
    """高德 by four lists of one length, Apple by `+to:` with a bare plus."""
    places = [HANGZHOU, Place("武林|商贸,", 30.2760, 120.1640), Place("家", 30.2741, 120.1551)]
    ((_, links),) = links_through(places, mainland=True)
    (amap, _), apple = [link.href for link in links if link.app == "amap_app"], links[2].href
    asked = {name: values[0] for name, values in parse_qs(urlsplit(amap).query).items()}
    assert asked["vian"] == "2"
    assert [len(asked[name].split("|")) for name in ("vialons", "vialats", "vianames")] == [2, 2, 2]
    assert asked["vianames"] == "西湖文化用品公司|武林 商贸"
    assert apple.count("+to:") == 2


def test_one_place_needs_no_chain() -> None:
    """The last part of a day may hold a single stop."""
    ((count, links),) = links_through([HANGZHOU], mainland=True)
    assert count == 1
    assert not any("vian" in link.href or "waypoints" in link.href or "+to:" in link.href for link in links)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_cannot_leave_its_link(name: str) -> None:
    """Whatever an account is called, its link has our scheme and our place, and no sign that would end it."""
    links = links_to(Place(name, HANGZHOU.lat, HANGZHOU.lon), mainland=True)
    plain = links_to(HANGZHOU, mainland=True)
    for link, other in zip(links, plain, strict=True):
        assert urlsplit(link.href).scheme == urlsplit(other.href).scheme
        assert _told(link.app, link.href) == _told(other.app, other.href)
        assert not set(link.href) & set("<>\"'`${}\\ \n\r\t")
        assert len(unquote(link.href)) < 600


def test_a_name_of_separators_alone_is_no_name() -> None:
    """An app that splits by them finds as many parts as it expects."""
    links = {link.app: link.href for link in links_to(Place("|,:@", 30.0, 120.0), mainland=True)}
    assert "destination=name:%7Clatlng:" in links["baidu_app"]
