"""A rep and the shape of his week."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.method.account import DAY_S, Location


class TravelMode(StrEnum):
    CAR = "car"
    EBIKE = "ebike"
    TRANSIT = "transit"  # metro and on foot


class Half(StrEnum):
    """The half of a day that is before noon, or the one that begins at one."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Lunch:
    """A break of `duration_s` that begins between the two moments, in seconds after midnight, both allowed."""

    duration_s: int = 3600
    earliest_s: int = 11 * 3600 + 1800
    latest_s: int = 13 * 3600 + 1800

    def __post_init__(self) -> None:
        if self.duration_s <= 0 or not 0 <= self.earliest_s <= self.latest_s <= DAY_S - self.duration_s:
            raise ValueError("Lunch lasts some time and begins between two moments of one day.")


@dataclass(frozen=True, slots=True, order=True)
class WeekdayHours:
    """Hours that differ on one weekday, Monday = 0."""

    weekday: int
    start_s: int
    end_s: int

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6 or not 0 <= self.start_s < self.end_s <= DAY_S:
            raise ValueError("A weekday is 0 to 6, and its hours begin before they end, within one day.")


@dataclass(frozen=True, slots=True)
class Rep:
    """One field rep: where the day begins and ends, when, and how he travels. Weekdays count from Monday = 0."""

    external_id: str
    name: str
    home: Location
    end: Location | None = None  # None: back home
    start_s: int = 9 * 3600
    end_s: int = 18 * 3600
    field_days: frozenset[int] = frozenset(range(5))
    leave: frozenset[date] = frozenset()
    weekday_hours: tuple[WeekdayHours, ...] = ()  # of weekdays whose hours are not start_s to end_s
    mornings_off: frozenset[date] = frozenset()
    afternoons_off: frozenset[date] = frozenset()
    hosting: frozenset[tuple[date, Half]] = frozenset()  # half-days on which he hosts a seminar
    lunch: Lunch | None = Lunch()
    max_visits: int = 12
    overtime_s: int = 0  # the most a day may run over its end
    timezone: str = "Asia/Shanghai"
    travel_mode: TravelMode = TravelMode.CAR

    def __post_init__(self) -> None:
        if not self.external_id:
            raise ValueError("A rep has an id.")
        if not 0 <= self.start_s < self.end_s <= DAY_S:
            raise ValueError("A shift begins before it ends, within one day.")
        if not self.field_days <= frozenset(range(7)):
            raise ValueError("Field days are weekdays, Monday = 0 to Sunday = 6.")
        if len({hours.weekday for hours in self.weekday_hours}) != len(self.weekday_hours):
            raise ValueError("A weekday has its hours once.")
        if self.mornings_off & self.afternoons_off:
            raise ValueError("A day off in the morning and in the afternoon is leave.")
        if self.max_visits < 0 or not 0 <= self.overtime_s <= DAY_S:
            raise ValueError("Visits a day and overtime are not negative.")
        ZoneInfo(self.timezone)  # raises where the zone is unknown
