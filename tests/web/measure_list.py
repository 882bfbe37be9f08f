"""A long list through the wizard: `python -m tests.web.measure_list DATABASE_URL [--rows 100000]`, a database to spare.

A manager brings the list in and opens every step over HTTP; the last one orders the run, which is waited for. Of each
step the seconds on the clock and of a processor are told, and at the end the most memory that the server had.
"""

import argparse
import random
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx

from app.access.links import create_link, redeem_link
from app.runs.runs import run_view
from app.security import cookie_name
from tests.conftest import OWN_PAGE
from tests.web.site import serving

TOO_LONG_S = 600


def long_list(rows: int) -> bytes:
    """As many accounts around Hangzhou, each with a telephone; every hundredth has that of the one before."""
    chance = random.Random(rows)
    lines = ["客户编号,客户名称,地址,纬度,经度,客户等级,第一KP,第一KP电话,负责人"]
    for number in range(rows):
        lat, lon = 29.8 + chance.random(), 119.7 + chance.random()
        phone = f"138{number - (number % 100 == 99):08}"
        lines.append(
            f"K{number:06},{chance.choice('东南西北')}区商店{number},文三路{number}号,{lat:.6f},{lon:.6f},"
            f"{chance.choice('ABC')},陈{number},{phone},R{number % 300:03}"
        )
    return "\n".join(lines).encode()


@contextmanager
def told(step: str) -> Iterator[None]:
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    yield
    took_s, cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
    print(f"{step:10} {took_s:6.1f} s, {cpu_s:6.1f} s of a processor")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database_url")
    parser.add_argument("--rows", type=int, default=100_000)
    asked = parser.parse_args()
    now = datetime.now(UTC)
    with serving(asked.database_url, lambda: datetime.now(UTC)) as site:
        with site.database.write() as session:
            token = redeem_link(session, create_link(session, "manager", None, now), now)
        client = httpx.Client(base_url=site.url, timeout=TOO_LONG_S, headers=OWN_PAGE)
        client.cookies.set(cookie_name(site.app.state.settings), token or "")
        with told("bring in"):
            answer = client.post("/lists/drafts", files={"file": ("list.csv", long_list(asked.rows))})
        draft = answer.headers["location"]
        for step in ("", "/columns", "/places", "/rows"):
            with told(step or "found"):
                client.get(f"{draft}{step}").raise_for_status()
        with told("order"):
            answer = client.post(f"{draft}/import")
        with told("the run"):
            run_id = answer.headers["location"].rsplit("/", 1)[1]
            while True:
                with site.database.read() as session:
                    run = run_view(session, run_id)
                if run is None or run.is_over:
                    break
                time.sleep(0.2)
        assert run is not None
        print(f"{run.state}: {run.import_id}")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
