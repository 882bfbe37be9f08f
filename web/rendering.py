"""Templates and static files: every page is rendered here, on the server and for an export alike."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from xstatic.pkg import leaflet

from web.i18n import Translator
from web.maps import MapAssets

HERE = Path(__file__).parent
STATIC = HERE / "static"
LEAFLET = Path(leaflet.BASE_DIR)
OUR_FILES = (
    "page.css",
    "rail.css",
    "day.css",
    "map.css",
    "map.js",
    "account_map.js",
    "accounts.css",
    "places.js",
    "places.css",
    "datums.js",
    "plans.css",
    "territories.css",
    "goals.css",
    "tasks.css",
    "opportunities.css",
    "board.css",
    "territories.js",
    "territory_map.js",
    "change.css",
    "drop_places.js",
    "move_panel.js",
    "moving.js",
    "progress.js",
    "certificate.js",
    "copy.js",
)
ICON_FILES = ("icon.svg", "icon-192.png", "icon-512.png", "icon-maskable.png", "icon-apple.png")
# What imports one another on the phone: a page maps each name to the address with its content hash.
MODULES = (
    "phone.js",
    "actions.js",
    "both_sides.js",
    "clock.js",
    "day_changes.js",
    "day_facts.js",
    "day_map.js",
    "day_news.js",
    "day_rows.js",
    "day_sheet.js",
    "day_start.js",
    "debrief.js",
    "element.js",
    "event_id.js",
    "install_hint.js",
    "kept_days.js",
    "kept_times.js",
    "leaving.js",
    "map_shift.js",
    "me.js",
    "navigate.js",
    "near.js",
    "office_news.js",
    "outbox.js",
    "outbox_bar.js",
    "replan.js",
    "retime.js",
    "straight_line.js",
    "rush_hours.js",
    "sync.js",
    "visit_state.js",
    "way_ahead.js",
)
LEAFLET_FILES = ("leaflet/leaflet.js", "leaflet/leaflet.css")

Asset = Callable[[str], str]

ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, t: Translator, asset: Asset, *, nonce: str, policy: str = "", **values: Any) -> str:
    """A page as HTML; `policy` puts the content policy into the page, for files that come without headers."""
    return ENVIRONMENT.get_template(template).render(t=t, asset=asset, nonce=nonce, policy=policy, **values)


def map_assets(asset: Asset, more_js: str = "") -> MapAssets:
    """Where a page finds Leaflet and our drawing code, with one more script where a map draws otherwise."""
    more = asset(more_js) if more_js else ""
    return MapAssets(asset("leaflet/leaflet.js"), asset("leaflet/leaflet.css"), asset("map.js"), asset("map.css"), more)


def source_of(name: str) -> Path:
    """The file behind an asset's name."""
    return LEAFLET / name.removeprefix("leaflet/") if name.startswith("leaflet/") else STATIC / name


@cache
def versions() -> Mapping[str, str]:
    """A short content hash for each asset, so that a browser may keep it for ever."""
    names = (*OUR_FILES, *ICON_FILES, *MODULES, *LEAFLET_FILES)
    return {name: hashlib.sha256(source_of(name).read_bytes()).hexdigest()[:12] for name in names}


def served_asset(name: str) -> str:
    """The address of an asset on our server."""
    return f"/static/{name}?v={versions()[name]}"
