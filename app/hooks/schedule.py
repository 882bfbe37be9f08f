"""When a delivery is tried again: soon at first, then every half hour, for three days.

With 149 attempts, a receiver that refuses nine of ten misses one event with a chance of 0.9^149 = 1.5e-7: of 1,000
events all arrive by themselves with a chance of 0.99985. What is given up is kept and can be sent again by hand.
"""

import random
from datetime import datetime, timedelta

FIRST_S = (5, 30, 120, 300, 600, 1200)
THEN_S = 1800
JITTER = 0.2  # each wait is up to so much shorter or longer, so that many do not come back at once
KEPT_TRYING = timedelta(days=3)
BREAKER = 100  # failures in a row after which an endpoint gets its oldest event only, until it accepts one


def next_attempt(tries: int, queued_at: datetime, now: datetime, chance: random.Random) -> datetime | None:
    """When to try again after so many tries; None where the three days are over by then."""
    wait_s = FIRST_S[tries - 1] if tries <= len(FIRST_S) else THEN_S
    at = now + timedelta(seconds=wait_s * chance.uniform(1 - JITTER, 1 + JITTER))
    return at if at <= queued_at + KEPT_TRYING else None
