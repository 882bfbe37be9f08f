"""Territories in a real browser: proposed, compared, taken in part, and what if somebody joined or left."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models import AccountRecord
from tests.web.chromium import DESK, sign_in, window
from tests.web.site import Site, running_site
from tests.worlds.towns import store_towns

PROPOSE, TAKE = "[data-question] button.primary", "[data-take]"


def _store(session: Session, _at: datetime) -> str:
    store_towns(session)
    return ""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server for the two towns."""
    with running_site(tmp_path_factory.mktemp("towns"), _store) as running:
        yield running


def _proposed(page: Page) -> None:
    with page.expect_response(lambda answer: answer.url.endswith(":propose")):
        page.click(PROPOSE)
    page.wait_for_selector(".doing", state="hidden")


def _owners(site: Site) -> dict[str, str | None]:
    with site.database.read() as session:
        return {record.external_id: record.owner for record in session.scalars(select(AccountRecord))}


@pytest.mark.timeout(180)
def test_a_manager_looks_asks_compares_and_takes_a_part(browser: Browser, site: Site) -> None:
    """Every step by the words of the page; what is not chosen, and what has changed meanwhile, stays as it was."""
    with window(browser, DESK, locale="en-GB") as (page, trouble):
        sign_in(page, site.link("manager"))
        page.goto(f"{site.url}/territories")
        page.wait_for_selector("[data-points='40']")
        assert page.locator("[data-tile=nobody]").text_content() == "8"
        assert page.locator("[data-reps] bdi").all_text_contents() == ["东方", "西文"]

        page.select_option("[name=joining]", "best")
        assert page.locator("[name=opens]:checked").get_attribute("value") == "all"
        _proposed(page)
        assert page.locator("[data-reps] bdi").all_text_contents() == ["东方", "西文", "One rep more"]
        assert "not in the list" in (page.locator("[data-facts]").text_content() or "")

        page.select_option("[name=joining]", "")
        page.select_option("[name=without]", "west")
        page.check("[name=opens][value=unowned]")
        _proposed(page)
        assert page.locator("[data-reps] .chip").text_content() == "gone"

        page.select_option("[name=without]", "")
        _proposed(page)
        assert page.locator(TAKE).text_content() == "Take the changes chosen: 8"
        page.click("[data-side=before]")
        assert page.locator("[data-side=before]").get_attribute("aria-pressed") == "true"
        page.locator("[data-moves] summary").click()
        page.locator(".moves input").first.uncheck()
        assert page.locator(TAKE).text_content() == "Take the changes chosen: 7"

        with site.database.write() as session:
            session.execute(update(AccountRecord).where(AccountRecord.external_id == "N01").values(grade="A"))
        trouble.failed.clear()
        page.click(TAKE)
        page.get_by_text("have changed since").wait_for()
        assert _owners(site)["N02"] is None
        trouble.failed.clear()
        trouble.complaints.clear()  # the browser tells of the refusal

        _proposed(page)
        page.locator(".moves input").first.uncheck()
        page.click(TAKE)
        page.get_by_text("new owner: 7").wait_for()
        owners = _owners(site)
        assert (owners["N00"], owners["N01"], owners["X00"]) == (None, "east", "west")
        trouble.none_on(page)


def test_an_outline_holds_what_a_rep_has_but_for_strays(browser: Browser, site: Site) -> None:
    """The hull of a square with a point inside is the square; of twenty and one far away it leaves that one out."""
    with window(browser, DESK) as (page, _):
        sign_in(page, site.link("manager"))
        page.goto(f"{site.url}/territories")
        square = [[0, 0], [0, 1], [1, 1], [1, 0]]
        hull = page.evaluate("points => KPRouteTerritories.outline(points)", [*square, [0.5, 0.5]])
        assert sorted(hull) == sorted(square)
        stray = page.evaluate("points => KPRouteTerritories.outline(points)", [*square * 5, [9, 9]])
        assert [9, 9] not in stray
        assert page.evaluate("KPRouteTerritories.outline([[0, 0], [1, 1]])") == []
