"""A manager's Friday in a real browser: a list comes in, and next week is planned, changed, chosen and handed out."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import gpxpy
import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.intake.accounts import read_accounts
from app.intake.reps import read_reps
from app.intake.store import import_accounts, save_reps
from app.models import AccountRecord
from tests.web.chromium import DESK, PHONE, sign_in, window
from tests.web.site import Site, running_site
from tests.worlds.crowd import write_lists

REPS, ACCOUNTS = 10, 300  # accounts for each rep
MESSY = Path(__file__).parents[3] / "shared" / "data" / "messy" / "hz_customers_gbk.csv"
CODE, CELLS = 2, 5  # columns of the rows to correct: what was wrong, and where the cells of the list begin
REASON, REMEDY = 3, 4  # columns of the ledger
MONDAY, TUESDAY, THURSDAY = "2026-11-30", "2026-12-01", "2026-12-03"
PATIENCE_MS = 120_000  # ten searches on a machine that does other things


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Ten reps with three hundred accounts each, and no plan yet; one site for the whole Friday."""
    folder = tmp_path_factory.mktemp("friday")
    write_lists(folder, REPS, ACCOUNTS)

    def store(session: Session, at: datetime) -> str:
        save_reps(session, read_reps((folder / "reps.csv").read_bytes(), "reps.csv").reps)
        import_accounts(session, read_accounts((folder / "accounts.csv").read_bytes(), "accounts.csv"), at)
        return ""

    with running_site(folder, store) as site:
        yield site


@pytest.fixture
def manager(browser: Browser, company: Site) -> Iterator[Page]:
    """A manager at his desk, on whose pages nothing went wrong."""
    with window(browser, DESK) as (page, trouble):
        page.set_default_timeout(PATIENCE_MS)
        sign_in(page, company.link("manager"))
        yield page
        trouble.none_on(page)


def follow(page: Page, selector: str) -> None:
    """Press what leads to another page, and wait for the whole of it: files it is left without would be missing."""
    with page.expect_navigation():
        page.click(selector)


def plan_the_week(page: Page) -> str:
    """Order a plan with the shortest search, watch each rep's progress through a reload, and open it."""
    page.fill("input[name=time_limit_s]", "0.5")
    follow(page, "#plan button.primary")
    page.locator(".each-rep tr[data-state=searched], .each-rep tr[data-state=done]").first.wait_for()
    page.reload()
    expect(page.locator(".each-rep tbody tr")).to_have_count(REPS)
    page.locator("[data-part=open]").wait_for(state="visible")
    expect(page.locator(".each-rep tr[data-state=done]")).to_have_count(REPS)
    follow(page, "[data-part=open]")
    return page.url


def downloaded(page: Page, link: str) -> bytes:
    with page.expect_download() as waiting:
        page.click(f"a[href*='{link}']")
    return Path(waiting.value.path()).read_bytes()


def stops_on(page: Page, on: str) -> Locator:
    return page.locator(f'ol[data-on="{on}"] [data-account]')


def account_of(stop: Locator) -> str:
    return stop.get_attribute("data-account") or ""


def stored_account(site: Site, external_id: str) -> AccountRecord | None:
    with site.database.read() as session:
        return session.scalar(select(AccountRecord).where(AccountRecord.external_id == external_id))


def read_the_ledger(page: Page) -> None:
    """Every row of the list is in it once; what was left out says why and what to do, on the page and in its file."""
    follow(page, "a[href$='/ledger']")
    *parts, rows = map(int, re.findall(r"\d+", page.locator("main > p.hint").first.inner_text()))
    assert sum(parts) == rows >= REPS * ACCOUNTS
    page.select_option("select[name=outcome]", "unserved")
    follow(page, "form.filters button")
    cells = page.locator("table.ledger tbody tr").first.locator("td")
    assert all(cells.nth(column).inner_text() for column in (REASON, REMEDY))
    (left_out,) = re.findall(r"\d+", page.locator("main > p.hint").last.inner_text())
    (sheet,) = load_workbook(BytesIO(downloaded(page, "ledger.xlsx"))).worksheets
    assert sheet.max_row == int(left_out) + 1


def move_a_stop_and_lock_another(page: Page) -> tuple[str, str]:
    """The Tuesday's first stop to Thursday, after what it brings was read; the Monday's first stays where it is."""
    moved = account_of(stops_on(page, TUESDAY).first)
    page.click(f'[data-account="{moved}"] [data-grip]')
    page.select_option("#change select[name=on]", THURSDAY)
    page.click("#change >> text=查看影响")
    expect(page.locator("#change [role=status]")).to_contain_text("路程时间")
    follow(page, "#change button.primary")
    expect(page.locator(f'ol[data-on="{THURSDAY}"] [data-account="{moved}"] .chip')).to_have_text("已锁定")
    held = account_of(stops_on(page, MONDAY).first)
    follow(page, f'[data-account="{held}"] form button')
    expect(page.locator(f'[data-account="{held}"] .chip')).to_have_text("已锁定")
    return moved, held


@pytest.mark.skipif(not MESSY.exists(), reason="the folder of real lists is not on this machine")
def test_a_messy_chinese_list_comes_in_and_is_mended(manager: Page, company: Site, tmp_path: Path) -> None:
    """Understood as GBK, mapped, seen on the map, corrected in its datum; a row to correct is corrected."""
    page = manager
    page.goto(f"{company.url}/lists")
    page.set_input_files("form[action='/lists/drafts'] input[type=file]", MESSY)
    follow(page, "text=查看名单")
    assert page.locator("select[name=encoding]").input_value() == "gb18030"
    assert page.locator("input[name=header_line]:checked").get_attribute("value") == "1"
    follow(page, "text=下一步：列对应")
    assert page.locator("#column-9").input_value() == "lat"
    page.select_option("#column-6", "")
    follow(page, "text=下一步：位置")
    page.wait_for_selector(".leaflet-marker-pane .pin")
    assert "经纬度疑似填反" in page.locator(".notes").inner_text()
    page.select_option("select[name=datum]", "gcj02")
    follow(page, "text=按此显示")
    page.wait_for_selector(".leaflet-marker-pane .pin")
    follow(page, "text=下一步：核对")
    heading, *rows = csv.reader(StringIO(downloaded(page, "faults.csv").decode("utf-8-sig")))
    assert "DUPLICATE_OF" in {row[CODE] for row in rows}
    follow(page, "text=导入 123 家客户")
    assert page.locator(".tiles dd").first.inner_text() == "123"

    (half_placed,) = (row for row in rows if row[CODE] == "ONE_COORDINATE")
    names, cells = heading[CELLS:], half_placed[CELLS:]
    kept = stored_account(company, cells[names.index("客户编号")])
    assert kept is not None
    assert kept.lat is None
    cells[names.index("经度")], cells[names.index("纬度")] = "120.2", "30.3"
    with (tmp_path / "mended.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([names, cells])
    page.goto(f"{company.url}/lists")
    page.set_input_files("form[action='/lists/drafts'] input[type=file]", tmp_path / "mended.csv")
    follow(page, "text=查看名单")
    follow(page, "text=下一步：列对应")
    follow(page, "text=下一步：位置")
    assert page.locator("select[name=datum]").input_value() == "gcj02"  # as it was chosen for these columns
    follow(page, "text=下一步：核对")
    follow(page, "text=导入 1 家客户")
    mended = stored_account(company, kept.external_id)
    assert mended is not None
    assert (mended.datum, mended.source_lat) == ("gcj02", 30.3)


@pytest.mark.timeout(900)
def test_a_week_is_planned_changed_chosen_and_handed_out(
    manager: Page, browser: Browser, company: Site, tmp_path: Path
) -> None:
    """Every row is accounted for, what was moved and locked outlives the next plan, and every file is what it says."""
    page = manager
    page.goto(f"{company.url}/lists?week={MONDAY}")
    planned = plan_the_week(page)
    read_the_ledger(page)
    page.goto(f"{planned}/change")
    moved, held = move_a_stop_and_lock_another(page)
    follow(page, "main header a")
    changed = page.url

    follow(page, "text=重新排")
    assert page.locator("input[name=keep]").is_checked()
    again = plan_the_week(page)
    page.goto(f"{again}/change")
    for on, external_id in ((MONDAY, held), (THURSDAY, moved)):
        expect(page.locator(f'ol[data-on="{on}"] [data-account="{external_id}"] .chip')).to_have_text("已锁定")

    page.goto(f"{company.url}/plans")
    follow(page, ".plan-list button.primary")
    expect(page.locator("svg.sketch")).to_have_count(2)
    follow(page, f"form[action='{again.removeprefix(company.url)}/publish'] button")
    expect(page.locator(".chip[data-state=published]")).to_be_visible()
    page.goto(changed)
    expect(page.locator(".chip[data-state=draft]")).to_be_visible()

    page.goto(again)
    visits = int(page.locator(".tiles dd").first.inner_text())
    book = load_workbook(BytesIO(downloaded(page, "week.xlsx")))
    assert book.worksheets[0].max_row == visits + 1
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    bundle = ZipFile(BytesIO(downloaded(page, "week.zip")))
    follow(page, f"table.grid a[href*='R01'][href*='{MONDAY}']")
    page.click("details:has(a[download]) > summary")
    pdf, gpx, file = (downloaded(page, f"day.{kind}") for kind in ("pdf", "gpx", "html"))

    names = bundle.namelist()
    events = [len(Calendar.from_ical(bundle.read(n)).walk("VEVENT")) for n in names if n.endswith(".ics")]
    points = [len(gpxpy.parse(bundle.read(n)).waypoints) for n in names if n.endswith(".gpx")]
    assert (len(events), sum(events), sum(points)) == (REPS, visits, visits)
    assert gpx == bundle.read(f"R01/{MONDAY}.gpx")
    held_name = f"Account {int(held[1:])}"
    assert held_name in PdfReader(BytesIO(pdf)).pages[0].extract_text()
    (tmp_path / "day.html").write_bytes(file)
    with window(browser, PHONE, offline=True) as (phone, trouble):
        phone.goto((tmp_path / "day.html").as_uri())
        phone.wait_for_selector(".leaflet-marker-pane .pin")
        assert held_name in phone.locator(".route").inner_text()
        trouble.none_on(phone)
