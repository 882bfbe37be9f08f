"""An account as the sales method sees it: plain facts, no database and no file behind them."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

DAY_S = 86_400


class Category(StrEnum):
    PROSPECT = "prospect"  # 预约性客户
    MAINTENANCE = "maintenance"  # 维护中客户
    SIGNED = "signed"  # 已下单客户


class Grade(StrEnum):
    A = "A"
    B = "B"
    C = "C"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # not asked yet; unknown is not no


class Need(StrEnum):
    EXPLICIT = "explicit"  # 明显: they say so
    LATENT = "latent"  # 潜在: we must show them; counts as yes
    NO = "no"
    UNKNOWN = "unknown"


class ContactRole(StrEnum):
    FIRST_KP = "first_kp"  # 第一KP: the one who decides
    KP = "kp"  # an influencer the first KP listens to
    USER = "user"
    UNKNOWN = "unknown"


class Datum(StrEnum):
    """The coordinate system a source declares; never guessed."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at an account. Level: 0 only a name .. 5 sells for us inside."""

    name: str
    role: ContactRole = ContactRole.UNKNOWN
    level: int = 0
    phone: str = ""
    mail: str = ""
    wechat: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.level <= 5:
            raise ValueError("A contact's level is 0 to 5.")


@dataclass(frozen=True, slots=True)
class Location:
    """A point in WGS-84 degrees, with what the source wrote and in which datum."""

    lat: float
    lon: float
    source_lat: float
    source_lon: float
    datum: Datum = Datum.WGS84

    def __post_init__(self) -> None:
        for lat, lon in ((self.lat, self.lon), (self.source_lat, self.source_lon)):
            if not (-90 <= lat <= 90 and -180 <= lon <= 180):
                raise ValueError("Latitude is -90 to 90 and longitude -180 to 180.")

    @classmethod
    def wgs84(cls, lat: float, lon: float) -> "Location":
        return cls(lat, lon, lat, lon)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When an account receives visitors: for each weekday (Monday first) the open spans, in seconds after midnight."""

    spans_by_weekday: tuple[tuple[tuple[int, int], ...], ...]

    def __post_init__(self) -> None:
        if len(self.spans_by_weekday) != 7:
            raise ValueError("Opening hours name all seven weekdays, Monday first.")
        for spans in self.spans_by_weekday:
            for (open_s, close_s), following in zip(spans, (*spans[1:], (DAY_S, DAY_S)), strict=False):
                if not 0 <= open_s < close_s <= DAY_S or close_s > following[0]:
                    raise ValueError("Spans of a day open before they close, lie inside the day and do not overlap.")

    @classmethod
    def weekly(cls, spans: tuple[tuple[int, int], ...], weekdays: frozenset[int]) -> "OpeningHours":
        """The same spans on each of the named weekdays (Monday is 0), closed on the others."""
        return cls(tuple(spans if day in weekdays else () for day in range(7)))

    def on(self, day: date) -> tuple[tuple[int, int], ...]:
        return self.spans_by_weekday[day.weekday()]


WORKING_HOURS = OpeningHours.weekly(((9 * 3600, 18 * 3600),), frozenset(range(5)))


@dataclass(frozen=True, slots=True)
class Appointment:
    """A promised visit: service begins at `start_s` after local midnight on `on`; it lasts `service_s` if agreed."""

    on: date
    start_s: int
    service_s: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start_s < DAY_S:
            raise ValueError("An appointment begins within its day.")
        if self.service_s is not None and not 0 <= self.service_s <= DAY_S:
            raise ValueError("A visit lasts from nothing to a day.")


@dataclass(frozen=True, slots=True)
class Account:
    """A place we may visit, with every fact the gate, the cadence and the worth of a visit read.

    `need`, `ability_to_pay` and `authority` are None where the source had no such column; then the `declared_precise`
    flag speaks for that leg. `visits` counts face-to-face visits so far; `interval_days` is the account's own cadence.
    """

    external_id: str
    name: str
    address: str = ""
    market: str = ""
    category: Category = Category.PROSPECT
    grade: Grade = Grade.C
    location: Location | None = None
    place_is_rough: bool = False  # without a location: no more than its district is known
    owner: str | None = None  # external id of the rep
    contacts: tuple[Contact, ...] = ()
    declared_precise: bool | None = None
    need: Need | None = None
    ability_to_pay: Answer | None = None
    authority: Answer | None = None
    deal_value: int | None = None  # CNY
    yearly_value: int | None = None  # CNY
    service_s: int | None = None
    opening: OpeningHours = field(default=WORKING_HOURS)
    interval_days: float | None = None
    last_visit_on: date | None = None
    visits: int = 0
    next_step_on: date | None = None
    appointment: Appointment | None = None
    must_visit: bool = False
    active: bool = True
    do_not_visit: bool = False
    reopened: bool = False  # a capped prospect that a manager or the rep opened for exactly one more visit

    def __post_init__(self) -> None:
        if not self.external_id:
            raise ValueError("An account has an external id.")
        if self.visits < 0:
            raise ValueError("Visits so far cannot be negative.")
        if (self.deal_value or 0) < 0 or (self.yearly_value or 0) < 0:
            raise ValueError("A deal or a year of them is worth nothing or more.")
        if self.interval_days is not None and not self.interval_days > 0:
            raise ValueError("A visit interval is longer than nothing.")
        if self.service_s is not None and not 0 <= self.service_s <= DAY_S:
            raise ValueError("A visit lasts from nothing to a day.")
