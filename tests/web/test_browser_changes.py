"""A rep's day when something comes between, on his phone: late, re-timed, planned anew, accepted."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.intake.store import import_accounts
from app.method.account import Location
from tests.conftest import NOW
from tests.web.barriers import grave_barriers
from tests.web.chromium import PHONE, SMALL_PHONE, sign_in, window
from tests.web.rep import PINS, drawn_way
from tests.web.site import Site, running_site
from tests.worlds import stored, week

NO_SCROLL = "document.documentElement.scrollWidth <= window.innerWidth"
SMALL_TARGETS = """[...document.querySelectorAll('button, summary, input, select, a[href]')]
  .filter(e => e.checkVisibility() && e.closest('.changes, .debrief, .changed, .proposal'))
  .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
COUNT_ASKING = """window.asked = 0;
  const ask = navigator.geolocation.getCurrentPosition;
  navigator.geolocation.getCurrentPosition = (...all) => { asked += 1; ask.apply(navigator.geolocation, all); }"""

BOOKSHOP = replace(
    week.WEST_LAKE,
    external_id="HZ-020",
    name="湖滨书店",
    address="上城区湖滨路 20 号",
    location=Location.wgs84(30.2480, 120.1560),
)


def store_with_one_more(session: Session, at: datetime) -> str:
    """The small week, and an account of 王芳 that is planned nowhere."""
    plan_id = stored.store_week(session, at)
    rows = (*stored.ROWS, stored.listed_row(12, BOOKSHOP))
    import_accounts(session, replace(stored.LIST, sha256="1" * 64, rows=rows), stored.LISTED_AT)
    return plan_id


@pytest.fixture
def site(tmp_path) -> Iterator[Site]:
    """A site of its own for each test, for each changes the plan."""
    with running_site(tmp_path, store_with_one_more) as running:
        yield running


def day(page: Page, site: Site, rep_id: str = "wang", on: date = week.TUESDAY) -> None:
    """A day of the rep on his phone, half past eight on the Tuesday by its clock."""
    page.clock.set_fixed_time(NOW)
    sign_in(page, site.link("rep", rep_id))
    if on != week.TUESDAY:
        page.wait_for_load_state("networkidle")
        page.goto(f"{site.url}/today?on={on}")
    page.locator("[data-changes] > summary").click()


def times(page: Page) -> list[str]:
    return [text.split()[-1] for text in page.locator(".route .stop .time").all_inner_texts()]


def test_late_then_planned_anew_then_accepted(browser, site):
    """The list has the new times at once, the proposal stands old against new, and what is accepted is the plan."""
    with window(browser, PHONE) as (page, trouble):
        day(page, site)
        before = times(page)
        page.click("[data-late-min='40']")
        page.wait_for_selector(".route .stop .time ins")
        assert page.locator(".route .stop .time s").first.inner_text() == before[0]
        assert times(page)[0] == "10:00–10:30"
        assert "40" in page.locator("[data-changed] [data-said]").inner_text()
        page.click("[data-replan]")
        page.wait_for_selector("[data-proposal] [data-stops] li")
        proposed = page.locator("[data-proposal] [data-stops] li bdi").all_inner_texts()
        assert set(proposed) == {stop.name for stop in week.WANG_TUESDAY.stops}
        starts = [text.split()[-1] for text in page.locator("[data-proposal] li .time").all_inner_texts()]
        assert page.evaluate(NO_SCROLL)
        assert page.evaluate(SMALL_TARGETS) == []
        assert grave_barriers(page) == []
        with page.expect_navigation():
            page.click("[data-accept]")
        page.wait_for_selector(".route .stop .time")
        assert [text.partition("–")[0] for text in times(page)] == starts
        assert page.locator(".route .stop .time s").count() == 0
        assert page.locator("[data-changed]").is_hidden()
        trouble.none_on(page)


def numbers(page: Page) -> list[str]:
    """Of the list, in its order; the map's pins have the same."""
    told = page.locator(".route .stop .pin").all_inner_texts()
    assert sorted(page.locator(PINS).all_inner_texts()) == sorted(told)
    return told


def add_the_bookshop(page: Page) -> None:
    page.fill("[data-add] input[name=name]", "湖滨")
    page.click("[data-add] form button")
    page.click("[data-found] button")
    page.wait_for_selector(".route .chip.new")


def test_a_new_day_outlives_a_reload_and_a_lost_network(browser, site):
    """List and map of it are kept on this phone; what needs the office says so and loses nothing."""
    with window(browser, PHONE) as (page, trouble):
        day(page, site)
        assert drawn_way(page) == ["home", "1", "2", "3", "home"]
        add_the_bookshop(page)
        added = page.locator(f".route .stop:has(bdi:text-is('{BOOKSHOP.name}'))")
        assert numbers(page) == ["1", "2", "3", "4"]
        assert drawn_way(page) == ["home", "1", "2", "3", "4", "home"]
        assert page.locator("path.leg.estimated").count() == 2
        number = added.locator(".pin").inner_text()
        page.locator(PINS, has_text=number).dispatch_event("click")
        page.locator(".route .stop.selected").wait_for()
        assert added.locator("details[open]").is_visible()
        assert page.locator(".leaflet-popup-content h3").inner_text() == BOOKSHOP.name
        assert grave_barriers(page) == []
        page.context.set_offline(True)
        page.fill("[data-late] input", "25")
        page.click("[data-late] form button")
        page.wait_for_selector(".route .stop .time ins")
        late = times(page)
        page.click("[data-replan]")
        page.locator("[data-proposal] [data-said]", has_text="网络").wait_for()
        page.click("[data-near]")
        page.wait_for_selector("[data-found] li")
        page.context.set_offline(False)
        page.reload()
        page.wait_for_selector(".route .stop .time ins")
        assert times(page) == late
        assert drawn_way(page) == ["home", "1", "2", "3", "4", "home"]
        page.locator(".route .stop").nth(1).locator("summary").first.click()
        page.locator(f"{PINS}.selected", has_text="2").wait_for()
        trouble.failed.clear()
        trouble.complaints.clear()  # a browser complains of requests that found no network
        trouble.none_on(page)


def planned_from_there(page: Page) -> None:
    """The office is told the place, and proposes a day from it."""
    with page.expect_request("**/*:replan") as sent:
        page.click("[data-replan]")
    assert sent.value.post_data_json["position"] == {"lat": 30.27, "lon": 120.064}
    page.wait_for_selector("[data-proposal] [data-stops] li")


def test_a_day_begins_where_the_rep_is(browser, site):
    """The phone is asked by his tap alone; list and map move at once, and the office plans from that place. A page
    loaded anew begins there too; a tab opened anew has the times and asks for the place once more to re-plan. From home
    the day is as it was planned."""
    xixi = {"latitude": 30.2700, "longitude": 120.0640}
    with window(browser, PHONE, geolocation=xixi, permissions=["geolocation"]) as (page, trouble):
        page.add_init_script(COUNT_ASKING)
        day(page, site)
        before = times(page)
        assert page.evaluate("asked") == 0
        page.click("[data-from-here]")
        page.locator(".route .home", has_text="从这里出发").wait_for()
        assert page.evaluate("asked") == 1
        assert "估算" in page.locator(".route .drive").first.inner_text()
        assert drawn_way(page) == ["here", "1", "2", "3", "home"]
        assert page.locator("path.leg.estimated").count() == 1
        from_there = times(page)
        assert from_there[0] > before[0]
        assert page.evaluate(SMALL_TARGETS) == []
        assert grave_barriers(page) == []
        assert "120.064" not in page.evaluate("JSON.stringify(localStorage)")
        planned_from_there(page)
        page.reload()
        page.locator(".route .home", has_text="从这里出发").wait_for()
        assert times(page) == from_there
        assert drawn_way(page)[0] == "here"
        assert page.locator(".mark-here").bounding_box()["x"] > 60  # clear of the buttons in the corner
        planned_from_there(page)
        assert page.evaluate("asked") == 0
        page.evaluate("sessionStorage.clear()")  # another tab
        page.reload()
        page.locator(".route .home", has_text="从这里出发").wait_for()
        assert drawn_way(page) == ["1", "2", "3", "home"]
        planned_from_there(page)
        assert page.evaluate("asked") == 1
        assert drawn_way(page)[0] == "here"
        page.locator("[data-changes] > summary").click()
        page.click("[data-from-home]")
        page.locator(".route .home", has_text="从这里出发").wait_for(state="detached")
        assert times(page) == before
        assert drawn_way(page) == ["home", "1", "2", "3", "home"]
        assert page.locator("path.leg.estimated").count() == 0
        trouble.none_on(page)


def test_a_phone_that_does_not_tell_its_place_says_so(browser, site):
    """And the day begins at home as before."""
    with window(browser, PHONE, permissions=[]) as (page, trouble):
        page.add_init_script("navigator.geolocation.getCurrentPosition = (told, failed) => failed({ code: 1 })")
        day(page, site)
        before = times(page)
        page.click("[data-from-here]")
        page.locator("[data-start] [data-said]", has_text="没有给出位置").wait_for()
        assert times(page) == before
        trouble.none_on(page)


def test_a_visit_that_is_cancelled_leaves_the_day(browser, site):
    """It is struck out, those behind it come sooner and are numbered anew, and no way leads to it."""
    with window(browser, PHONE) as (page, trouble):
        day(page, site)
        page.select_option("[data-cancel] select", label=week.WEST_LAKE.name)
        page.click("[data-cancel] form button")
        page.wait_for_selector(".route .stop .time ins")
        first = page.locator(".route .stop").first.locator(".time")
        assert first.locator("s").count() == 1
        assert first.locator("ins").count() == 0
        assert numbers(page) == ["–", "1", "2"]
        assert drawn_way(page) == ["home", "1", "2", "home"]
        assert page.locator(f"{PINS}[data-state=cancelled]").inner_text() == "–"
        assert page.locator("[data-cancel] select option").all_inner_texts() == [
            week.WULIN.name,
            week.GREEN_TEA.name,
        ]
        trouble.none_on(page)


def test_a_missed_promise_is_named(browser, site):
    """On the Wednesday the promise of ten o'clock is not kept by who is an hour late: call them."""
    with window(browser, PHONE) as (page, trouble):
        day(page, site, on=week.WEDNESDAY)
        page.click("[data-late-min='60']")
        misses = page.locator("[data-misses] li")
        misses.first.wait_for()
        assert week.BINJIANG.name in misses.first.inner_text()
        assert "10:00" in misses.first.inner_text()
        trouble.none_on(page)


def test_a_debrief_takes_four_taps_and_offers_two_times(browser, site):
    """Open, whom, how it stands, what next: kept; then one of two times is booked."""
    with window(browser, PHONE) as (page, trouble):
        day(page, site)
        stop = page.locator(".route .stop").first
        stop.locator("summary").first.click()
        debrief = stop.locator("[data-debrief]")
        taps = ["summary", "button[value='met_kp']", "button[value='up']", "button[value='visit']"]
        for tap in taps[:3]:
            debrief.locator(tap).click()
        debrief.locator("[data-learnt] summary").click()  # a fold that takes no tap where nothing changed
        debrief.locator("[name='level']").select_option("4")
        debrief.locator("[name='need']").select_option("explicit")
        assert page.evaluate(SMALL_TARGETS) == []
        debrief.locator(taps[3]).click()
        slots = debrief.locator("[data-slots] button")
        slots.first.wait_for()
        assert len(taps) == 4
        assert slots.count() == 2
        assert re.match(r"\d+月\d+日 周. \d\d:\d\d$", slots.first.inner_text())
        assert page.evaluate(SMALL_TARGETS) == []
        slots.first.click()
        debrief.locator("[data-said]", has_text="已约定").wait_for()
        trouble.none_on(page)


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE])
def test_hostile_names_stay_text(browser, site, size):
    """Also as an option, a missed stop and a row of a proposal."""
    with window(browser, size) as (page, trouble):
        day(page, site, rep_id="li")
        assert week.HOSTILE_NAME in page.locator("[data-cancel] select option").all_text_contents()
        page.click("[data-late-min='60']")
        page.wait_for_selector(".route .stop .time ins")
        page.click("[data-replan]")
        page.wait_for_selector("[data-proposal] [data-stops] li")
        assert week.HOSTILE_NAME in page.locator("[data-proposal] bdi").all_text_contents()
        assert page.evaluate(NO_SCROLL)
        trouble.none_on(page)
