"""A manager changes a plan in a real browser: by dragging, and as well by the keyboard alone."""

import re

from playwright.sync_api import Browser, expect

from tests.web.site import Site


def test_a_stop_is_dragged_and_moved_back_by_keyboard(browser: Browser, site: Site) -> None:
    """Dropping shows what it brings and saves nothing; saved, the stop stands there; the keyboard takes it back."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(site.link("manager"))
    page.get_by_role("button").first.click()
    page.goto(f"{site.url}/plans/{site.plan_id}/change?rep=wang")
    tuesday, wednesday = page.locator('ol[data-on="2026-11-24"]'), page.locator('ol[data-on="2026-11-25"]')
    stop = tuesday.locator("[draggable]").first
    account = stop.get_attribute("data-account")
    stop.drag_to(wednesday.locator("li").last, source_position={"x": 12, "y": 12})
    expect(page.locator("#change [role=status]")).to_contain_text("Travel")
    expect(tuesday.locator(f'[data-account="{account}"]')).to_have_count(1)
    page.locator("#change button.primary").click()
    expect(wednesday.locator(f'[data-account="{account}"]')).to_contain_text("locked")
    expect(page).not_to_have_url(re.compile(site.plan_id))
    wednesday.locator(f'[data-account="{account}"]').get_by_role("link", name="Move").focus()
    page.keyboard.press("Enter")
    day = page.locator("select[name=on]")
    expect(day).to_be_visible()
    day.focus()
    page.keyboard.press("Home")
    while day.input_value() != "2026-11-24":
        page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="See what it brings").focus()
    page.keyboard.press("Enter")
    page.locator("#change button.primary").focus()
    page.keyboard.press("Enter")
    expect(tuesday.locator(f'[data-account="{account}"]')).to_have_count(1)
    context.close()
