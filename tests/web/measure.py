"""How heavy and how quick the phone's page is: `python -m tests.web.measure DATABASE_URL`, with a published plan there.

Every rep is signed in, opens each of his days of the next two weeks over HTTP so many times, and one of them opens his
page in a real Chromium that has been nowhere before: the bytes are those of all our answers, with their headers.
"""

import argparse
import statistics
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Page, Request, sync_playwright

from app.access.links import create_link, redeem_link
from app.intake.store import all_reps
from app.security import cookie_name
from app.visits.today import route_days
from tests.web import chromium
from tests.web.site import Site, serving

MOST_BYTES = 250_000  # of a first load
AHEAD = timedelta(days=14)


def first_load(page: Page, url: str) -> dict[str, int]:
    """Bytes by path of everything that a page makes our server send, as they came over the wire."""
    sent: dict[str, int] = {}
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    for request in finished:
        if urlsplit(request.url).netloc == urlsplit(url).netloc:
            sizes = request.sizes()
            path = urlsplit(request.url).path
            sent[path] = sent.get(path, 0) + sizes["responseBodySize"] + sizes["responseHeadersSize"]
    return sent


def days_and_cookies(site: Site, now: datetime) -> list[tuple[str, str]]:
    """Each day that a rep may open, with the cookie that lets him."""
    found = []
    with site.database.write() as session:
        for rep in all_reps(session):
            token = redeem_link(session, create_link(session, "rep", rep.external_id, now), now)
            for on in route_days(session, rep.external_id, now.date(), now.date() + AHEAD):
                found.append((f"{site.url}/today?on={on}", f"{cookie_name(site.app.state.settings)}={token}"))
    return found


def taken_s(days: list[tuple[str, str]], rounds: int) -> list[float]:
    """Seconds of each answer, one after the other."""
    taken = []
    with httpx.Client(headers={"Accept-Encoding": "gzip"}) as client:
        for _ in range(rounds):
            for url, cookie in days:
                began_s = time.perf_counter()
                client.get(url, headers={"Cookie": cookie}).raise_for_status()
                taken.append(time.perf_counter() - began_s)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database_url")
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with serving(asked.database_url, lambda: datetime.now(UTC)) as site, sync_playwright() as playwright:
        days = days_and_cookies(site, datetime.now(UTC))
        quick = [1000 * seconds for seconds in taken_s(days, asked.rounds)]
        p95_ms = statistics.quantiles(quick, n=20)[-1]
        print(f"GET /today: {len(quick)} answers, median {statistics.median(quick):.0f} ms, 95 % {p95_ms:.0f} ms")
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        url, cookie = days[0]
        name, _, value = cookie.partition("=")
        with chromium.window(browser, chromium.PHONE) as (page, _):
            page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
            sent = first_load(page, url)
        for path, size in sorted(sent.items(), key=lambda item: -item[1]):
            print(f"{size:>9,} {path}")
        print(f"{sum(sent.values()):>9,} bytes in {len(sent)} answers")
        browser.close()


if __name__ == "__main__":
    main()
