"""The days around the one that is shown: the week as a strip of seven, and what the next day still needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.method.preparation import Preparation
from app.planning.options import monday_of
from app.planning.week_plan import PlannedRoute
from app.visits.readiness import lacks
from app.wording import clock
from web import formats
from web.i18n import Translator
from web.prep_card import lacks_told

DayHref = Callable[[date], str]


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the week: its letter, its date, and how many stops it has (None without a route)."""

    on: date
    letter: str
    number: int
    stops: int | None
    told: str  # all of it in words
    href: str
    is_shown: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class NextDay:
    """The next day in the field: when and how much, and each stop that is not ready with what it lacks."""

    title: str
    told: str
    href: str
    unready: tuple[tuple[str, str], ...]


def week_strip(
    shown_on: date, today: date, stops: Mapping[date, int], href: DayHref, t: Translator
) -> tuple[StripDay, ...]:
    """Monday to Sunday of the week that is shown; `stops` counts them for each day that has a route."""
    days = [monday_of(shown_on) + timedelta(days=n) for n in range(7)]
    return tuple(
        StripDay(
            on=on,
            letter=formats.weekday_letters(t)[on.weekday()],
            number=on.day,
            stops=stops.get(on),
            told=_told(on, today, stops.get(on), t),
            href=href(on),
            is_shown=on == shown_on,
            is_today=on == today,
        )
        for on in days
    )


def next_day(
    route: PlannedRoute, prepared: Mapping[str, Preparation], today: date, href: DayHref, t: Translator
) -> NextDay:
    """What a rep wants to know of his next day in the evening before; `prepared` by the external id of the account."""
    day = formats.day(route.on, t)
    unready = tuple(
        (stop.name, lacks_told(found, t))
        for stop in route.stops
        if (found := lacks(stop, prepared.get(stop.external_id)))
    )
    stops = t.count("{n} stop", "{n} stops", len(route.stops))
    return NextDay(
        title=t("Tomorrow, {day}", day=day) if route.on == today + timedelta(days=1) else t("Next: {day}", day=day),
        told=t("{stops}, leaving at {time}", stops=stops, time=clock(route.depart_s)),
        href=href(route.on),
        unready=unready,
    )


def _told(on: date, today: date, stops: int | None, t: Translator) -> str:
    told = [formats.day(on, t)]
    if on == today:
        told.append(t("today"))
    told.append(t("no route") if stops is None else t.count("{n} stop", "{n} stops", stops))
    return ", ".join(told)
