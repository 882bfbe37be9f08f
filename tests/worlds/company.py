"""A small company for planning: two reps in Hangzhou, and accounts for every fate a row can have.

王芳 drives from Monday to Friday in the north, 李强 from Monday to Thursday in the south, where his Friday is an office
day. Everybody is open 09:00 to 18:00 on weekdays and precise, unless the name says otherwise.
"""

from datetime import timedelta
from typing import Any

from app.method.account import Account, Answer, Appointment, Location, OpeningHours
from app.method.rep import Rep
from app.planning.division import Listed
from app.planning.options import PlanOptions
from app.planning.week_plan import LedgerRow, Outcome
from tests.worlds.facts import BOSS, MONDAY, prospect

HOUR_S = 3600
FRIDAY = MONDAY + timedelta(days=4)
NORTH, SOUTH = (30.300, 120.150), (30.160, 120.270)

WANG = Rep("wang", "王芳", Location.wgs84(*NORTH))
LI = Rep("li", "李强", Location.wgs84(*SOUTH), field_days=frozenset(range(4)))
REPS = (WANG, LI)

QUICK = PlanOptions(MONDAY, MONDAY, iterations=3, time_limit_s=60)


def near(middle: tuple[float, float], number: int, **facts: Any) -> Account:
    """An account some hundred metres from the middle; its number says in which direction, and is its name."""
    lat, lon = middle[0] + 0.004 * (number % 5 - 2), middle[1] + 0.004 * (number // 5 % 5 - 2)
    name = facts.pop("name", f"客户{number}")
    facts.setdefault("external_id", f"{'N' if middle is NORTH else 'S'}{number:03}")
    return prospect(name=name, location=Location.wgs84(lat, lon), **facts)


def opening(first_h: float, last_h: float, *weekdays: int) -> OpeningHours:
    return OpeningHours.weekly(((round(first_h * HOUR_S), round(last_h * HOUR_S)),), frozenset(weekdays))


ACCOUNTS = (
    *(near(NORTH, n, owner="wang") for n in range(4)),
    near(NORTH, 4, owner="王芳", external_id="BY-NAME"),
    *(near(SOUTH, n, owner="li") for n in range(3)),
    *(near(NORTH, 10 + n) for n in range(3)),
    *(near(SOUTH, 10 + n) for n in range(3)),
    near(SOUTH, 20, owner="li", external_id="FRIDAY-ONLY", opening=opening(9, 18, 4)),
    near(SOUTH, 21, owner="li", external_id="PROMISED-FRIDAY", appointment=Appointment(FRIDAY, 10 * HOUR_S)),
    near(SOUTH, 22, owner="wang", external_id="CLASH-SOUTH", name="南店", appointment=Appointment(MONDAY, 10 * HOUR_S)),
    near(NORTH, 22, owner="wang", external_id="CLASH-NORTH", name="北店", appointment=Appointment(MONDAY, 10 * HOUR_S)),
    near(NORTH, 23, owner="wang", external_id="NIGHT", opening=opening(20, 23, 0, 1, 2, 3, 4)),
    near(NORTH, 24, owner="zhao", external_id="ORPHAN"),
    prospect(external_id="BEIJING", name="北京店", location=Location.wgs84(39.9, 116.4), owner="wang"),
    near(NORTH, 0, owner="wang", external_id="INACTIVE", active=False),
    near(NORTH, 0, external_id="WHO-DECIDES", authority=Answer.UNKNOWN, contacts=()),
)
LISTED = tuple(Listed(line, account) for line, account in enumerate(ACCOUNTS, start=2))
REJECTED = (LedgerRow(len(LISTED) + 2, "", "合计", Outcome.REJECTED, "NOT_AN_ACCOUNT", {"value": "合计"}),)


def crowd(size: int, **facts: Any) -> list[Listed]:
    """So many accounts at one point."""
    known = {"location": Location.wgs84(*NORTH), "contacts": (BOSS,)}
    return [
        Listed(n, prospect(external_id=f"C{n:04}", name=f"摊位{n}", **{**known, **facts})) for n in range(1, size + 1)
    ]
