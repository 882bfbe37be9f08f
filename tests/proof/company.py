"""A generated company for proofs: reps amid their accounts, in versions that tell which list was kept last."""

import csv
import io
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.method.account import Location
from app.method.field_days import field_days
from app.method.rep import Rep
from app.method.settings import MethodSettings

MIDDLE_LAT, MIDDLE_LON = 30.25, 120.17
THERE = ZoneInfo("Asia/Shanghai")
REP_COLUMNS = ("external_id", "name", "lat", "lon", "field_days")
ACCOUNT_COLUMNS = (
    "external_id", "name", "category", "grade", "owner", "lat", "lon", "precise", "visit_minutes", "open_hours",
    "active",
)  # fmt: skip


def planned_week(today: date) -> date:
    """The Monday of the next week with four field days or more; holidays of the method's country are none."""
    somebody, country = Rep("R", "R", Location.wgs84(MIDDLE_LAT, MIDDLE_LON)), MethodSettings().country
    monday = today + timedelta(days=7 - today.weekday())
    while len(field_days(somebody, [monday + timedelta(days=n) for n in range(5)], country)) < 4:
        monday += timedelta(days=7)
    return monday


def planned_week_from_now() -> date:
    """A week that begins the day after tomorrow or later where the reps live: no visit of it is under way."""
    return planned_week(datetime.now(THERE).date() + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Company:
    """So many reps with so many accounts each, and `idle` further ones that are not active; same seed, same lists.

    Every name ends with the version of its list: `Account 7 v3`.
    """

    reps: int
    accounts: int
    idle: int = 0
    seed: int = 0
    field_days: str = "Mon-Fri"

    @property
    def rep_ids(self) -> list[str]:
        return [f"R{n:03}" for n in range(self.reps)]

    @property
    def account_ids(self) -> list[str]:
        """The accounts that can be planned."""
        return [f"A{n:05}" for n in range(self.reps * self.accounts)]

    def rep_list(self, version: int) -> bytes:
        rows = [
            (rep_id, f"Rep {n} v{version}", f"{lat:.5f}", f"{lon:.5f}", self.field_days)
            for n, (rep_id, (lat, lon)) in enumerate(zip(self.rep_ids, self._homes(), strict=True))
        ]
        return _as_csv(REP_COLUMNS, rows)

    def account_list(self, version: int) -> bytes:
        rng, homes = random.Random(f"{self.seed}/accounts"), self._homes()
        rows = []
        for n in range(self.reps * self.accounts + self.idle):
            owner = n % self.reps
            lat, lon = homes[owner]
            rows.append(
                (
                    f"A{n:05}",
                    f"Account {n} v{version}",
                    rng.choice(("prospect", "maintenance", "signed")),
                    rng.choice("ABC"),
                    self.rep_ids[owner],
                    f"{lat + rng.gauss(0, 0.04):.5f}",
                    f"{lon + rng.gauss(0, 0.05):.5f}",
                    "yes",
                    rng.choice((20, 30, 45)),
                    rng.choice(("09:00-18:00", "09:00-12:00 14:00-17:30")),
                    "yes" if n < self.reps * self.accounts else "no",
                )
            )
        return _as_csv(ACCOUNT_COLUMNS, rows)

    def _homes(self) -> list[tuple[float, float]]:
        rng = random.Random(f"{self.seed}/homes")
        return [(MIDDLE_LAT + rng.uniform(-0.5, 0.5), MIDDLE_LON + rng.uniform(-0.6, 0.6)) for _ in range(self.reps)]


def version_of(name: str) -> int:
    """The version that a name of a company's ends with."""
    return int(name.rpartition(" v")[2])


def _as_csv(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
