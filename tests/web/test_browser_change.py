"""A manager changes a plan in a real browser where he sees it: by dragging, and as well by the keyboard alone."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.web.chromium import sign_in, window
from tests.web.site import Site

SLOW_MS = 30_000  # what is asked of a busy server
WHOLE = (1440, 2400)  # all of a page at once: near an edge it would scroll along
TUESDAY, WEDNESDAY = "2026-11-24", "2026-11-25"


def stop_on(page: Page, on: str, account: str) -> Locator:
    return page.locator(f'ol[data-on="{on}"] [data-account="{account}"]')


def press(page: Page, button: Locator) -> None:
    """By keyboard; and wait for the page that follows, whose address is that of a new version."""
    before = page.url
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def test_a_stop_is_dragged_taken_back_and_moved_by_keyboard(browser: Browser, site: Site) -> None:
    """What it brings is shown first; saved, the stop is there; undone, it is not; arrow keys do the same."""
    with window(browser, WHOLE, locale="en-GB") as (page, trouble):
        sign_in(page, site.link("manager"))
        page.goto(f"{site.url}/plans/{site.plan_id}?rep=wang")
        movable = page.locator(f'ol[data-on="{TUESDAY}"] [data-account]:has([data-grip])').first
        account = movable.get_attribute("data-account")
        assert account
        stop_on(page, TUESDAY, account).drag_to(
            page.locator(f'ol[data-on="{WEDNESDAY}"] li').last, source_position={"x": 40, "y": 14}
        )
        expect(page.locator("dialog.move [role=status]")).to_contain_text("Travel", timeout=SLOW_MS)
        expect(stop_on(page, TUESDAY, account)).to_have_count(1)
        press(page, page.locator("dialog.move button.primary"))
        expect(stop_on(page, WEDNESDAY, account)).to_contain_text("locked")
        press(page, page.get_by_role("button", name="Undo"))
        expect(stop_on(page, TUESDAY, account)).to_have_count(1)
        stop_on(page, TUESDAY, account).locator("[data-grip]").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-moving]")).to_contain_text("Enter shows what it brings")
        page.keyboard.press("Enter")
        expect(page.locator("dialog.move h2")).to_be_focused(timeout=SLOW_MS)
        press(page, page.locator("dialog.move button.primary"))
        expect(stop_on(page, WEDNESDAY, account)).to_have_count(1)
        plan_id = page.url.split("/plans/")[1].split("?")[0]
        page.goto(f"{site.url}/reps/wang/days/{WEDNESDAY}?plan={plan_id}")
        stop_on(page, WEDNESDAY, account).locator("[data-grip]").drag_to(page.locator(f'[data-to-on="{TUESDAY}"]'))
        expect(page.locator("dialog.move [role=status]")).to_contain_text("Travel", timeout=SLOW_MS)
        page.get_by_role("link", name="Leave it as it is").click()
        expect(page.locator("dialog.move")).to_be_hidden()
        expect(stop_on(page, WEDNESDAY, account)).to_have_count(1)
        trouble.none_on(page)
