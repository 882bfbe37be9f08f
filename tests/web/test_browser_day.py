"""The rep's day in a real Chromium: map and list point at each other, and Navigate opens the app he likes."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from app.planning.week_plan import Place
from tests.web.chromium import PHONE, sign_in, window
from tests.web.site import Site
from web.navigation import links_through

PINS = ".leaflet-marker-pane .pin"
ANDROID = "Mozilla/5.0 (Linux; Android 15; PLK-AL10) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 Version/18.4 Mobile Safari/604.1"
WECHAT = f"{ANDROID} MicroMessenger/8.0.56"
IN_SIGHT = "row => { const box = row.getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0 }"
BY_HEIGHT = "marks => marks.map(mark => Number(getComputedStyle(mark).zIndex))"


def _today(page: Page, site: Site) -> None:
    sign_in(page, site.link("rep", "wang"))
    page.wait_for_selector(PINS)


def _apps(page: Page) -> list[str]:
    """The apps under the first stop, by the sign that the module knows them by."""
    links = page.locator(".route .stop").first.locator("[data-app]")
    apps: list[str] = links.evaluate_all("links => links.map(link => link.dataset.app)")
    return apps


def test_a_tapped_pin_opens_its_row(browser: Browser, site: Site) -> None:
    """On the phone the list comes up to it."""
    with window(browser, PHONE) as (page, trouble):
        _today(page, site)
        page.locator(PINS).nth(2).tap()
        row = page.locator(".route .stop").nth(2)
        row.locator("details[open]").wait_for()
        page.wait_for_timeout(500)
        assert row.evaluate(IN_SIGHT)
        assert page.locator(".stop.selected .name").all_inner_texts() == ["龙井茶业合作社"]
        trouble.none_on(page)


def test_an_opened_row_lifts_its_pin(browser: Browser, site: Site) -> None:
    """By keyboard too."""
    with window(browser, PHONE) as (page, trouble):
        _today(page, site)
        page.locator(".route .stop > details > summary").nth(1).focus()
        page.keyboard.press("Enter")
        page.locator(f"{PINS}.selected").wait_for()
        assert page.locator(f"{PINS}.selected").all_inner_texts() == ["2"]
        heights = page.locator(".leaflet-marker-pane .leaflet-marker-icon:has(.pin)").evaluate_all(BY_HEIGHT)
        assert max(heights) == heights[1]
        assert max(heights) > sorted(heights)[-2] + 500
        trouble.none_on(page)


def test_the_chosen_map_app_is_remembered(browser: Browser, site: Site) -> None:
    """Tapped under one stop it is what Navigate opens everywhere: in card, list and popup, and when one comes again."""
    with window(browser, PHONE, user_agent=ANDROID) as (page, _):
        _today(page, site)
        navigate = page.locator("[data-navigate]").first
        assert str(navigate.get_attribute("href")).startswith("https://uri.amap.com/navigation?")
        page.locator(".route .stop summary").first.click()
        page.evaluate("document.querySelectorAll('a').forEach(link => { link.target = '_self'; })")
        page.evaluate("addEventListener('click', event => event.preventDefault())")  # the test stays on the page
        page.locator(".route .stop").first.locator("[data-app=baidu]").click()
        for _ in range(2):
            hrefs = page.locator(".sheet [data-navigate]").evaluate_all("links => links.map(link => link.href)")
            assert all(href.startswith("https://api.map.baidu.com/marker?") for href in hrefs)
            assert page.locator("[data-app=baidu][aria-current]").count() == 3
            page.reload()
            page.wait_for_selector(PINS)
        page.locator(PINS).first.tap()
        page.evaluate("addEventListener('click', event => event.preventDefault())")
        in_popup = page.locator(".leaflet-popup [data-navigate]")
        in_popup.dispatch_event("click")
        assert str(in_popup.get_attribute("href")).startswith("https://api.map.baidu.com/marker?")


@pytest.mark.parametrize(
    ("agent", "apps"),
    [
        (ANDROID, ["amap", "amap_app", "baidu", "baidu_app", "apple", "google", "geo"]),
        (IPHONE, ["amap", "amap_app", "baidu", "baidu_app", "apple", "google"]),
        (WECHAT, ["amap", "baidu", "apple", "google"]),
    ],
)
def test_only_apps_that_open_here_are_offered(browser: Browser, site: Site, agent: str, apps: list[str]) -> None:
    """Each phone has its own scheme for 高德, and WeChat follows web addresses only."""
    with window(browser, PHONE, user_agent=agent) as (page, trouble):
        _today(page, site)
        assert _apps(page) == apps
        trouble.none_on(page)


def test_a_browser_that_forbids_storage_still_navigates(browser: Browser, site: Site) -> None:
    """The choice then holds for the page."""
    with window(browser, PHONE, user_agent=ANDROID) as (page, trouble):
        page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })")
        _today(page, site)
        page.evaluate("addEventListener('click', event => event.preventDefault())")
        page.locator(".route .stop summary").first.click()
        page.evaluate("document.querySelector('.stop [data-app=google]').click()")
        assert str(page.locator("[data-navigate]").first.get_attribute("href")).startswith("https://www.google.com/")
        trouble.none_on(page)


def test_any_day_is_two_taps_away(browser: Browser, site: Site) -> None:
    """By the strip or by the calendar."""
    with window(browser, PHONE) as (page, trouble):
        _today(page, site)
        page.locator(".strip a").last.click()
        page.wait_for_url(re.compile("on=2026-11-25"))
        page.locator(".picker summary").click()
        page.fill(".picker input", "2026-11-24")
        page.click(".picker button")
        page.wait_for_url(re.compile("on=2026-11-24"))
        assert page.locator(".strip [aria-current] b").inner_text() == "24"
        trouble.none_on(page)


def test_places_leave_the_links_as_the_office_would_write_them(browser: Browser, site: Site) -> None:
    """Whichever stops of a day are over, every app gets the link through the others."""
    places = [Place(f"客户{n}|{n}", 30 + n / 100, 120 + n / 100) for n in range(6)]
    cases = [[place % 3 != n % 3 or place > 3 + n for place in range(6)] for n in range(3)] + [[False] * 5 + [True]]
    for mainland in (True, False):
        ((_, links),) = links_through(places, mainland=mainland)
        asked = [[link.href, stays] for stays in cases for link in links]
        left = [[place for place, stay in zip(places, stays, strict=True) if stay] for stays in cases]
        expected = [link.href for some in left for link in links_through(some, mainland=mainland)[0][1]]
        with window(browser, PHONE) as (page, _):
            page.goto(f"{site.url}/sign-in")
            told = page.evaluate(
                "async (asked) => { const { through } = await import('/static/way_ahead.js');"
                " return asked.map(([href, stays]) => through(href, stays)); }",
                asked,
            )
        assert [parse_qs(urlsplit(href).query) for href in told] == [
            parse_qs(urlsplit(href).query) for href in expected
        ]
        assert [href.partition("?")[0] for href in told] == [href.partition("?")[0] for href in expected]


def test_an_iphone_is_told_how_to_keep_the_day_at_hand(browser: Browser, site: Site) -> None:
    """It has no prompt; once the day is on the home screen, and in WeChat, there is nothing to tell."""
    for standalone, agent, seen in (("false", IPHONE, True), ("true", IPHONE, False), ("false", WECHAT, False)):
        with window(browser, PHONE, user_agent=agent) as (page, _):
            page.add_init_script(f"navigator.standalone = {standalone}")
            _today(page, site)
            assert page.locator("[data-install-by-hand]").is_visible() is seen
