"""Every page of every role in a real Chromium: whole for those who cannot see, narrow screens and thumbs."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from app.security import cookie_name
from tests.web.barriers import grave_barriers
from tests.web.chromium import DESK, PHONE, SMALL_PHONE, window
from tests.web.page_routes import Teams
from tests.web.site import Site, running_site
from tests.worlds.teams import Who

LANGUAGES = {"zh-CN": PHONE, "en-GB": DESK}
NO_SCROLL = f"document.documentElement.scrollWidth <= {SMALL_PHONE[0]}"  # innerWidth grows with what is too wide
TOO_SMALL = """
[...document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden]):not([type=checkbox])')]
  .filter(e => e.checkVisibility() && !e.closest('.leaflet-control-attribution'))
  .map(e => [e.textContent.trim().slice(0, 30) || e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([text, box]) => `${text}: ${Math.round(box.width)} x ${Math.round(box.height)}`)
"""
# Pages that only a form opens: a way in for a rep, a key that is shown once.
BY_FORM = {
    Who.REP: (("/me", "form[action='/me/calendar'] button"),),
    Who.MANAGER: (("/people", "form[action='/people/way-in'] button"),),
    Who.DIRECTOR: (("/keys", "form[action='/keys/rotate'] button"),),
}
OPEN_ALL = "document.querySelectorAll('main details').forEach(details => { details.open = true })"


@pytest.fixture(scope="module")
def teams() -> Teams:
    return Teams()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, teams: Teams) -> Iterator[Site]:
    """A server for the world with two teams: somebody in every role, and something on every page."""
    with running_site(tmp_path_factory.mktemp("teams"), teams) as running:
        yield running


def _come_in(page: Page, site: Site, teams: Teams, who: Who) -> None:
    if who in teams.world.session_tokens:
        name = cookie_name(site.app.state.settings)
        page.context.add_cookies([{"name": name, "value": teams.world.session_tokens[who], "url": site.url}])


@pytest.mark.timeout(600)
@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("who", [Who.STRANGER, Who.REP, Who.DIRECTOR])
def test_a_page_keeps_nobody_out(browser: Browser, site: Site, teams: Teams, who: Who, locale: str) -> None:
    """Nothing scrolls sideways on 320 px, folded or unfolded; axe finds nothing grave, in the light and in the dark."""
    _walk(browser, site, teams, who, teams.pages(who), locale)


@pytest.mark.timeout(600)
def test_a_managers_pages_keep_nobody_out(browser: Browser, site: Site, teams: Teams) -> None:
    """They are a director's too, with less on them: it is enough to walk them once more, on a phone."""
    paths = teams.pages(Who.MANAGER)
    assert set(paths) <= set(teams.pages(Who.DIRECTOR))
    _walk(browser, site, teams, Who.MANAGER, paths, "zh-CN")


def test_an_assistants_pages_keep_nobody_out(browser: Browser, site: Site, teams: Teams) -> None:
    """A manager's with less on them; those on which he works are walked once more, on a phone."""
    paths = teams.pages(Who.ASSISTANT)
    assert set(paths) <= set(teams.pages(Who.DIRECTOR))
    own = [path for path in paths if path.startswith(("/tasks", "/accounts/", "/seminars/"))]
    assert len(own) == 3
    _walk(browser, site, teams, Who.ASSISTANT, own, "zh-CN")


def _walk(browser: Browser, site: Site, teams: Teams, who: Who, paths: list[str], locale: str) -> None:
    wide: list[str] = []
    found: dict[str, list[str]] = {}
    with window(browser, SMALL_PHONE, locale=locale) as (page, _):
        _come_in(page, site, teams, who)
        for path in paths:
            page.set_viewport_size(_named(SMALL_PHONE))
            page.goto(site.url + path)
            folded = page.evaluate(NO_SCROLL)
            page.evaluate(OPEN_ALL)
            if not (folded and page.evaluate(NO_SCROLL)):
                wide.append(path)
            page.set_viewport_size(_named(LANGUAGES[locale]))
            if grave := _grave_in_any_light(page):
                found[path] = grave
        for path, button in BY_FORM.get(who, ()):
            page.goto(site.url + path)
            page.evaluate(OPEN_ALL)
            with page.expect_navigation():
                page.locator(button).first.click()
            if grave := _grave_in_any_light(page):
                found[button] = grave
    assert (wide, found) == ([], {})


def _named(size: tuple[int, int]) -> ViewportSize:
    width, height = size
    return {"width": width, "height": height}


def _grave_in_any_light(page: Page) -> list[str]:
    """What is grave in the light, and of colours in the dark: nothing else changes there."""
    page.wait_for_timeout(100)
    grave = grave_barriers(page)
    page.emulate_media(color_scheme="dark")
    grave += grave_barriers(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    return grave


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_thumb_hits_everything_of_a_rep(browser: Browser, site: Site, teams: Teams, locale: str) -> None:
    """44 px each way, for everything that can be touched on any of his pages."""
    small: dict[str, list[str]] = {}
    with window(browser, PHONE, locale=locale) as (page, _):
        _come_in(page, site, teams, Who.REP)
        for path in teams.pages(Who.REP):
            page.goto(site.url + path)
            page.evaluate(OPEN_ALL)
            if found := page.evaluate(TOO_SMALL):
                small[path] = found
    assert small == {}
