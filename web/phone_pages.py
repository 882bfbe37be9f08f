"""What makes the rep's day an app of its own on his phone: the worker that keeps it, its manifest, and a last page."""

import json

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from web.page import PageDep
from web.rendering import LEAFLET_FILES, MODULES, STATIC, served_asset

router = APIRouter()

# What a kept day loads, so that one look at it is enough.
KEPT_FILES = ("page.css", "day.css", "map.css", "map.js", "icon.svg", *MODULES, *LEAFLET_FILES)
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable.png", "512x512", "maskable"),
)
BLUE, PAPER = "#0b63ce", "#f6f7f9"


@router.get("/sw.js")
def worker(page: PageDep) -> Response:
    """The worker with the list of files of this version; a byte of it that changes is a new version."""
    assets = json.dumps([served_asset(name) for name in KEPT_FILES])
    script = (STATIC / "sw.js").read_text(encoding="utf-8")
    answer = Response(f"const ASSETS = {assets};\n{script}", media_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Content-Security-Policy"] = f"default-src 'none'; connect-src 'self' {page.tiles.origin}".rstrip()
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@router.get("/manifest.webmanifest")
def manifest(page: PageDep) -> Response:
    """How the day is called and shown where a phone puts it among its apps."""
    described = {
        "id": "/today",
        "name": "KPRoute",
        "short_name": "KPRoute",
        "description": page.t("Your visits of today, with or without a network."),
        "lang": page.t.tag,
        "start_url": "/today",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": BLUE,
        "icons": [
            {"src": served_asset(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    answer = JSONResponse(described, media_type="application/manifest+json")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@router.get("/offline")
def offline(page: PageDep) -> Response:
    """What the worker shows without a network where it has no day to show; nobody's data is on it."""
    return page.html("offline.html")
