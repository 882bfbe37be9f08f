"""How quick the manager's accounts are: `python -m tests.web.measure_accounts`, of a company of 5,000 accounts.

Makes the company in a folder of its own, asks for the table in several ways over HTTP so many times, and opens it in a
real Chromium that has been nowhere before: until every account is on the map, and while the map is dragged.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

from app.access.links import create_link, redeem_link
from app.db import Database
from app.intake.accounts import AccountList, ListedRow, read_accounts
from app.intake.reps import read_reps
from app.intake.store import import_accounts, save_reps
from app.method.account import Contact, ContactRole
from app.security import cookie_name
from tests.conftest import NOW
from tests.web import chromium
from tests.web.site import Site, serving
from tests.worlds.crowd import write_lists

ASKED = ("", "?due=overdue&sort=-last", "?text=99&category=prospect", "?sort=next&start=2500")
# The longest wait for a picture while the map is dragged along.
FRAMES = """
window.gaps = [];
let before = performance.now();
requestAnimationFrame(function look(now) { gaps.push(now - before); before = now; requestAnimationFrame(look); });
"""


def store_company(database: Database, folder: Path, reps: int, accounts: int) -> None:
    """So many reps, and accounts with key persons, markets and past visits, the same at every call."""
    write_lists(folder, reps, accounts // reps)
    listed = read_accounts((folder / "accounts.csv").read_bytes(), "accounts.csv")
    rng = random.Random(1)
    told = replace(listed, rows=tuple(_lived_in(listed, rng)))
    with database.write() as session:
        import_accounts(session, told, NOW)
        save_reps(session, read_reps((folder / "reps.csv").read_bytes(), "reps.csv").reps)


def _lived_in(listed: AccountList, rng: random.Random) -> Iterator[ListedRow]:
    for row in listed.rows:
        assert row.account is not None
        people = (Contact("陈总", ContactRole.FIRST_KP, 2, "13800000001"),) if rng.random() < 0.8 else ()
        seen_on = NOW.date() - timedelta(days=rng.randrange(1, 120)) if rng.random() < 0.8 else None
        market = rng.choice(["西湖区", "滨江区", "萧山区", "桐庐县"])
        account = replace(row.account, contacts=people, market=market, last_visit_on=seen_on)
        yield replace(row, account=account)


def measure_answers(site: Site, cookie: str, rounds: int) -> None:
    with httpx.Client(headers={"Accept-Encoding": "gzip", "Cookie": cookie}, timeout=60) as client:
        for path in (*(f"/accounts{query}" for query in ASKED), "/accounts.json"):
            taken_ms, of_a_core_s = [], time.process_time()
            for _ in range(rounds):
                began_s = time.perf_counter()
                client.get(site.url + path).raise_for_status()
                taken_ms.append(1000 * (time.perf_counter() - began_s))
            core_ms = 1000 * (time.process_time() - of_a_core_s) / rounds
            p95_ms = statistics.quantiles(taken_ms, n=20)[-1]
            median_ms = statistics.median(taken_ms)
            print(f"GET {path}: median {median_ms:.0f} ms, 95 % {p95_ms:.0f} ms, {core_ms:.0f} ms of a core each")


def measure_map(site: Site, cookie: str, rounds: int) -> None:
    name, _, value = cookie.partition("=")
    drawn_ms, gap_ms = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        for _ in range(rounds):
            with chromium.window(browser, chromium.DESK) as (page, _):
                page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
                page.goto(f"{site.url}/accounts", wait_until="commit")
                page.wait_for_selector(".folium-map[data-points]")
                drawn_ms.append(page.evaluate("performance.now()"))
                box = page.locator(".folium-map").bounding_box()
                assert box is not None
                page.evaluate(FRAMES)
                page.mouse.move(box["x"] + 200, box["y"] + 400)
                page.mouse.down()
                page.mouse.move(box["x"] + 300, box["y"] + 500, steps=30)
                page.mouse.up()
                gap_ms.append(max(page.evaluate("gaps")))
        browser.close()
    print(f"all on the map after the click: median {statistics.median(drawn_ms):.0f} ms, most {max(drawn_ms):.0f} ms")
    print(
        f"dragging: a picture at least every {statistics.median(gap_ms):.0f} ms (median), {max(gap_ms):.0f} ms (most)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reps", type=int, default=10)
    parser.add_argument("--accounts", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/kproute.db"
        with serving(url, lambda: NOW) as site:
            store_company(site.database, Path(folder), asked.reps, asked.accounts)
            with site.database.write() as session:
                token = redeem_link(session, create_link(session, "manager", None, NOW), NOW)
            cookie = f"{cookie_name(site.app.state.settings)}={token}"
            measure_answers(site, cookie, asked.rounds)
            measure_map(site, cookie, max(1, asked.rounds // 4))


if __name__ == "__main__":
    main()
