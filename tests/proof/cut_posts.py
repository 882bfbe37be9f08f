"""POSTs whose answers are cut off at a random byte, each sent by racing clients until one whole answer is there.

`python -m tests.proof.cut_posts --times 1000 --database sqlite --seed 1`

Every POST is sent by four clients at once through a proxy that cuts most answers somewhere between the first byte and
the last; whoever gets no whole answer sends the same again. However often it arrives, it takes effect once.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import func, select

from app.models import BookingRecord, PlanRecord
from app.planning.in_force import stops_in_force
from tests import postgres
from tests.proof.company import Company, planned_week_from_now
from tests.proof.cutting import CuttingProxy
from tests.proof.keyed_posts import create_accounts, import_lists, order_plans
from tests.proof.outcome import Outcome
from tests.proof.racing import NOT_NOW, RACERS, Post, Racers
from tests.proof.setting_up import set_up
from tests.proof.sites import DATABASES, Site, postgres_for, site_on, stop_in_good_order

SHARE_CUT = 0.75  # of the answers, before a client has got one whole


def book(site: Site, company: Company, racers: Racers, times: int, seed: int) -> Iterator[str]:
    """Starts that are offered are booked; each is a booking, a stop and a version of the plan, once."""
    rng, week_on = random.Random(seed), planned_week_from_now()
    days = {"from": week_on.isoformat(), "to": (week_on + timedelta(days=6)).isoformat()}
    last: dict[str, tuple[str, str, int]] = {}
    done = 0
    with site.client() as client:
        while done < times:
            account_id = rng.choice(company.account_ids)
            offer = client.get(f"/api/v1/accounts/{account_id}/slots", params=days).json()
            starts = [*offer["choices"], *offer["further"]]
            start = rng.choice(starts)
            order = {name: start[name] for name in ("rep_id", "on", "start_s")}
            if last.get(account_id) == tuple(order.values()):
                continue  # this very start is booked already
            before = _versions(site)
            answers = racers.race(Post(f"/api/v1/accounts/{account_id}/slots", {"json": order}, {}))
            done += 1
            last[account_id] = tuple(order.values())
            effects, bodies = _versions(site) - before, {answer.content for answer in answers}
            codes = sorted(answer.status_code for answer in answers)
            if effects != 1:
                yield f"POST {done}: {effects} versions of the plan for one booking of {account_id} at {order}"
            if len(answers) != RACERS or len(bodies) != 1 or not set(codes) <= {200, 201} or codes.count(201) > 1:
                yield f"POST {done}: answered {codes}, with {len(bodies)} different bodies"
    with site.database.read() as session:
        if session.scalar(select(func.count(BookingRecord.account_id))) != len(last):
            yield "bookings are stored that nobody made, or too few"
        for account_id, promise in last.items():
            held = stops_in_force(session, week_on, week_on + timedelta(days=6), account_id)
            if [(stop.rep_id, stop.on.isoformat(), stop.start_s) for stop in held] != [promise]:
                yield f"{account_id} was promised {promise}, in force are {held}"


def _versions(site: Site) -> int:
    with site.database.read() as session:
        return session.scalar(select(func.count(PlanRecord.id))) or 0


Attempt = Callable[[Site, Company, Racers, int, int], Iterator[str]]
AT_IT = 409  # another racer is at the same request at this moment
KINDS: dict[str, tuple[Attempt, tuple[int, ...]]] = {
    "booking": (book, NOT_NOW),
    "order": (order_plans, (*NOT_NOW, AT_IT)),
    "import": (import_lists, (*NOT_NOW, AT_IT)),
    "account": (create_accounts, (*NOT_NOW, AT_IT)),
}


def prove(times: int, kinds: Sequence[str], database: str, seed: int, server: postgres.Server | None) -> Outcome:
    """So many POSTs of each kind on a fresh site."""
    company, began_s = Company(reps=2, accounts=15, seed=seed), time.monotonic()
    faults: list[str] = []
    cut = whole = 0
    tries: Counter[str] = Counter()
    with site_on(database, server, as_it_is=True) as site:
        site.start_server()
        set_up(site, company, planned_week_from_now())
        for kind in kinds:
            attempt, again = KINDS[kind]
            with CuttingProxy(site.port, f"{seed}/{kind}", SHARE_CUT) as proxy:
                racers = Racers(proxy.port, site.key, again)
                faults += [f"--seed {seed}: {kind} {fault}" for fault in attempt(site, company, racers, times, seed)]
            cut, whole, tries = cut + proxy.cut, whole + proxy.whole, tries + racers.tries
    posts = times * len(kinds)
    facts = {
        "database": database,
        "seed": seed,
        "posts": posts,
        "kinds": list(kinds),
        "racers": RACERS,
        "answers_cut": cut,
        "answers_whole": whole,
        "tries": dict(tries),
        "seconds": round(time.monotonic() - began_s),
    }
    sentence = (
        f"{posts} POSTs ({', '.join(kinds)}), each by {RACERS} racing clients, on {database}: {cut} answers"
        f" cut off, {whole} whole; {len(faults)} faults."
    )
    return Outcome("cut_posts", sentence, facts, faults)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=1000, help="POSTs of each kind")
    parser.add_argument("--kind", action="append", choices=tuple(KINDS), help="may be given again; all unless said")
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    stop_in_good_order()
    with postgres_for((asked.database,)) as server:
        return prove(asked.times, asked.kind or tuple(KINDS), asked.database, asked.seed, server).tell()


if __name__ == "__main__":
    raise SystemExit(main())
