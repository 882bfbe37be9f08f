"""Signing in as people do it, in a real Chromium: invitation, password and app; six digits; a lost phone."""

from datetime import timedelta

from app.access.identity import SHELL
from app.access.links import create_way_in
from tests.conftest import NOW
from tests.web.chromium import DESK, PHONE, SMALL_PHONE, sign_in, window
from tests.worlds.people import ANNA, LOGINS, PASSWORD, code_at, invitation, store_managers

NO_SCROLL = "document.documentElement.scrollWidth <= window.innerWidth"
TOO_LOW = (
    "[...document.querySelectorAll('main button, main a.button, main input:not([type=hidden]):not([type=checkbox]),"
    " main select, main summary')].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).length"
)


def _sound(page, trouble):
    """Nothing scrolls sideways, everything to touch is 44 px high, and nothing went wrong."""
    page.wait_for_load_state()
    assert page.evaluate(NO_SCROLL)
    assert page.evaluate(TOO_LOW) == 0
    trouble.none_on(page)


def test_from_the_invitation_to_signing_in_again(browser, site):
    """Password and app are set up on one page; then out, and in again with login, password and the next code."""
    with site.database.write() as session:
        store_managers(session)
    token, secret = invitation(site.database, ANNA, NOW)
    with window(browser, DESK, locale="en-GB") as (page, trouble):
        page.goto(f"{site.url}/invitation/{token}")
        assert page.locator(".qr-frame svg").bounding_box()["width"] > 150
        assert page.inner_text("code.secret").replace(" ", "") == secret
        _sound(page, trouble)
        page.fill("input[name=password]", PASSWORD)
        page.fill("input[name=code]", code_at(secret, NOW))
        page.click("main form button")
        page.wait_for_url(f"{site.url}/")
        page.goto(f"{site.url}/me")
        assert page.inner_text("h1") == "Anna Schmidt"
        _sound(page, trouble)
        page.click("header form button")
        page.wait_for_url("**/sign-in")
        assert page.context.cookies() == []
        _sound(page, trouble)
        later = NOW + timedelta(minutes=1)
        site.set_clock(later)
        managers = page.locator("form[action='/sign-in']")
        managers.locator("input[name=login]").fill(LOGINS[ANNA])
        managers.locator("input[name=password]").fill(PASSWORD)
        managers.locator("input[name=code]").fill(code_at(secret, later))
        managers.locator("button").click()
        page.wait_for_url(f"{site.url}/")
        trouble.none_on(page)
    site.set_clock(NOW)


def test_six_digits_on_a_small_phone(browser, site):
    """A manager makes them on her page; the rep types them and sees his day."""
    with window(browser, PHONE) as (office, trouble):
        sign_in(office, site.link("manager"))
        office.goto(f"{site.url}/people")
        _sound(office, trouble)
        office.locator("summary", has_text="王芳").click()
        _sound(office, trouble)
        office.locator("li", has_text="王芳").locator("form[action='/people/way-in'] button").click()
        digits = office.inner_text(".big-code")
        assert office.inner_text("#link").startswith(f"{site.url}/sign-in/")
        _sound(office, trouble)
        with window(browser, SMALL_PHONE) as (phone, phone_trouble):
            phone.goto(f"{site.url}/sign-in")
            _sound(phone, phone_trouble)
            phone.fill("form[action='/sign-in-by-code'] input", digits)
            phone.click("form[action='/sign-in-by-code'] button")
            phone.wait_for_url("**/today")
            assert "王芳" in phone.inner_text(".day-bar")


def test_a_lost_phone_is_signed_out(browser, site):
    """From the other one: the lost phone asks to sign in with its next tap."""
    with site.database.write() as session:
        link = f"{site.url}/sign-in/{create_way_in(session, SHELL, 'wang', NOW).token}"
    with window(browser, PHONE) as (lost, _), window(browser, PHONE) as (page, trouble):
        for phone, address in ((lost, link), (page, site.link("rep", "wang"))):
            sign_in(phone, address)
        page.goto(f"{site.url}/me")
        _sound(page, trouble)
        with page.expect_navigation():
            page.click("form[action='/me/sessions/end-others'] button")
        assert page.locator(".starts > li").count() == 1
        _sound(page, trouble)
        lost.reload()
        assert lost.locator("form[action='/sign-in-by-code']").is_visible()
