"""The phone without its office: the server is really stopped, its port closed, and comes back later."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import select

import web.pages
import web.phone_pages
import web.rendering
from app.access.identity import SHELL
from app.access.open_sessions import end_sessions_of_rep
from app.method.settings import MethodSettings
from app.models import RepRecord
from app.planning.store import publish_plan, save_plan
from tests.conftest import NOW
from tests.web.barriers import grave_barriers
from tests.web.office import Office, phone, sign_in
from tests.web.rep import BAR, CARD, PATIENCE_MS, PINS, STOPS, act, all_sent, next_stop, told, waits, write_note
from tests.worlds import week
from tests.worlds.stored import OPTIONS

DAYS_ARE_KEPT = "caches.has('kproute-days')"
OFFLINE_IN_ENGLISH = """async () => {
  const kept = await caches.match("/offline", { ignoreVary: true });
  return kept !== undefined && (await kept.text()).includes("No network");
}"""
REPORTS_KEPT = """new Promise(kept => { indexedDB.open("kproute:wang").onsuccess = ({ target: { result } }) => {
  result.transaction("events").objectStore("events").count().onsuccess = ({ target }) => kept(target.result); }; })"""


def test_after_one_look_the_day_needs_no_server(playwright: Playwright, office: Office, tmp_path: Path) -> None:
    """Through reload and through a restart of the phone: list, pins and route are there, and a day of the week too.

    What is kept speaks the language that was chosen last, on whatever page.
    """
    with phone(playwright, tmp_path / "profile") as context:
        page = context.new_page()
        sign_in(page, office.link("wang"))
        office.stop()
        page.reload()
        assert page.locator(".route .name").all_inner_texts() == STOPS
    with phone(playwright, tmp_path / "profile") as context:
        page = context.new_page()
        page.goto(f"{office.url}/today")
        page.wait_for_selector(PINS)
        assert page.locator(PINS).count() == page.locator(".route .stop").count()
        page.goto(f"{office.url}/today?on={week.TUESDAY}")
        page.wait_for_selector(PINS)
        assert page.locator(PINS).all_inner_texts() == ["1", "2", "3"]
        assert page.locator("path.leg").count() == 4
        assert page.locator(".map-note").is_visible()
        page.goto(f"{office.url}/today?on=2026-12-24")
        assert "没有网络" in page.locator("main").inner_text()
        office.start()
        page.goto(f"{office.url}/me?lang=en")
        page.goto(f"{office.url}/today?on={week.TUESDAY}")
        page.wait_for_function(OFFLINE_IN_ENGLISH, timeout=PATIENCE_MS)


def test_the_next_at_the_phone_sees_nothing_of_the_first(
    playwright: Playwright, office: Office, tmp_path: Path
) -> None:
    """Neither his day nor what he did; that waits, and is sent when he is back, under his own name."""
    with phone(playwright, tmp_path / "profile") as context:
        page = context.new_page()
        sign_in(page, office.link("wang"))
        office.stop()
        write_note(page, "只给王芳看")
        act(page, "arrived")
        waits(page, 2)
    office.start()
    with phone(playwright, tmp_path / "profile") as context:
        page = context.new_page()
        sign_in(page, office.link("li"))
        assert page.locator(BAR).is_hidden()
        assert "只给王芳看" not in page.content()
        office.stop()
        page.goto(f"{office.url}/today?on={week.TUESDAY}")
        assert page.locator(".day-bar small").inner_text() == "李强"
        page.goto(f"{office.url}/today?on={week.WEDNESDAY}")  # of 王芳's week
        assert "没有网络" in page.locator("main").inner_text()
        office.start()
        assert told(office) == []
        sign_in(page, office.link("wang"))
        all_sent(page, office, 2)
        assert told(office) == [("note", "只给王芳看"), ("arrived", "")]
        with office.database.read() as session:
            wang = session.scalars(select(RepRecord).where(RepRecord.external_id == "wang")).one()
        assert {event.rep_id for event in office.events()} == {wang.id}


def test_a_tab_that_was_left_open_sends_nothing_under_anothers_name(page: Page, office: Office) -> None:
    """It says that somebody else is signed in, and keeps what its rep did."""
    sign_in(page, office.link("wang"))
    other = page.context.new_page()
    sign_in(other, office.link("li"))
    act(page, "arrived")
    expect(page.locator(BAR)).to_contain_text("其他人", timeout=PATIENCE_MS)
    assert told(office) == []


def test_a_session_that_is_over_costs_nothing(page: Page, office: Office) -> None:
    """The phone says so and keeps what is done; signed in again it sends."""
    sign_in(page, office.link("wang"))
    with office.database.write() as session:
        end_sessions_of_rep(session, SHELL, "wang", NOW)
    act(page, "arrived")
    expect(page.locator(BAR)).to_contain_text("登录已失效", timeout=PATIENCE_MS)
    assert told(office) == []
    sign_in(page, office.link("wang"))
    all_sent(page, office, 1)
    assert told(office) == [("arrived", "")]


def days_are_gone(page: Page) -> None:
    """The worker takes them off the phone when it has heard the answer, beside the page that shows it."""
    page.wait_for_function(f"async () => !(await {DAYS_ARE_KEPT})", timeout=PATIENCE_MS)


def test_a_session_that_is_gone_takes_the_days_off_the_phone(page: Page, office: Office) -> None:
    """Without a server there is nothing to see of them any more; what was not sent waits for its rep."""
    sign_in(page, office.link("wang"))
    office.stop()
    act(page, "arrived")
    waits(page, 1)
    office.start()
    page.context.clear_cookies()
    page.goto(f"{office.url}/today")
    days_are_gone(page)
    sign_in(page, office.link("wang"))
    all_sent(page, office, 1)
    assert told(office) == [("arrived", "")]


def test_signing_out_needs_the_office_and_takes_all_along(page: Page, office: Office) -> None:
    """Not reached, it says so and keeps the day; reached, neither days nor reports of the rep are left on the phone."""
    sign_in(page, office.link("wang"))
    act(page, "arrived")
    expect(page.locator(f"{CARD} [data-kept=sent]")).to_be_visible(timeout=PATIENCE_MS)
    office.stop()
    page.click(".foot form button")
    expect(page.locator(".foot [role=alert]")).to_be_in_viewport()
    assert page.evaluate(DAYS_ARE_KEPT) is True
    office.start()
    page.click(".foot form button")
    page.wait_for_url("**/sign-in")
    days_are_gone(page)
    assert page.evaluate(REPORTS_KEPT) == 0
    office.stop()
    page.goto(f"{office.url}/today")
    assert "没有网络" in page.locator("main").inner_text()
    office.start()


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same site with another stylesheet and another worker, as after an update."""
    static = tmp_path / "static"
    shutil.copytree(web.rendering.STATIC, static)
    for name in ("page.css", "sw.js"):
        with (static / name).open("a", encoding="utf-8") as file:
            file.write("/* of the next version */\n")
    for module in (web.rendering, web.pages, web.phone_pages):
        monkeypatch.setattr(module, "STATIC", static)
    yield
    web.rendering.versions.cache_clear()


def test_a_new_worker_in_the_middle_of_the_day_loses_nothing(
    page: Page, office: Office, request: pytest.FixtureRequest
) -> None:
    """It takes over without loading the page again; what waits is sent, and the day stays usable without a server."""
    sign_in(page, office.link("wang"))
    page.evaluate("window.mark = 'the page of before'")
    office.stop()
    act(page, "arrived")
    waits(page, 1)
    request.getfixturevalue("next_version")
    web.rendering.versions.cache_clear()
    office.start()
    page.evaluate(
        "addEventListener('visibilitychange', () => {}); document.dispatchEvent(new Event('visibilitychange'))"
    )
    all_sent(page, office, 1)
    page.wait_for_function(
        "async () => { const files = await (await caches.open('kproute-files')).keys();"
        " return files.filter((file) => file.url.includes('page.css')).length === 2; }",
        timeout=PATIENCE_MS,
    )
    assert page.evaluate("window.mark") == "the page of before"
    act(page, "done")
    all_sent(page, office, 2)
    office.stop()
    write_note(page, "下午")
    page.reload()
    assert page.locator(".route .name").all_inner_texts() == STOPS
    waits(page, 1)
    office.start()
    all_sent(page, office, 3)
    assert sorted(told(office)) == [("arrived", ""), ("done", ""), ("note", "下午")]


def test_both_sides_are_shown_where_the_office_moved_a_visit(page: Page, office: Office) -> None:
    """What the rep did, and beside it what the office has; the page says what changed and waits to be asked for it."""
    sign_in(page, office.link("wang"))
    office.stop()
    act(page, "done")
    waits(page, 1)
    office.start()
    first, second, third = week.WANG_TUESDAY.stops
    later = replace(second, arrival_s=second.arrival_s + 1800, start_s=second.start_s + 1800)
    tuesday = replace(week.WANG_TUESDAY, stops=(later, third))
    plan = replace(week.PLAN, routes=(tuesday, week.WANG_WEDNESDAY, week.LI_TUESDAY), ledger=())
    with office.database.write() as session:
        publish_plan(session, save_plan(session, plan, options=OPTIONS, settings=MethodSettings()), NOW)
    news = page.locator("[data-office-news]")
    expect(news).to_be_visible(timeout=PATIENCE_MS)
    assert f"{first.name} 已不在当天行程中" in news.inner_text()
    assert f"{second.name}：" in news.inner_text()
    assert next_stop(page) == second.name  # nothing moved under his hands
    sides = page.locator("[data-both-sides]")
    for _ in range(2):
        expect(sides).to_be_visible(timeout=PATIENCE_MS)
        assert first.name in sides.inner_text()
        assert "已发送" in sides.inner_text()
        assert "已取消，或已不在任何计划中" in sides.inner_text()
        assert grave_barriers(page) == []
        if news.is_visible():
            page.click("[data-office-news] a")
            page.wait_for_load_state("load")
    assert page.locator(".route .name").all_inner_texts() == [second.name, third.name]
    assert told(office) == [("done", "")]


def test_a_page_that_the_worker_passed_over_is_kept_as_well(page: Page, office: Office) -> None:
    """One that was loaded while it began, or past it, as by a forced reload: it asks to be taken in."""
    sign_in(page, office.link("wang"))
    page.evaluate("caches.delete('kproute-days')")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.enable")
    with page.expect_event("load"):
        devtools.send("Page.reload", {"ignoreCache": True})
    page.wait_for_selector("html[data-day-kept=true]", state="attached", timeout=PATIENCE_MS)
    office.stop()
    page.reload()
    assert page.locator(".route .name").all_inner_texts() == STOPS
    office.start()
