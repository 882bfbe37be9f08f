"""Reps as rows of the database, and back again without a loss."""

from datetime import date
from typing import Any

from app.method.account import Datum, Location
from app.method.rep import Half, Lunch, Rep, TravelMode, WeekdayHours
from app.models import RepRecord

_SAME = ("external_id", "name", "start_s", "end_s", "max_visits", "overtime_s", "timezone")
NOT_IN_LISTS = ("weekday_hours", "mornings_off", "afternoons_off")  # a list says nothing of them and erases nothing


def rep_row(rep: Rep) -> dict[str, Any]:
    """Every fact of a rep that is his own; the caller adds id and source, and seminars have rows of theirs."""
    home, end, lunch = rep.home, rep.end, rep.lunch
    return {
        **{name: getattr(rep, name) for name in _SAME},
        "home_lat": home.lat,
        "home_lon": home.lon,
        "home_source_lat": home.source_lat,
        "home_source_lon": home.source_lon,
        "home_datum": home.datum.value,
        "end_lat": end and end.lat,
        "end_lon": end and end.lon,
        "end_source_lat": end and end.source_lat,
        "end_source_lon": end and end.source_lon,
        "end_datum": end and end.datum.value,
        "field_days": sorted(rep.field_days),
        "leave": sorted(day.isoformat() for day in rep.leave),
        "weekday_hours": [[own.weekday, own.start_s, own.end_s] for own in sorted(rep.weekday_hours)],
        "mornings_off": sorted(day.isoformat() for day in rep.mornings_off),
        "afternoons_off": sorted(day.isoformat() for day in rep.afternoons_off),
        "lunch_duration_s": lunch and lunch.duration_s,
        "lunch_earliest_s": lunch and lunch.earliest_s,
        "lunch_latest_s": lunch and lunch.latest_s,
        "travel_mode": rep.travel_mode.value,
    }


def as_rep(record: RepRecord) -> Rep:
    home = Location(
        record.home_lat, record.home_lon, record.home_source_lat, record.home_source_lon, Datum(record.home_datum)
    )
    return Rep(
        **{name: getattr(record, name) for name in _SAME},
        home=home,
        end=_end(record),
        field_days=frozenset(record.field_days),
        leave=frozenset(date.fromisoformat(day) for day in record.leave),
        weekday_hours=tuple(WeekdayHours(*own) for own in record.weekday_hours),
        mornings_off=frozenset(date.fromisoformat(day) for day in record.mornings_off),
        afternoons_off=frozenset(date.fromisoformat(day) for day in record.afternoons_off),
        hosting=frozenset((seminar.on_day, Half(seminar.half)) for seminar in record.hosted),
        lunch=_lunch(record),
        travel_mode=TravelMode(record.travel_mode),
    )


def _end(record: RepRecord) -> Location | None:
    lat, lon, source_lat, source_lon = record.end_lat, record.end_lon, record.end_source_lat, record.end_source_lon
    if lat is None or lon is None or source_lat is None or source_lon is None or record.end_datum is None:
        return None
    return Location(lat, lon, source_lat, source_lon, Datum(record.end_datum))


def _lunch(record: RepRecord) -> Lunch | None:
    duration_s, earliest_s, latest_s = record.lunch_duration_s, record.lunch_earliest_s, record.lunch_latest_s
    if duration_s is None or earliest_s is None or latest_s is None:
        return None
    return Lunch(duration_s, earliest_s, latest_s)
