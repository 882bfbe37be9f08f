"""Reps open today's route while a large plan solves in the same server: is the answer still quick?

`python -m tests.proof.load --reps 500 --seconds 60 --database sqlite`

The rate is fixed: each rep opens his page and then fetches his route at moments laid down beforehand, each time on a
connection of its own, and a latency counts from that moment: a server that falls behind cannot hide it.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx

from app.access.links import create_link, redeem_link
from app.config import Settings
from app.intake.store import all_reps, listed_accounts
from app.method.settings import MethodSettings
from app.planning.options import PlanOptions
from app.planning.run import plan_week
from app.planning.store import publish_plan, save_plan
from app.security import cookie_name
from tests import postgres
from tests.proof.company import Company
from tests.proof.here import HereEngine
from tests.proof.outcome import Outcome
from tests.proof.setting_up import import_lists
from tests.proof.sites import DATABASES, Site, postgres_for, site_on, stop_in_good_order

GOAL_MS = 200
ANSWER_S = 30.0  # when a phone gives up
PAGE, ROUTE = "the page", "the route"


@dataclass(frozen=True, slots=True)
class Answer:
    """One request of a phone; `late_ms` from the moment it was meant to be sent to the last byte of its answer."""

    what: str
    late_ms: float
    fault: str | None


def today_of_reps() -> date:
    """The day it is where the generated reps live."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def set_up(site: Site, company: Company, on: date) -> dict[str, str]:
    """Import the company, plan and publish its week, and sign every rep in; returns their session cookies."""
    import_lists(site, company)
    with site.database.read() as session:
        listed, reps = listed_accounts(session), all_reps(session)
    options, settings = PlanOptions.for_week_of(on, as_of=on, iterations=1), MethodSettings()
    plan = plan_week(listed, reps, settings, options, HereEngine()).plan
    now = datetime.now(UTC)
    cookies: dict[str, str] = {}
    with site.database.write() as session:
        publish_plan(session, save_plan(session, plan, options=options, settings=settings), now)
        for rep in reps:
            token = redeem_link(session, create_link(session, "rep", rep.external_id, now), now)
            assert token is not None
            cookies[rep.external_id] = token
    return cookies


async def open_routes(site: Site, cookies: dict[str, str], on: date, seconds: float) -> list[Answer]:
    """Each rep opens his page and fetches his route once, spread evenly over the time."""
    name = cookie_name(Settings(public_url=site.address))
    begin_s, gap_s = time.monotonic() + 0.5, seconds / (2 * len(cookies))
    asked = []
    for n, (rep_id, token) in enumerate(cookies.items()):
        cookie = {"Cookie": f"{name}={token}"}
        page_s, route_s = begin_s + 2 * n * gap_s, begin_s + (2 * n + 1) * gap_s
        asked.append(_opened(PAGE, f"{site.address}/today", cookie, page_s))
        asked.append(_opened(ROUTE, f"{site.address}/api/v1/reps/{rep_id}/routes/{on}", cookie, route_s))
    return await asyncio.gather(*asked)


async def _opened(what: str, address: str, headers: dict[str, str], meant_s: float) -> Answer:
    # Made beforehand: what a phone's program needs to start is not the server's time.
    async with httpx.AsyncClient(timeout=ANSWER_S, verify=False) as client:
        await asyncio.sleep(meant_s - time.monotonic())
        try:
            answer = await client.get(address, headers=headers)
            fault = None if answer.status_code == 200 and answer.content else f"{what}: {answer.status_code}"
        except httpx.TransportError as error:
            fault = f"{what}: {type(error).__name__}"
        return Answer(what, (time.monotonic() - meant_s) * 1000, fault)


def percentiles(answers: Sequence[Answer]) -> dict[str, float]:
    late = [answer.late_ms for answer in answers]
    cut = statistics.quantiles(late, n=100, method="inclusive")
    return {
        "p50_ms": round(cut[49], 1),
        "p95_ms": round(cut[94], 1),
        "p99_ms": round(cut[98], 1),
        "max_ms": round(max(late), 1),
    }


def prove(
    reps: int, accounts: int, seconds: float, database: str, server: postgres.Server | None, goal_ms: float = GOAL_MS
) -> Outcome:
    """Load a fresh site; the plan that solves meanwhile is one of all its accounts, for the week after."""
    on = today_of_reps()
    company = Company(reps=reps, accounts=accounts, field_days="Mon-Sun")
    with site_on(database, server) as site:
        site.start_server()
        cookies = set_up(site, company, on)
        with site.client() as client:
            order = {"week": (on + timedelta(days=7)).isoformat(), "certify_s": 0}
            run_id = client.post("/api/v1/plans", json=order).json()["id"]
            answers = asyncio.run(open_routes(site, cookies, on, seconds))
            run = client.get(f"/api/v1/operations/{run_id}").json()
            client.post(f"/api/v1/operations/{run_id}:cancel")
    told = {what: percentiles([a for a in answers if a.what == what]) for what in (PAGE, ROUTE)}
    both = percentiles(answers)
    faults = [answer.fault for answer in answers if answer.fault is not None]
    errors = len(faults)
    if run["state"] != "running" or run["progress"]["phase"] != "solve":
        faults.append(f"the plan was not being solved when the load was over, but {run['state']}")
    if both["p95_ms"] >= goal_ms:
        faults.append(f"p95 is {both['p95_ms']} ms, not below {goal_ms} ms")
    facts = {
        "database": database,
        "reps": reps,
        "visits_to_plan": reps * accounts,
        "seconds": seconds,
        "requests": len(answers),
        "errors": errors,
        **both,
        **told,
        "plan_meanwhile": run["progress"],
    }
    sentence = (
        f"{reps} reps opened page and route of today within {seconds:.0f} s while a plan of {reps * accounts} visits"
        f" was solved, on {database}: half within {both['p50_ms']:.0f} ms, 95 % in {both['p95_ms']:.0f} ms, 99 % within"
        f" {both['p99_ms']:.0f} ms, {errors} errors."
    )
    return Outcome("load", sentence, facts, faults)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reps", type=int, default=500)
    parser.add_argument("--accounts", type=int, default=4, help="of each rep")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    asked = parser.parse_args()
    stop_in_good_order()
    with postgres_for((asked.database,)) as server:
        return prove(asked.reps, asked.accounts, asked.seconds, asked.database, server).tell()


if __name__ == "__main__":
    raise SystemExit(main())
