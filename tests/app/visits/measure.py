"""How long an offer and a booking take: `python -m tests.app.visits.measure DATABASE_URL`, with a published plan there.

Every account (or so many, spread over the list) is asked for once, and its first start is booked and undone again.
"""

import argparse
import statistics
import time
from datetime import UTC, datetime

from app.db import Database
from app.intake.store import listed_accounts
from app.visits.bookings import book_slot
from app.visits.outlook import Wish
from app.visits.slots import offer_slots


def told(name: str, taken_s: list[float]) -> str:
    """One line: how many, the median, and what 95 % stay below."""
    p95_s = statistics.quantiles(taken_s, n=20)[-1]
    return f"{name}: {len(taken_s)}, median {1000 * statistics.median(taken_s):.0f} ms, 95 % {1000 * p95_s:.0f} ms"


def measure(database: Database, now: datetime, most: int) -> tuple[list[float], list[float]]:
    """Seconds for each offer that has a start, and for each booking."""
    with database.read() as session:
        listed = [row.account.external_id for row in listed_accounts(session)]
    names = listed[:: max(1, len(listed) // most)]
    offers_s: list[float] = []
    bookings_s: list[float] = []
    for name in names:
        began_s = time.perf_counter()
        with database.read() as session:
            offer = offer_slots(session, name, Wish(), now)
        taken_s = time.perf_counter() - began_s
        if offer.choices:
            offers_s.append(taken_s)
            start = offer.choices[0]
            began_s = time.perf_counter()
            with database.write() as session:
                book_slot(session, name, start.rep_id, start.on, start.start_s, None, now)
                bookings_s.append(time.perf_counter() - began_s)
                session.rollback()
    return offers_s, bookings_s


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database_url")
    parser.add_argument("--accounts", type=int, default=100_000)
    asked = parser.parse_args()
    offers, bookings = measure(Database(asked.database_url), datetime.now(UTC), asked.accounts)
    print(told("offers", offers))
    print(told("bookings", bookings))
