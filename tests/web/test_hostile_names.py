"""Names that attack are text on every page, in every pin's popup and tooltip; nothing runs, nothing is asked for."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from app.models import ImportRecord
from tests.web.chromium import DESK, PHONE, SMALL_PHONE, sign_in, window
from tests.web.measure import MOST_BYTES, first_load
from tests.web.site import Site, running_site
from tests.worlds.hostile import store_hostile
from tests.worlds.hostile_names import HOSTILE_NAMES

NO_SCROLL = "document.documentElement.scrollWidth <= window.innerWidth"
PINS = ".leaflet-marker-pane .pin"
AS_READ = [name.replace("\r\n", "\n").replace("\r", "\n") for name in HOSTILE_NAMES]  # as HTML reads line ends
# Elements that only a name could have brought in, and ways in which one could have changed the page.
INTRUDERS = "img:not(.leaflet-tile), iframe, object, embed, base, meta[http-equiv=refresh], form[action^='//'], math"
# Every pin is pointed at and tapped; what tooltip and popup then say.
SAID_BY_PINS = f"""
[...document.querySelectorAll("{PINS}")].map(pin => {{
  const mark = pin.closest(".leaflet-marker-icon");
  mark.dispatchEvent(new MouseEvent("mouseover", {{ bubbles: true }}));
  const tip = document.querySelector(".leaflet-tooltip")?.textContent;
  mark.dispatchEvent(new MouseEvent("click", {{ bubbles: true }}));
  const popups = document.querySelectorAll(".leaflet-popup-content h3");
  return [mark.getAttribute("aria-label"), tip, popups[popups.length - 1].textContent];
}})
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server for the company in which everything bears such a name."""
    with running_site(tmp_path_factory.mktemp("hostile"), store_hostile) as running:
        yield running


def _unharmed(page: Page) -> None:
    assert page.locator(INTRUDERS).count() == 0
    assert page.evaluate("[...document.links].filter(a => a.protocol === 'javascript:').length") == 0
    assert page.evaluate("getComputedStyle(document.querySelector('main')).display") != "none"


def _texts(page: Page, selector: str) -> list[str]:
    texts: list[str] = page.locator(selector).all_text_contents()
    return texts


@pytest.mark.timeout(180)
@pytest.mark.parametrize("size", [SMALL_PHONE, DESK])
def test_on_the_phone_of_a_rep(browser: Browser, site: Site, size: tuple[int, int]) -> None:
    """List, facts, tooltips, popups and the labels of the pins read as the names were written."""
    with window(browser, size) as (page, trouble):
        sign_in(page, site.link("rep", "wang"))
        page.wait_for_selector(PINS)
        assert _texts(page, ".route .name") == AS_READ
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        assert _texts(page, ".route .facts [data-fact=address] bdi") == AS_READ
        assert page.evaluate(NO_SCROLL)
        said = page.evaluate(SAID_BY_PINS)
        assert [popup for _, _, popup in said] == list(HOSTILE_NAMES)
        assert [label.partition(" · ")[0] for label, _, _ in said] == [
            name.partition(" · ")[0] for name in HOSTILE_NAMES
        ]
        assert all(tip for _, tip, _ in said)
        _unharmed(page)
        page.goto(f"{site.url}/me")
        assert _texts(page, "h1 bdi") == [HOSTILE_NAMES[1]]
        page.goto(f"{site.url}/today?on=2026-11-23")  # no route; tomorrow's stops are named
        assert page.evaluate(NO_SCROLL)
        _unharmed(page)
        trouble.failed = [url for url in trouble.failed if "on=2026-11-23" not in url]
        trouble.none_on(page)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("size", [SMALL_PHONE, DESK])
def test_on_the_pages_of_a_manager(browser: Browser, site: Site, size: tuple[int, int]) -> None:
    """Week with its popups, a rep's day, ledger, import, people, keys, and the times of an account of each name."""
    with site.database.read() as session:
        import_id = session.scalars(select(ImportRecord.id)).one()
    with window(browser, size) as (page, trouble):
        sign_in(page, site.link("manager"))
        page.goto(f"{site.url}/week")
        page.wait_for_selector(PINS)
        assert [popup for _, _, popup in page.evaluate(SAID_BY_PINS)] == list(HOSTILE_NAMES)
        _unharmed(page)
        for path, selector, expected in (
            ("/reps/wang/days/2026-11-24", ".route .name", AS_READ),
            (f"/plans/{site.plan_id}/ledger", ".ledger b bdi", AS_READ),
            (f"/lists/imports/{import_id}", ".lead bdi", [HOSTILE_NAMES[1]]),
            ("/lists", ".chip bdi", [HOSTILE_NAMES[1]]),
            ("/opportunities", ".deals .what > a bdi", AS_READ),
            ("/opportunities", ".deals .asks bdi", AS_READ),
            ("/pairs/H00/H07", ".pair thead a bdi", [AS_READ[0], AS_READ[7]]),
            ("/people", ".folds .who b bdi", [HOSTILE_NAMES[1]]),
        ):
            page.goto(site.url + path)
            assert _texts(page, selector) == expected, path
            assert page.evaluate(NO_SCROLL), path
            _unharmed(page)
        assert set(AS_READ) <= set(_texts(page, ".starts b bdi"))  # teams and managers
        page.goto(f"{site.url}/keys")
        assert sorted(_texts(page, ".starts b bdi")) == sorted(AS_READ)
        assert page.evaluate(NO_SCROLL)
        _unharmed(page)
        page.goto(f"{site.url}/accounts")
        page.wait_for_selector(".folium-map[data-points]")
        assert set(_texts(page, ".account-table th bdi")) >= set(AS_READ)
        assert page.evaluate(NO_SCROLL)
        _unharmed(page)
        page.goto(f"{site.url}/territories")
        page.wait_for_selector(".territory-table bdi")
        assert _texts(page, ".territory-table bdi") == [AS_READ[1]]
        assert page.evaluate(NO_SCROLL)
        _unharmed(page)
        for number in range(0, len(HOSTILE_NAMES), 7):
            page.goto(f"{site.url}/accounts/H{number:02}")
            assert _texts(page, "h1 bdi") == [AS_READ[number]]
            assert page.evaluate(NO_SCROLL)
            _unharmed(page)
            page.goto(f"{site.url}/accounts/H{number:02}/times")
            assert _texts(page, "h1 bdi") == [AS_READ[number]]
            assert page.evaluate(NO_SCROLL)
            _unharmed(page)
        trouble.none_on(page)


def test_a_day_of_fifty_stops_is_still_light(browser: Browser, site: Site) -> None:
    """Everything that a phone which was never here loads for it, tiles aside."""
    with window(browser, PHONE) as (page, _):
        sign_in(page, site.link("rep", "wang"))
        cookies = page.context.cookies()
    with window(browser, PHONE) as (page, _):
        page.context.add_cookies(cookies)
        sent = first_load(page, f"{site.url}/today")
        assert sum(sent.values()) < MOST_BYTES, sent


def test_what_is_typed_comes_back_as_text(browser: Browser, site: Site) -> None:
    """A search in the ledger, and an address that leads nowhere, show what was asked for and do nothing with it."""
    with window(browser, DESK) as (page, trouble):
        sign_in(page, site.link("manager"))
        for name in HOSTILE_NAMES:
            page.goto(f"{site.url}/plans/{site.plan_id}/ledger?text={quote(name[:100])}")
            assert page.locator("main").is_visible()
            _unharmed(page)
        trouble.none_on(page)
