"""The manager's accounts in a real browser: table and map of the same accounts, linked."""

import pytest
from playwright.sync_api import Browser

from app.intake.known_accounts import accounts_of
from tests.web.chromium import DESK, sign_in, window
from tests.web.site import Site
from tests.worlds import week
from tests.worlds.found import DISTRICT, store_found

DRAWN = ".folium-map[data-points='{}']"
# Where the canvas has the account in the middle of the map, once its row is alone in the table.
MIDDLE = """
(() => {
  const box = document.querySelector(".folium-map").getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
})()
"""
# How wide each ring of /datums is drawn, and how many pixels its middle is off the first one's.
RINGS = """
(() => {
  const boxes = ["wgs84", "gcj02", "bd09"].map((name) => document.querySelector(`path.ring-${name}`).getBBox());
  const [x, y] = [boxes[0].x + boxes[0].width / 2, boxes[0].y + boxes[0].height / 2];
  const off = (box) => [box.x + box.width / 2 - x, box.y + box.height / 2 - y].map(Math.abs).map(Math.round);
  return boxes.map((box) => [Math.round(box.width), ...off(box)]);
})()
"""


def test_table_and_map_show_the_same_accounts_and_point_at_each_other(browser: Browser, site: Site) -> None:
    """A row under the pointer is ringed on the map; a dot that is clicked says whose it is, whatever he is called."""
    with window(browser, DESK, locale="en-GB") as (page, trouble):
        sign_in(page, site.link("manager"))
        page.goto(f"{site.url}/accounts")
        page.wait_for_selector(DRAWN.format(9))
        assert page.locator("tr[data-account]").count() == 9
        page.hover("tr[data-account='HZ-001']")
        assert page.locator("path.found").count() == 1
        page.hover("h1")
        assert page.locator("path.found").count() == 0

        page.fill("[name=text]", week.HOSTILE_NAME)
        with page.expect_navigation():
            page.click("text=Filter")
        page.wait_for_selector(DRAWN.format(1))
        assert page.locator("tr[data-account] b bdi").all_text_contents() == [week.HOSTILE_NAME]
        page.mouse.click(*page.evaluate(MIDDLE))
        assert page.text_content(".leaflet-popup h3") == week.HOSTILE_NAME
        assert page.locator("tr[data-account].hovered").count() == 1
        trouble.none_on(page)


def test_a_pin_is_dragged_to_the_door_or_typed_there(browser: Browser, site: Site) -> None:
    """The fields of its row tell where it stands now; typed ones move the pin; what is kept is kept there."""
    with site.database.write() as session:
        store_found(session)
    with window(browser, DESK, locale="en-GB") as (page, trouble):
        sign_in(page, site.link("manager"))
        page.goto(f"{site.url}/places")
        page.wait_for_selector(".folium-map[data-drawn]")
        row, pin = page.locator("[data-place='1']"), page.locator(f".leaflet-marker-icon[title='{DISTRICT.name}']")
        before = row.locator("[name=lat]").input_value()
        row.locator("[data-show]").click()
        x, y = page.evaluate(MIDDLE)  # where the pin is shown
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y - 60, steps=4)
        page.mouse.up()
        page.wait_for_selector("[data-place='1'][data-moved]")
        dragged = row.locator("[name=lat]").input_value()
        assert 0 < float(dragged) - float(before) < 0.01

        row.locator("[name=lat]").fill("30.4175")
        row.locator("[name=lat]").press("Tab")
        box = pin.bounding_box()
        assert box is not None
        assert (box["x"] + 16, box["y"] + 16) == pytest.approx((x, y), abs=3)
        with page.expect_navigation():
            row.locator("button.primary").click()
        page.wait_for_selector(".folium-map[data-drawn]")
        assert page.locator(".place-rows > li").count() == 2

        page.goto(f"{site.url}/datums?account={DISTRICT.external_id}")
        page.wait_for_selector(".folium-map[data-drawn]")
        assert page.evaluate(RINGS) == [[44, 0, 0], [28, 0, 0], [12, 0, 0]], "three rings with one middle"
        trouble.none_on(page)
    with site.database.read() as session:
        kept = accounts_of(session, [DISTRICT.external_id])[DISTRICT.external_id].location
    assert kept is not None
    assert kept.lat == pytest.approx(30.4175, abs=1e-6)
