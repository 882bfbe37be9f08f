"""The manager's accounts in a real browser: table and map of the same accounts, linked."""

from playwright.sync_api import Browser

from tests.web.chromium import DESK, sign_in, window
from tests.web.site import Site
from tests.worlds import week

DRAWN = ".folium-map[data-points='{}']"
# Where the canvas has the account in the middle of the map, once its row is alone in the table.
MIDDLE = """
(() => {
  const box = document.querySelector(".folium-map").getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
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
