"""A rep's facts as the form of his page carries them, both ways."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from app.errors import InvalidInput
from app.intake.datums import from_wgs84, located
from app.intake.identity import MAX_ID
from app.intake.moments import clock_s
from app.intake.reps import known_timezone
from app.method.account import Datum, Location
from app.method.rep import Lunch, Rep, TravelMode, WeekdayHours
from app.wording import clock

MOST_VISITS = 1000
Blank = BeforeValidator(lambda value: None if value == "" else value)
Degrees = Annotated[float, Field(ge=-180, le=180)]
Clock = Annotated[str, Field(max_length=8)]


class RepForm(BaseModel):
    """What the form sends. `day_start` and `day_end` hold a time for each weekday, empty where it is as usual."""

    name: Annotated[str, Field(min_length=1, max_length=300)]
    home_lat: Degrees
    home_lon: Degrees
    end_lat: Annotated[Degrees | None, Blank] = None
    end_lon: Annotated[Degrees | None, Blank] = None
    datum: Datum = Datum.WGS84
    start: Clock = "09:00"
    end: Clock = "18:00"
    field_day: list[Annotated[int, Field(ge=0, le=6)]] = []
    day_start: list[Clock] = []
    day_end: list[Clock] = []
    lunch_minutes: Annotated[int, Field(ge=0, le=600)] = 60
    lunch_from: Clock = "11:30"
    lunch_until: Clock = "13:30"
    max_visits: Annotated[int, Field(ge=0, le=MOST_VISITS)] = 12
    overtime_minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    timezone: Annotated[str, Field(max_length=60)] = "Asia/Shanghai"
    travel_mode: TravelMode = TravelMode.CAR
    version: int = 0

    def rep(self, before: Rep | None, external_id: str) -> Rep:
        """The rep as he is told here; his absences stay as they were. Raises InvalidInput."""
        start_s, end_s = _hours(self.start, self.end)
        return Rep(
            external_id=external_id,
            name=_named(self.name),
            home=_place(self.home_lat, self.home_lon, self.datum),
            end=self._end(),
            start_s=start_s,
            end_s=end_s,
            field_days=frozenset(self.field_day),
            leave=before.leave if before else frozenset(),
            weekday_hours=self._weekday_hours(),
            mornings_off=before.mornings_off if before else frozenset(),
            afternoons_off=before.afternoons_off if before else frozenset(),
            lunch=self._lunch(),
            max_visits=self.max_visits,
            overtime_s=self.overtime_minutes * 60,
            timezone=_zone(self.timezone),
            travel_mode=self.travel_mode,
        )

    def _end(self) -> Location | None:
        if self.end_lat is None and self.end_lon is None:
            return None
        if self.end_lat is None or self.end_lon is None:
            raise InvalidInput("rep.place", "A place has a latitude and a longitude. Give both, or leave both empty.")
        return _place(self.end_lat, self.end_lon, self.datum)

    def _weekday_hours(self) -> tuple[WeekdayHours, ...]:
        told = list(zip(self.day_start, self.day_end, strict=False))[:7]
        return tuple(
            WeekdayHours(weekday, *_hours(start or self.start, end or self.end))
            for weekday, (start, end) in enumerate(told)
            if start or end
        )

    def _lunch(self) -> Lunch | None:
        if not self.lunch_minutes:
            return None
        try:
            return Lunch(self.lunch_minutes * 60, clock_s(self.lunch_from), clock_s(self.lunch_until))
        except ValueError:
            raise InvalidInput(
                "rep.lunch", "Lunch begins between two times of one day, the earlier first. Correct them."
            ) from None


class NewRepForm(RepForm):
    """Somebody new has an id as well, which addresses can hold."""

    external_id: Annotated[str, Field(min_length=1, max_length=MAX_ID, pattern=r"^[^\s/\x00-\x1f\x7f]+$")]


def form_values(rep: Rep | None) -> dict[str, Any]:
    """What the form shows at first: the rep as he is, or what a rep usually is."""
    if rep is None:
        return {**RepForm.model_construct(name="", home_lat=None, home_lon=None).model_dump(), "days": _days(())}
    datum, lunch = rep.home.datum, rep.lunch or Lunch()
    end = (None, None) if rep.end is None else from_wgs84(rep.end.lat, rep.end.lon, datum)
    if rep.end is not None and rep.end.datum is datum:
        end = rep.end.source_lat, rep.end.source_lon
    return {
        "name": rep.name,
        "home_lat": rep.home.source_lat,
        "home_lon": rep.home.source_lon,
        "end_lat": end[0],
        "end_lon": end[1],
        "datum": datum,
        "start": clock(rep.start_s),
        "end": clock(rep.end_s),
        "field_day": sorted(rep.field_days),
        "days": _days(rep.weekday_hours),
        "lunch_minutes": lunch.duration_s // 60 if rep.lunch else 0,
        "lunch_from": clock(lunch.earliest_s),
        "lunch_until": clock(lunch.latest_s),
        "max_visits": rep.max_visits,
        "overtime_minutes": rep.overtime_s // 60,
        "timezone": rep.timezone,
        "travel_mode": rep.travel_mode,
    }


def _days(own: Sequence[WeekdayHours]) -> list[tuple[str, str]]:
    by_day = {hours.weekday: (clock(hours.start_s), clock(hours.end_s)) for hours in own}
    return [by_day.get(weekday, ("", "")) for weekday in range(7)]


def _hours(start: str, end: str) -> tuple[int, int]:
    try:
        start_s, end_s = clock_s(start), clock_s(end)
    except ValueError:
        start_s, end_s = 0, 0
    if start_s >= end_s:
        raise InvalidInput("rep.hours", "A working day begins before it ends, as in 09:00 to 18:00. Correct its hours.")
    return start_s, end_s


def _place(lat: float, lon: float, datum: Datum) -> Location:
    try:
        return located(lat, lon, datum)
    except ValueError:
        raise InvalidInput(
            "rep.place", "Latitude is between -90 and 90, longitude between -180 and 180. Correct them."
        ) from None


def _zone(name: str) -> str:
    try:
        return known_timezone(name)
    except ValueError:
        raise InvalidInput("rep.timezone", "Nobody knows this time zone. Write one such as Asia/Shanghai.") from None


def _named(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise InvalidInput("name.unusable", "Write a name, in one line.")
    return name.strip()
