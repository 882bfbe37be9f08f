"""How fast a rep gets along at each hour of a day: what the settings say of working days and of days off."""

from datetime import date

from app.method.field_days import is_day_off_for_all
from app.method.rep import Rep, TravelMode
from app.method.settings import DayClass, MethodSettings

SLOWED = frozenset({TravelMode.CAR})  # who stands in the jam


def speeds_on(rep: Rep, day: date, settings: MethodSettings) -> tuple[int, ...]:
    """For each hour of the day the speed in per cent; empty where it does not depend on the hour."""
    if not settings.rush_hours or rep.travel_mode not in SLOWED:
        return ()
    off = is_day_off_for_all(day, settings.country)
    return tuple(settings.speed_pct[DayClass.DAY_OFF if off else DayClass.WORKDAY])
