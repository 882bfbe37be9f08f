"""The pages in a real Chromium, with every other host out of reach."""

import base64
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.planning.certificate import PlanCertificate
from app.planning.certificate_rows import keep_certificate
from app.planning.week_plan import Place
from tests.web.chromium import DESK, PHONE, SMALL_PHONE, sign_in, window
from tests.worlds import week
from tests.worlds.hostile_names import HOSTILE_NAMES
from tests.worlds.town import driven_on, place
from tests.worlds.week import PLAN
from web.exports import write_site
from web.maps import Tiles

HOSTILE = HOSTILE_NAMES[::7]  # all of them are seen on the pages of the server
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
NO_SCROLL = "document.documentElement.scrollWidth <= window.innerWidth"
PINS = ".leaflet-marker-pane .pin"


@pytest.fixture(scope="module")
def hostile_day(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An exported day whose stops have names that attack, all at one point but the last."""
    template = week.WANG_TUESDAY.stops[0]
    stops = tuple(
        replace(template, visit_id=f"v{number}", external_id=f"x{number}", name=name, address=name, contact_name=name)
        for number, name in enumerate(HOSTILE)
    )
    stops = (*stops[:-1], replace(stops[-1], lat=30.3, lon=120.2))
    route = replace(week.WANG_TUESDAY, stops=stops, rep_name=HOSTILE[1], lunch_s=None)
    out = tmp_path_factory.mktemp("hostile")
    tiles = Tiles("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors")
    write_site(replace(PLAN, routes=(route,)), out, tiles=tiles)
    return Path(out / "wang" / f"{route.on}.html").as_uri()


def _settle(page: Page) -> None:
    page.wait_for_selector(PINS)
    page.wait_for_timeout(200)


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE, DESK])
def test_pins_are_numbered_as_the_list(browser, site, size):
    """Same numbers, same order, nothing missing, nothing that scrolls sideways, no base map needed."""
    with window(browser, size) as (page, trouble):
        sign_in(page, site.link("rep", "wang"))
        _settle(page)
        assert page.locator(PINS).all_inner_texts() == ["1", "2", "3"]
        assert page.locator(".route .stop .pin").all_inner_texts() == ["1", "2", "3"]
        assert page.locator(".route .name").all_inner_texts() == [stop.name for stop in week.WANG_TUESDAY.stops]
        assert page.evaluate(NO_SCROLL)
        assert page.locator(".map-note").is_visible()
        assert page.locator("path.leg").count() == 4
        trouble.none_on(page)


def test_the_next_stop_is_within_reach_of_a_thumb(browser, site):
    """Navigate and Call lie on the first screen, and everything that can be touched is 44 px high."""
    with window(browser, PHONE) as (page, _):
        sign_in(page, site.link("rep", "wang"))
        _settle(page)
        for button in page.locator(".next-stop:not([hidden]) .button").all():
            box = button.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= PHONE[1]
        heights = page.evaluate(
            "[...document.querySelectorAll('a[href], button, summary')].filter(e => e.checkVisibility())"
            ".map(e => [e.textContent.trim(), e.getBoundingClientRect().height])"
            ".filter(([text, height]) => height < 44)"
        )
        assert heights == []


def test_a_row_and_its_pin_light_up_together(browser, site):
    """Whichever of the two is tapped."""
    with window(browser, DESK) as (page, trouble):
        sign_in(page, site.link("rep", "wang"))
        _settle(page)
        page.locator(".route .stop").nth(1).click()
        assert page.locator(f"{PINS}.selected").all_inner_texts() == ["2"]
        page.locator(PINS).nth(2).click()
        assert page.locator(".stop.selected .name").all_inner_texts() == ["龙井茶业合作社"]
        popup = page.locator(".leaflet-popup-content").inner_text()
        assert "值 3 小时 45 分，绕行 52 分钟" in popup
        trouble.none_on(page)


def test_hostile_names_are_only_ever_text(browser, hostile_day):
    """In list, tooltip and popup they read as they were written; no dialog opens, no picture is asked for."""
    with window(browser, DESK) as (page, trouble):
        page.goto(hostile_day)
        _settle(page)
        assert page.locator(".route .name").all_text_contents() == list(HOSTILE)
        for index, name in enumerate(HOSTILE):
            page.locator(PINS).nth(index).dispatch_event("mouseover")
            page.locator(PINS).nth(index).dispatch_event("click")
            assert page.locator(".leaflet-popup-content h3").last.text_content() == name
        assert page.locator("img[src='x']").count() == 0
        assert page.evaluate(NO_SCROLL)
        trouble.none_on(page)


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE])
def test_hostile_names_do_not_break_a_phone(browser, hostile_day, size):
    """300 characters wrap or are cut; nothing scrolls sideways, opened or not."""
    with window(browser, size) as (page, trouble):
        page.goto(hostile_day)
        _settle(page)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert page.evaluate(NO_SCROLL)
        trouble.none_on(page)


def test_pins_at_one_point_step_aside(browser, hostile_day):
    """Each of seven stops in one house can be tapped."""
    with window(browser, DESK) as (page, _):
        page.goto(hostile_day)
        _settle(page)
        boxes = [pin.bounding_box() for pin in page.locator(PINS).all()]
        centres = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]
        assert len(centres) == len(HOSTILE)
        for index, (x, y) in enumerate(centres):
            for other_x, other_y in centres[index + 1 :]:
                assert abs(x - other_x) + abs(y - other_y) > 12


def test_a_day_by_road_follows_the_streets(browser, tmp_path):
    """Its legs bend where streets do, with one arrow each; main roads lie under it; estimates are straight lines."""
    spots = [place(name) for name in "adi"]
    stops = zip(week.WANG_TUESDAY.stops, spots, (False, False, True), strict=True)
    route = replace(
        week.WANG_TUESDAY,
        start=Place("Home", *place("b")),
        stops=tuple(replace(s, lat=p[0], lon=p[1], drive_is_estimated=guessed) for s, p, guessed in stops),
        lunch_s=None,
    )
    with driven_on(tmp_path):
        write_site(replace(PLAN, routes=(route,)), tmp_path / "out", tiles=Tiles("", ""))
    with window(browser, DESK) as (page, trouble):
        page.goto(Path(tmp_path / "out" / "wang" / f"{route.on}.html").as_uri())
        _settle(page)
        lines = [str(leg.get_attribute("d")).count("L") for leg in page.locator("path.leg").all()]
        assert sorted(count > 1 for count in lines) == [False, False, False, True]  # from a to d by c, f and e
        assert page.locator("path.road.rank-3").count() == 1
        assert page.locator(".arrow").count() == 4
        page.locator(".map-note").evaluate("note => { note.hidden = false }")  # its owner is thanked without tiles too
        assert "OpenStreetMap" in page.locator(".leaflet-control-attribution").inner_text()
        trouble.none_on(page)


def test_a_week_shows_the_reps_and_days_that_are_wanted(browser, site):
    """Each switch takes its pins off the map and puts them back; places left out appear on demand."""
    with window(browser, DESK) as (page, trouble):
        sign_in(page, site.link("manager"))
        page.goto(f"{site.url}/week")
        _settle(page)
        assert sorted(page.locator(PINS).all_inner_texts()) == sorted("二二二三三二二")
        page.click(".layers label:has-text('李强')")
        assert page.locator(PINS).count() == 5
        page.click(".layers label:has-text('二 11/24')")
        assert page.locator(PINS).all_inner_texts() == ["三", "三"]
        page.click(".layers label:has-text('李强')")
        page.click(".layers label:has-text('二 11/24')")
        assert page.locator(PINS).count() == 7
        assert page.locator("path.left-out").count() == 0
        page.click(".layers label:has-text('未拜访')")
        assert page.locator("path.left-out").count() == 2
        trouble.none_on(page)


def test_a_base_map_that_answers_is_thanked(browser, site):
    """Its owner is named, and nothing says that it is missing."""
    with window(browser, PHONE) as (page, trouble):
        page.route("https://tile.openstreetmap.org/**", lambda tile: tile.fulfill(body=PIXEL, content_type="image/png"))
        sign_in(page, site.link("rep", "wang"))
        _settle(page)
        page.wait_for_selector(".leaflet-tile-loaded")
        thanks = page.locator(".leaflet-control-attribution")
        assert "OpenStreetMap" in thanks.inner_text()
        box, sheet = thanks.bounding_box(), page.locator(".sheet").bounding_box()
        assert box is not None
        assert sheet is not None
        assert box["y"] + box["height"] <= sheet["y"] + 1
        assert page.locator(".map-note").is_hidden()
        trouble.none_on(page)


@pytest.mark.parametrize("path", ["/", "/week", "/lists", "/plans/{plan}/ledger"])
@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE, DESK])
def test_no_page_of_a_manager_scrolls_sideways(browser, site, size, path):
    """Tables scroll inside their frame."""
    with window(browser, size) as (page, trouble):
        sign_in(page, site.link("manager"))
        page.goto(site.url + path.format(plan=site.plan_id))
        page.wait_for_load_state("networkidle")
        assert page.evaluate(NO_SCROLL)
        trouble.none_on(page)


def test_the_ledger_needs_no_script(browser, site):
    """Filtering is a plain form."""
    with window(browser, DESK, java_script_enabled=False) as (page, _):
        sign_in(page, site.link("manager"))
        page.goto(f"{site.url}/plans/{site.plan_id}/ledger")
        page.select_option("select[name=outcome]", "unserved")
        with page.expect_navigation():
            page.click("form.filters button")
        assert page.locator(".ledger tbody tr").count() == 1


def test_a_page_that_waits_for_a_proof_shows_it_when_it_is_there(browser, site):
    """Without being loaded again; then it asks no more."""
    with site.database.write() as session:
        keep_certificate(session, site.plan_id, PlanCertificate.running())
    with window(browser, DESK) as (page, trouble):
        sign_in(page, site.link("manager"))
        page.goto(f"{site.url}/plans/{site.plan_id}")
        assert "正在核证" in page.locator(".certificate").inner_text()
        with site.database.write() as session:
            keep_certificate(session, site.plan_id, PLAN.certificate)
        page.locator(".certificate[data-code=certified]").wait_for(timeout=20_000)
        assert "差距不超过 0.3\N{NO-BREAK SPACE}%" in page.locator(".certificate").inner_text()
        trouble.none_on(page)


def test_from_an_order_to_the_phone(browser, site):
    """A manager orders a plan, watches it, publishes it; the rep's phone then shows a route of it."""
    with window(browser, DESK) as (page, trouble):
        sign_in(page, site.link("manager"))
        page.goto(f"{site.url}/lists")
        page.fill("input[name=week]", "2026-11-30")
        page.fill("input[name=time_limit_s]", "0.5")
        page.select_option("select[name=nearness_pct]", "150")
        page.click("#plan button")
        page.wait_for_url("**/operations/*")
        page.locator("[data-part=open]").wait_for(state="visible", timeout=90_000)
        page.locator("[data-part=certificate]").wait_for(state="visible", timeout=90_000)
        page.click("[data-part=open]")
        page.wait_for_load_state("load")
        page.click("text=发布给业务员")
        page.locator(".chip[data-state=published]").wait_for(state="visible")
        page.wait_for_load_state("load")
        trouble.none_on(page)
    with window(browser, PHONE) as (page, trouble):
        sign_in(page, site.link("rep", "wang"))
        page.goto(f"{site.url}/today?on=2026-11-30")
        _settle(page)
        assert page.locator(PINS).count() >= 1
        trouble.none_on(page)
    with window(browser, DESK) as (page, trouble):  # planned again, the published plan is held on to
        sign_in(page, site.link("manager"))
        page.goto(f"{site.url}/lists?week=2026-11-30")
        assert page.locator("input[name=keep]").is_checked()
        page.fill("input[name=time_limit_s]", "0.5")
        page.click("#plan button")
        page.wait_for_url("**/operations/*")
        page.locator("[data-part=open]").wait_for(state="visible", timeout=90_000)
        page.click("[data-part=open]")
        page.wait_for_load_state("load")
        assert re.search(r"原计划的 (\d+) 次拜访中，\1 次日期不变", page.locator(".panel").inner_text())
        trouble.none_on(page)
