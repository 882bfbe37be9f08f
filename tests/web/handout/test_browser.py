"""The file of a day in a real Chromium: opened from disk, with the network off."""

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser

from tests.web.chromium import PHONE, window
from tests.worlds import week
from web.exports import whole_day
from web.maps import Tiles

TILES = Tiles("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors")
PINS = ".leaflet-marker-pane .pin"
ASKS_FOR = """
performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !/^(data:|https:..tile)/.test(name))
"""


def test_one_file_is_the_whole_day(browser: Browser, tmp_path: Path) -> None:
    """Map, pins and list are drawn, hostile names are text, nothing but tiles is asked for and nothing complains."""
    stops = (*week.WANG_TUESDAY.stops, *week.LI_TUESDAY.stops)
    file = tmp_path / "day.html"
    file.write_text(whole_day(replace(week.WANG_TUESDAY, stops=stops), tiles=TILES), encoding="utf-8")
    with window(browser, PHONE, offline=True) as (page, trouble):
        page.goto(file.as_uri())
        page.wait_for_selector(PINS)
        assert page.locator(PINS).all_inner_texts() == ["1", "2", "3", "4", "5"]
        assert page.locator(".route .name").all_inner_texts() == [stop.name for stop in stops]
        assert page.locator("path.leg").count() == 6
        page.wait_for_selector(".map-note:not([hidden])")
        assert page.evaluate(ASKS_FOR) == []
        assert page.locator(".sheet a[href^='/'], .bar a[href]").count() == 0
        trouble.none_on(page)
