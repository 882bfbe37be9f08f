"""Folium maps of a day and of a week, with Leaflet and all data from our own server."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import folium
from branca.element import MacroElement
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from app.intake.datums import from_wgs84
from app.method.account import Datum
from web.figure import MapParts, PageFigure
from web.geojson import Shift, unshifted

MAP_NAME = "map_plan"


@dataclass(frozen=True, slots=True)
class Tiles:
    """Where the base map comes from, whom to thank for it (plain text), and the datum it is drawn in."""

    url: str
    attribution: str
    datum: Datum = Datum.WGS84
    max_zoom: int = 19

    def __post_init__(self) -> None:
        if self.url and not self.url.startswith(("https://", "http://", "/")):
            raise ValueError("A tile address begins with https://, http:// or /, or is empty for no base map.")
        if not 1 <= self.max_zoom <= 24:
            raise ValueError("The deepest zoom of a base map is 1 to 24.")

    @property
    def shift(self) -> Shift:
        """What moves a WGS-84 point to where this base map draws it."""
        if self.datum is Datum.WGS84:
            return unshifted
        return partial(from_wgs84, datum=self.datum)

    @property
    def origin(self) -> str:
        """Scheme and host as a Content-Security-Policy names them, empty for our own; a `{s}` becomes a wildcard."""
        parts = urlsplit(self.url)
        if not parts.netloc:
            return ""
        labels = ["*" if "{" in label else label for label in parts.netloc.split(".")]
        return f"{parts.scheme}://{'.'.join(labels)}"


@dataclass(frozen=True, slots=True)
class MapAssets:
    """Addresses of the script and style files a map page loads."""

    leaflet_js: str
    leaflet_css: str
    map_js: str
    map_css: str
    more_js: str = ""  # what draws instead of `map.js`, with its help


class PlanMap(folium.Map):
    """A Folium map without foreign hosts, inline styles or a fixed zoom: its element is styled by class."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="{{ this.get_name() }}"></div>
        {% endmacro %}

        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = L.map(
                {{ this.get_name()|tojson }}, {center: {{ this.location|tojson }}, ...{{ this.options|tojavascript }}}
            );
        {% endmacro %}
        """
    )

    def __init__(self, centre: tuple[float, float], tiles: Tiles, assets: MapAssets, nonce: str) -> None:
        super().__init__(location=centre, tiles=None, zoom_start=12, zoom_snap=0.5)
        self.options["max_zoom"] = tiles.max_zoom  # the argument of that name means only a default tile layer
        self.figure = PageFigure(nonce)
        self.figure.add_child(self)
        # One name for a script and a style would make the second replace the first: Folium keeps both in one table.
        self.default_js = [("leaflet_script", assets.leaflet_js), ("plan_script", assets.map_js)]
        if assets.more_js:
            self.default_js.append(("more_script", assets.more_js))
        self.default_css = [("leaflet_style", assets.leaflet_css), ("plan_style", assets.map_css)]
        if tiles.url:
            # Text for Leaflet, which reads HTML; and no template for Folium, which compiles what its elements write.
            thanks = str(escape(tiles.attribution)).replace("{", "&#123;")
            # Named at once, the address would be looked up among 200 services of other people.
            base = folium.TileLayer(None, attr=thanks, max_zoom=tiles.max_zoom, name="base", control=False)
            base.tiles = tiles.url
            base.add_to(self)

    def get_name(self) -> str:
        return MAP_NAME


class PlanLayer(MacroElement):
    """Everything we draw: a function of our script reads the page's JSON island and draws it with DOM calls."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this.drawn_by }}(
                {{ this._parent.get_name() }}, JSON.parse(document.getElementById("map_data").textContent)
            );
        {% endmacro %}
        """
    )

    def __init__(self, drawn_by: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.drawn_by = drawn_by


def map_parts(
    data: Mapping[str, Any], tiles: Tiles, assets: MapAssets, nonce: str, *, drawn_by: str = "KPRoute.draw"
) -> MapParts:
    """The map of `data["features"]` (GeoJSON), ready to be placed into a page that allows `nonce`."""
    plan_map = PlanMap(_centre(data["features"]), tiles, assets, nonce)
    PlanLayer(drawn_by).add_to(plan_map)
    parts = plan_map.figure.parts()
    return replace(parts, body=parts.body + _island(data, nonce))


def _island(data: Mapping[str, Any], nonce: str) -> Markup:
    """The data as JSON that no browser reads as HTML.

    Folium must not see it: it takes what its elements write for templates, and would run what a customer is called.
    """
    tag = Markup('<script type="application/json" id="map_data" nonce="{}">{}</script>')
    return tag.format(nonce, htmlsafe_json_dumps(data, sort_keys=True))


def _centre(collection: Mapping[str, Any]) -> tuple[float, float]:
    """The middle of all points; of nothing, the null island at which nobody looks."""
    points = [f["geometry"]["coordinates"] for f in collection["features"] if f["geometry"]["type"] == "Point"]
    if not points:
        return 0.0, 0.0
    lons, lats = zip(*points, strict=True)
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
