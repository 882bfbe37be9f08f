"""Two towns 40 km apart on one parallel, a rep in each: forty accounts, most of them owned by the rep in the west."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.intake.store import import_accounts, save_reps
from app.method.account import Account, Category, Location
from app.method.rep import Rep
from tests.worlds.stored import LIST, LISTED_AT, listed_row

WEST_LON, EAST_LON, LAT = 120.0, 120.42, 30.2
WEST = Rep("west", "西文", Location.wgs84(LAT, WEST_LON))
EAST = Rep("east", "东方", Location.wgs84(LAT, EAST_LON))
SEEN_ON = date(2026, 10, 1)


def account(external_id: str, lon: float, lat: float, owner: str | None) -> Account:
    return Account(
        external_id,
        f"店 {external_id}",
        location=Location.wgs84(lat, lon),
        owner=owner,
        category=Category.MAINTENANCE,
        last_visit_on=SEEN_ON,
        visits=3,
    )


def shops(name: str, lon: float, owner: str | None, count: int) -> list[Account]:
    """So many accounts in the streets of a town."""
    return [account(f"{name}{n:02}", lon + (n % 4) * 0.004, LAT + (n // 4) * 0.004, owner) for n in range(count)]


# Twenty in the west, all owned there; of twenty in the east six are owned by the western rep and eight by nobody.
ACCOUNTS: tuple[Account, ...] = (
    *shops("W", WEST_LON, "west", 20),
    *shops("E", EAST_LON, "east", 6),
    *(replace(one, external_id=f"X{n:02}", owner="west") for n, one in enumerate(shops("E", EAST_LON, None, 12)[6:])),
    *(replace(one, external_id=f"N{n:02}") for n, one in enumerate(shops("E", EAST_LON, None, 20)[12:])),
)


def store_towns(session: Session, accounts: Iterable[Account] = ACCOUNTS) -> None:
    """Reps and accounts as a list brought them."""
    save_reps(session, (WEST, EAST))
    rows = tuple(listed_row(line, one) for line, one in enumerate(accounts, start=2))
    import_accounts(session, replace(LIST, rows=rows, faults=()), LISTED_AT)
