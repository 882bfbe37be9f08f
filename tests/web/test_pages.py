"""The pages over the real service, without a browser."""

import csv
import re
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.access.links import create_link
from app.models import RunRecord
from app.planning.certificate import PlanCertificate
from app.planning.certificate_rows import keep_certificate
from tests.conftest import NOW
from tests.waiting import until
from tests.worlds import week
from tests.worlds.week import PLAN


def _link(database, kind: str, rep_id: str | None = None) -> str:
    with database.write() as session:
        return create_link(session, kind, rep_id, NOW)


def _visible(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))


class TestSigningIn:
    def test_a_stranger_is_told_how_to_get_a_link(self, anonymous):
        """No data, no password field: the way in is a link."""
        answer = anonymous.get("/")
        assert answer.status_code == 401
        assert "kproute link manager" in answer.text

    def test_looking_at_a_link_uses_nothing_up(self, anonymous, database):
        """Previews and scanners only ever GET; the button still works after them."""
        token = _link(database, "manager")
        assert [anonymous.get(f"/sign-in/{token}").status_code for _ in range(3)] == [200] * 3
        assert anonymous.post(f"/sign-in/{token}").headers["location"] == "/"

    def test_a_rep_lands_on_his_day(self, anonymous, database, stored_week):
        """The cookie of a rep opens his own route and no manager's page."""
        answer = anonymous.post(f"/sign-in/{_link(database, 'rep', 'wang')}")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/today"
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert anonymous.get("/today").status_code == 200
        assert anonymous.get("/").headers["location"] == "/today"
        assert anonymous.get(f"/plans/{stored_week}").status_code == 403

    def test_a_link_works_once(self, anonymous, database):
        """The second button press meets a page that says what to do."""
        token = _link(database, "manager")
        anonymous.post(f"/sign-in/{token}")
        answer = anonymous.post(f"/sign-in/{token}")
        assert answer.status_code == 410
        assert "no longer works" in answer.text

    def test_signing_out_ends_the_session(self, manager):
        """The old cookie opens nothing any more."""
        assert manager.post("/sign-out").status_code == 303
        assert manager.get("/").status_code == 401

    def test_another_site_cannot_sign_anybody_in(self, anonymous, database):
        """A form on a foreign page is refused before the link is touched."""
        token = _link(database, "manager")
        foreign = anonymous.post(f"/sign-in/{token}", headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status_code == 403
        assert anonymous.get(f"/sign-in/{token}").status_code == 200


class TestToday:
    def test_shows_the_published_route(self, phone_of_wang):
        """Every stop in order, with the buttons of the next one."""
        html = phone_of_wang.get("/today").text
        names = re.findall(r'<bdi class="name">([^<]+)</bdi>', html)
        assert names == [stop.name for stop in week.WANG_TUESDAY.stops]
        assert 'href="tel:13800000001"' in html
        assert "https://uri.amap.com/navigation?to=120.144" in html

    def test_a_day_without_a_route_opens_on_the_next_that_has_one(self, phone_of_wang, app):
        """And says so in a sentence."""
        app.state.clock = lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
        html = phone_of_wang.get("/today", headers={"Accept-Language": "en"}).text
        assert "No visits today. Your next day in the field is Tue 24 Nov." in html

    def test_after_the_last_route_it_says_what_has_to_happen(self, phone_of_wang, app):
        """Nothing is invented; earlier days stay within reach."""
        app.state.clock = lambda: datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
        html = phone_of_wang.get("/today", headers={"Accept-Language": "en"}).text
        assert "No route is published for this day" in html
        assert "/today?on=2026-11-25" in html

    def test_the_next_stop_follows_the_clock_of_the_rep(self, phone_of_wang, app):
        """At 12:00 in Hangzhou the third stop is next."""
        app.state.clock = lambda: datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
        shown = r'<section class="next-stop"(?![^>]* hidden>).*?</section>'
        card = re.search(shown, phone_of_wang.get("/today").text, re.DOTALL)
        assert card is not None
        assert "龙井茶业合作社" in card.group()

    def test_a_manager_is_sent_to_the_week(self, manager):
        """He has no day of his own."""
        assert manager.get("/today").headers["location"] == "/"

    @pytest.mark.parametrize("on", ["yesterday", "0001-01-01", "9999-12-31"])
    def test_a_date_that_is_none_is_refused_as_a_page(self, phone_of_wang, on):
        """Not as a line of JSON; nor is one that has no week around it."""
        answer = phone_of_wang.get(f"/today?on={on}")
        assert answer.status_code == 422
        assert answer.headers["content-type"].startswith("text/html")


class TestWeek:
    def test_the_first_steps_come_first(self, manager):
        """Without accounts: import; nothing else is asked."""
        html = manager.get("/week", headers={"Accept-Language": "en"}).text
        assert "Begin with your list of accounts" in html

    def test_numbers_and_days(self, manager, stored_week):
        """Totals, a cell for each rep and day, and the ledger's outcomes."""
        html = manager.get("/week", headers={"Accept-Language": "en"}).text
        assert "on 3 field days" in html
        assert f"/reps/wang/days/2026-11-24?plan={stored_week}" in html
        assert f"/plans/{stored_week}/ledger?outcome=unserved" in html

    def test_says_how_good_the_plan_provably_is(self, manager, stored_week):
        """On the page, and to whoever waits for it; a finished proof is not asked for again."""
        html = manager.get("/week", headers={"Accept-Language": "en"}).text
        assert "Within 0.3 % of the best possible for these travel times." in html
        assert "certificate.js" not in html
        told = manager.get(f"/plans/{stored_week}/certificate", headers={"Accept-Language": "zh"}).json()
        assert (told["code"], told["sentence"]) == (
            "certified",
            "按此行车时间，与最优方案的差距不超过 0.3\N{NO-BREAK SPACE}%。",
        )
        assert manager.get("/plans/none/certificate").status_code == 404

    def test_waits_for_a_proof_that_is_under_way(self, manager, database, stored_week):
        """The page asks for it until it is there."""
        with database.write() as session:
            keep_certificate(session, stored_week, PlanCertificate.running())
        html = manager.get("/week", headers={"Accept-Language": "en"}).text
        assert "Being certified" in html
        assert "certificate.js" in html
        assert f'data-certificate="/plans/{stored_week}/certificate"' in html

    def test_a_day_of_a_plan_and_the_published_day(self, manager, stored_week):
        """The same sheet, from the plan named or from what is published."""
        for query in ("", f"?plan={stored_week}"):
            answer = manager.get(f"/reps/wang/days/2026-11-24{query}")
            assert answer.status_code == 200
            assert "龙井茶业合作社" in answer.text

    def test_a_day_nobody_planned_is_not_found(self, manager, stored_week):
        """A page says what to do instead."""
        assert manager.get("/reps/wang/days/2027-01-01").status_code == 404
        assert manager.get("/reps/nobody/days/2026-11-24?plan=none").status_code == 404

    def test_publishing_a_draft(self, manager, database, stored_week):
        """One button; then the page says so."""
        answer = manager.post(f"/plans/{stored_week}/publish")
        assert answer.headers["location"] == f"/plans/{stored_week}"
        assert "Published" in manager.get(f"/plans/{stored_week}", headers={"Accept-Language": "en"}).text

    def test_publishing_what_is_not_there(self, manager):
        """Nothing happens."""
        assert manager.post("/plans/none/publish").status_code == 404


class TestLedger:
    def test_shows_every_row_and_filters_without_scripts(self, manager, stored_week):
        """A plain GET form narrows the table."""
        html = manager.get(f"/plans/{stored_week}/ledger").text
        assert html.count("<tr><td>") == len(PLAN.ledger)
        narrowed = manager.get(f"/plans/{stored_week}/ledger?outcome=gated").text
        assert narrowed.count("<tr><td>") == 1
        assert "FIND_FIRST_KP" in narrowed

    def test_nothing_matches_is_said(self, manager, stored_week):
        """An empty table would look like a fault."""
        html = manager.get(f"/plans/{stored_week}/ledger?text=zzz&start=999999", headers={"Accept-Language": "en"}).text
        assert "No row matches" in html

    def test_comes_as_a_file(self, manager, stored_week):
        """With a byte order mark, as an attachment."""
        answer = manager.get(f"/plans/{stored_week}/ledger.csv?outcome=routed")
        assert answer.headers["content-disposition"] == 'attachment; filename="ledger-2026-11-23-1.csv"'
        rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) == 8
        book = load_workbook(BytesIO(manager.get(f"/plans/{stored_week}/ledger.xlsx?rep=li").content))
        cells = [cell for row in book.active.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.column == 2] == ["Id", "HZ-006", "HZ-007"]
        assert all(cell.data_type != "f" for cell in cells)


class TestLists:
    @pytest.mark.parametrize(("monday", "held_to"), [(week.MONDAY, True), ("2026-12-07", False)])
    def test_a_draft_is_held_on_to_in_its_own_week(self, manager, stored_week, monday, held_to):
        """Its page leads to the order that keeps it; for another week there is nothing to keep of it."""
        html = manager.get(f"/lists?week={monday}&draft={stored_week}").text
        assert (f'name="draft" value="{stored_week}"' in html) is held_to

    def test_reps_come_in_too(self, manager):
        """A list of reps is saved and counted."""
        content = "编号,姓名,纬度,经度\nr1,张三,30.25,120.15\n".encode()
        answer = manager.post("/lists/reps", files={"file": ("reps.csv", content)})
        assert answer.status_code == 200
        assert "张三" in manager.get("/lists").text

    def test_a_form_of_another_site_is_refused(self, manager):
        """Nobody imports by a link in a mail."""
        files = {"file": ("a.csv", b"id,name")}
        assert manager.post("/lists/drafts", files=files, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403

    def test_a_published_week_can_be_planned_again_with_few_changes(self, manager, stored_week):
        """The form offers it where a plan is in force, and takes it as meant when one comes from there."""
        fresh, again = (manager.get(path).text for path in ("/lists", "/lists?week=2026-11-23"))
        assert 'name="keep" value="true">' in fresh
        assert 'name="keep" value="true" checked>' in again
        assert 'name="week" value="2026-11-23"' in again

    def test_what_is_not_published_cannot_be_held_on_to(self, manager):
        """There is nothing to tick."""
        assert 'name="keep"' not in manager.get("/lists").text

    def test_an_order_says_what_to_hold_on_to_how_near_and_how_long(self, manager, database, stored_week):
        """All of it is in the run's order; for a week without a published plan there is nothing to hold on to."""
        order = {"time_limit_s": "0.5", "keep": "true", "nearness_pct": "150", "weeks": "2"}
        for week_on in ("2026-11-25", "2026-12-02"):
            assert manager.post("/plans", data={**order, "week": week_on}).status_code == 303
        with database.read() as session:
            options = session.scalars(select(RunRecord.options).order_by(RunRecord.created_at, RunRecord.id)).all()
        ordered = {order["week_on"]: (order["previous"], order["nearness_pct"], order["days"]) for order in options}
        assert ordered == {"2026-11-23": (stored_week, 150, 14), "2026-11-30": (None, 150, 14)}

    @pytest.mark.parametrize(
        "field", [{"nearness_pct": "0"}, {"nearness_pct": "much"}, {"weeks": "5"}, {"keep": "perhaps"}]
    )
    def test_an_order_that_means_nothing_is_refused(self, manager, field):
        """As a page."""
        answer = manager.post("/plans", data={"week": "2026-11-25", "time_limit_s": "0.5", **field})
        assert answer.status_code == 422

    def test_a_plan_that_waits_can_be_called_off(self, manager, stored_week):
        """The page offers it while it can be done, and says what became of the plan."""
        order = {"week": "2026-11-25", "time_limit_s": "0.5"}
        pages = [manager.post("/plans", data=order).headers["location"] for _ in range(2)]
        answer = manager.post(f"{pages[1]}/cancel")
        assert (answer.status_code, answer.headers["location"]) == (303, pages[1])
        progress = manager.get(f"{pages[1]}/progress").json()
        assert (progress["state"], progress["over"], progress["cancels"]) == ("cancelled", True, False)
        assert "Planning was cancelled" in manager.get(pages[1]).text
        assert manager.post("/operations/op_none/cancel").status_code == 404

    def test_a_list_that_was_not_imported_says_why_in_the_reader_s_language(self, app, manager):
        """An import behind the answer that failed is worded anew for who looks at it."""
        app.state.runs.start()
        sent = manager.post("/api/v1/imports", headers={"Prefer": "respond-async"}, files={"file": ("客户.csv", b"")})
        page = sent.headers["location"].removeprefix("/api/v1")
        until(lambda: manager.get(f"{page}/progress").json()["over"])
        told = manager.get(f"{page}/progress", headers={"Accept-Language": "zh-CN"}).json()
        assert (told["title"], told["error"][:5]) == ("名单没有导入", "文件是空的")

    def test_a_run_nobody_started_is_not_found(self, manager):
        """For the page and for its question alike."""
        assert manager.get("/operations/op_none").status_code == 404
        assert manager.get("/operations/op_none/progress").status_code == 404


class TestEveryPage:
    PATHS = (
        "/",
        "/week",
        "/lists",
        "/plans/{plan}",
        "/plans/{plan}/ledger",
        "/reps/wang/days/2026-11-24",
        "/accounts/HZ-001/times",
        "/plans/none",
    )

    @pytest.mark.parametrize("path", PATHS)
    def test_is_strict_private_and_never_kept(self, manager, stored_week, path):
        """One nonce, no inline style, no foreign host but the base map's pictures."""
        answer = manager.get(path.format(plan=stored_week))
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert re.findall(r"https?://[^ ;]+", policy) == ["https://tile.openstreetmap.org"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        nonces = set(re.findall(r'nonce="([^"]+)"', answer.text))
        assert nonces == set(re.findall(r"'nonce-([^']+)'", policy))
        assert not re.search(r"<[^>]+ style=", answer.text)
        assert not re.search(r"<script(?![^>]*nonce=)", answer.text)

    @pytest.mark.parametrize("path", PATHS)
    def test_speaks_both_languages(self, manager, stored_week, path):
        """By the browser's wish, by the address, and from then on by cookie."""
        path = path.format(plan=stored_week)
        assert '<html lang="zh-CN">' in manager.get(path, headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text
        assert '<html lang="en">' in manager.get(path, headers={"Accept-Language": "en-GB"}).text
        assert '<html lang="zh-CN">' in manager.get(f"{path}?lang=zh").text
        assert '<html lang="zh-CN">' in manager.get(path, headers={"Accept-Language": "en-GB"}).text

    def test_a_language_we_do_not_speak_is_overlooked(self, manager):
        """No fault, no cookie."""
        answer = manager.get("/lists?lang=<b>")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers


class TestStaticFiles:
    def test_are_kept_for_ever_under_their_hash(self, anonymous):
        """What the page asks for is immutable; a guess of its version is not."""
        address = re.search(r'href="(/static/page.css\?v=\w+)"', anonymous.get("/").text)
        assert address is not None
        assert "immutable" in anonymous.get(address.group(1)).headers["cache-control"]
        assert anonymous.get("/static/page.css?v=0").headers["cache-control"] == "no-cache"

    def test_leaflet_comes_from_here(self, anonymous):
        """Script, style and pictures of the registry's package, compressed."""
        answer = anonymous.get("/static/leaflet/leaflet.js", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert "1.9.3" in answer.text[:200]
        assert anonymous.get("/static/leaflet/images/layers.png").status_code == 200

    def test_nothing_else_is_served(self, anonymous):
        """No way out of the folder."""
        for path in ("/static/../pages.py", "/static/%2e%2e/pages.py", "/static/leaflet/../../x", "/static/"):
            assert anonymous.get(path).status_code == 404


def test_an_address_with_a_nul_is_nobodys_fault(manager):
    """No database fails on it, whether it can look for such a text or not."""
    for path in ("/plans/pln_%00", "/lists/imports/%00", "/operations/%00", "/reps/%00/days/2026-11-24"):
        assert manager.get(path).status_code in (404, 422), path
