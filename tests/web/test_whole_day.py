"""A day of a rep on a phone of 360 by 740, over everything that can be lost on the way."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.conftest import NOW
from tests.proof.cutting import CuttingProxy
from tests.web.barriers import grave_barriers
from tests.web.office import Office, free_port, sign_in
from tests.web.rep import (
    BAR,
    CARD,
    PATIENCE_MS,
    STOPS,
    act,
    all_sent,
    drawn_way,
    next_stop,
    skip,
    told,
    waits,
    write_note,
)


def debrief(page: Page, number: int) -> None:
    """Four taps under a stop of the list: open, whom, how it stands, what next."""
    stop = page.locator(".route .stop").nth(number)
    stop.locator("summary").first.click()
    for tap in ("summary", "button[value=met_kp]", "button[value=up]", "button[value=none]"):
        stop.locator(f"[data-debrief] {tap}").click()


def twenty_actions(page: Page, names: list[str]) -> None:
    """Two visits made and one skipped, with notes on the way; after each the way ahead is shorter."""
    for stop in range(2):
        act(page, "arrived")
        for number in range(4):
            write_note(page, f"{stop}.{number}")
        debrief(page, stop)
        act(page, "done")
        expect(page.locator(f"{CARD} h2")).to_have_text(names[stop + 1])
    expect(page.locator("[data-way] li[data-by]:not([hidden])")).to_have_count(2)  # the third stop, and home
    for number in range(5):
        write_note(page, f"2.{number}")
    skip(page)
    expect(page.locator("[data-card='']")).to_be_visible()


def all_twenty(office: Office) -> bool:
    """Each event of `twenty_actions` once, in its order at its visit."""
    visited = [["arrived", *[f"{stop}.{number}" for number in range(4)], "debrief", "done"] for stop in range(2)]
    visited.append([*[f"2.{number}" for number in range(5)], "skipped"])
    by_visit: dict[str, list[str]] = {}
    for event in office.events():
        if event.kind != "delayed":
            by_visit.setdefault(event.visit_id, []).append(event.text if event.kind == "note" else event.kind)
    return sorted(by_visit.values()) == sorted(visited)


def late_and_planned_anew(page: Page) -> list[str]:
    """Forty minutes late, and the office's proposal for the rest accepted; tells the day as it is then."""
    page.click("[data-changes] > summary")
    page.click("[data-late-min='40']")
    expect(page.locator(".route .stop .time ins").first).to_be_visible()
    page.click("[data-replan]")
    page.wait_for_selector("[data-proposal] [data-stops] li")
    with page.expect_navigation():
        page.click("[data-accept]")
    page.wait_for_selector("html[data-day-kept=true]", state="attached", timeout=PATIENCE_MS)
    return page.locator(".route .name").all_inner_texts()


def try_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Let the phone hear of a network, again and again, until it is so."""
    for _ in range(PATIENCE_MS // 300):
        if is_so():
            return
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(300)
    raise AssertionError("it did not come to pass")


def test_a_whole_day(page: Page, office: Office) -> None:
    """Signed in, navigated, late, planned anew; then the questions of a stop, twenty actions and a reload while nobody
    listens at the office's port; when it is back every answer is cut after the commit: each event is there once, and
    the phone says so."""
    page.clock.set_fixed_time(NOW)
    port = free_port()
    with CuttingProxy(office.port, "phone", 0.0, port):
        sign_in(page, office.link("wang", f"http://127.0.0.1:{port}"))
        assert next_stop(page) == STOPS[0]
        assert page.locator(f"{CARD} a[href^='https://uri.amap.com/navigation?']").is_visible()
        assert page.locator(f"{CARD} a[href^='tel:']").is_visible()
        names = late_and_planned_anew(page)
        all_sent(page, office, 1)
    office.stop()
    page.reload()
    twenty_actions(page, names)
    expect(page.locator(".route .questions").first).to_contain_text("今年的目标是什么")
    waits(page, 20)
    page.reload()
    waits(page, 20)
    assert page.locator("[data-card='']").is_visible()
    assert drawn_way(page) == ["home", "1", "2", "home"]  # not to the one that is skipped
    assert grave_barriers(page) == []
    assert page.locator(".route [data-kept=waiting]").count() == 20
    office.start()
    with CuttingProxy(office.port, "phone", 1.0, port) as proxy:
        try_until(page, lambda: len(office.events()) > 1)
        waits(page, 20)  # for nothing was answered
        proxy.share = 0.6
        try_until(page, page.locator(BAR).is_hidden)
        assert proxy.cut > 1
    assert [kind for kind, _ in told(office)].count("delayed") == 1
    assert all_twenty(office)
    assert page.locator(".route [data-kept=sent]").count() == 21
