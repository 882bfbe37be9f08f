"""Folium maps under a strict policy."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from math import hypot

import folium
import pytest

from app.method.account import Datum
from tests.worlds import week
from web.day_view import day_view
from web.i18n import translator
from web.map_data import day_map_data
from web.maps import MAP_NAME, MapAssets, PlanMap, Tiles, map_parts

OSM = Tiles("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors")
ASSETS = MapAssets("/static/leaflet.js", "/static/leaflet.css", "/static/map.js", "/static/map.css")
NONCE = "n0nce"


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _parts(route=week.LI_TUESDAY, tiles=OSM):
    t = translator("zh")
    return map_parts(day_map_data(route, day_view(route, t), tiles.shift, t), tiles, ASSETS, NONCE)


def _html(parts) -> str:
    return f"{parts.head}{parts.body}{parts.script}"


def _island(parts) -> dict:
    (text,) = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', str(parts.body), re.DOTALL)
    return json.loads(text)


def test_every_script_and_style_carries_the_nonce():
    """A policy with nonces lets all of the map run, and nothing else."""
    loaded = [attrs for tag, attrs in _Tags(_html(_parts())).tags if tag in ("script", "link", "style")]
    assert len(loaded) == 6  # two scripts, two styles, the data and the drawing code
    assert all(attrs["nonce"] == NONCE for attrs in loaded)


def test_script_and_style_both_arrive():
    """With one name for both, Folium would keep only the second."""
    tags = _Tags(str(_parts().head)).tags
    assert [attrs.get("src") or attrs.get("href") for _, attrs in tags] == [
        ASSETS.leaflet_js,
        ASSETS.map_js,
        ASSETS.leaflet_css,
        ASSETS.map_css,
    ]


def test_no_foreign_host_but_the_base_map():
    """Neither Folium's CDN files nor jQuery or Bootstrap are asked for."""
    parts = _parts()
    hosts = set(re.findall(r"https?://([^/\"\\]+)", str(parts.head) + str(parts.script)))
    assert hosts == {"tile.openstreetmap.org"}
    assert not re.search(r"jquery|bootstrap|awesome", _html(parts), re.IGNORECASE)


def test_no_style_attribute_is_written():
    """Inline styles would be refused by the policy."""
    assert not [tag for tag, attrs in _Tags(_html(_parts())).tags if "style" in attrs]


def test_a_hostile_name_stays_data():
    """It is found in the JSON island as it was, and nowhere as markup."""
    parts = _parts()
    names = [card["name"] for card in _island(parts)["cards"].values()]
    assert week.HOSTILE_NAME in names
    assert "img" not in {tag for tag, _ in _Tags(_html(parts)).tags}
    assert "${alert" not in str(parts.script)


def test_a_hostile_attribution_stays_text():
    """Whoever writes the settings cannot write markup by accident, nor a template."""
    parts = _parts(tiles=Tiles(OSM.url, "<img src=x onerror=alert(1)> {{ 7 * 7 }} {% for"))
    assert "<img" not in _html(parts)
    assert "\\u0026#123;\\u0026#123; 7 * 7 }}" in parts.script


def test_the_map_is_a_folium_map():
    """Folium elements can be added to it as to any other."""
    plan_map = PlanMap((30.0, 120.0), OSM, ASSETS, NONCE)
    assert isinstance(plan_map, folium.Map)
    folium.CircleMarker((30.0, 120.0)).add_to(plan_map)
    assert f".addTo({MAP_NAME})" in str(plan_map.figure.parts().script)


def test_without_a_base_map_no_tile_is_asked_for():
    """An empty address leaves the drawn paper."""
    assert "tileLayer" not in str(_parts(tiles=Tiles("", "")).script)


def test_a_gcj02_base_map_moves_the_points():
    """高德 draws Hangzhou about half a kilometre off."""
    plain, moved = (_island(_parts(tiles=tiles)) for tiles in (OSM, Tiles(OSM.url, "高德", Datum.GCJ02)))
    (x0, y0), (x1, y1) = (data["features"]["features"][-1]["geometry"]["coordinates"] for data in (plain, moved))
    metres = hypot((x1 - x0) * 96_000, (y1 - y0) * 111_000)
    assert 400 < metres < 650


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "https://tile.openstreetmap.org"),
        ("https://{s}.tiles.example.com:8080/{z}/{x}/{y}", "https://*.tiles.example.com:8080"),
        ("/tiles/{z}/{x}/{y}.png", ""),
        ("", ""),
    ],
)
def test_the_policy_names_the_base_maps_host(url, origin):
    """One foreign origin, with a wildcard only for numbered servers."""
    assert Tiles(url, "").origin == origin


@pytest.mark.parametrize("faults", [{"url": "javascript:alert(1)"}, {"url": OSM.url, "max_zoom": 99}])
def test_tiles_refuse_nonsense(faults):
    """A script is no address, and no server goes to zoom 99."""
    with pytest.raises(ValueError, match=r"tile address|deepest zoom"):
        Tiles(**{"attribution": "", **faults})


@pytest.mark.parametrize("name", ["{{ 7 * 7 }}", "{% for", "{# never closed", "{{ cycler.__init__.__globals__ }}"])
def test_no_id_is_run_as_a_template(name: str) -> None:
    """Folium's own elements would: ids of a list would be programs here, or keep the page from being made."""
    stop = replace(week.LI_TUESDAY.stops[0], visit_id=name)
    route = replace(week.LI_TUESDAY, stops=(stop, *week.LI_TUESDAY.stops[1:]))
    ids = [feature["properties"].get("id") for feature in _island(_parts(route))["features"]["features"]]
    assert name in ids
