"""One rep's day in the reader's words: the rows of the route sheet, the next stop, and the totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.method.field_days import DayKind
from app.planning.week_plan import Place, PlannedRoute
from app.visits.event_facts import VisitState
from app.wording import clock
from web import formats
from web.day_rows import Row, day_rows
from web.i18n import Translator
from web.navigation import AppLink, is_mainland, links_through, usual_app
from web.stop_row import StopRow, stop_row
from web.travel_words import how_known
from web.words import DAY_KINDS


@dataclass(frozen=True, slots=True)
class WayPart:
    """A part of the way that is still ahead: its stops, then whether it leads home, and a link for each app."""

    stops: tuple[StopRow, ...]
    leads_home: bool
    links: tuple[AppLink, ...]


@dataclass(frozen=True, slots=True)
class DayView:
    """The route sheet. `next_stop` is the visit to go to now, None on a day without visits."""

    title: str
    rep_name: str
    rows: tuple[Row, ...]
    stops: tuple[StopRow, ...]
    next_stop: StopRow | None
    way_ahead: tuple[WayPart, ...]
    totals: tuple[tuple[str, str, str], ...]
    nearness: str  # how near together the stops lie; empty where there is nothing to say
    exception: str  # what the day is, where it is none for the field; else empty
    estimated: bool
    travel: str  # how its driving times are known
    usual_app: str  # which map app Navigate opens until another is chosen


def day_view(
    route: PlannedRoute,
    t: Translator,
    *,
    now_s: int | None = None,
    states: Mapping[str, VisitState] = MappingProxyType({}),
) -> DayView:
    """The sheet of a route; `now_s` is the rep's clock on that very day, None when looking at another day.

    `states` has the visits of which something was reported.
    """
    known = [states.get(stop.visit_id, VisitState.PLANNED) for stop in route.stops]
    stops = tuple(stop_row(route, index, state, t) for index, state in enumerate(known))
    following = _next_stop(route, stops, now_s)
    return DayView(
        title=formats.day(route.on, t),
        rep_name=route.rep_name,
        rows=day_rows(route, stops, t),
        stops=stops,
        next_stop=following,
        way_ahead=_way_ahead(route, stops, following),
        totals=_totals(route, t),
        nearness=nearness(route, t),
        exception=exception(route, t),
        estimated=all(route.drives),
        travel=how_known([route], t),
        usual_app=usual_app(mainland=is_mainland(route.timezone)),
    )


def nearness(route: PlannedRoute, t: Translator) -> str:
    """How far apart the stops of the day lie, beside those of the rep's other days."""
    if route.within_m is None:
        return ""
    within = formats.distance(route.within_m, t)
    if route.across_m is None:
        return t("Stops lie {within} apart.", within=within)
    across = formats.distance(route.across_m, t)
    return t("Stops lie {within} apart, those of other days {across} away.", within=within, across=across)


def exception(route: PlannedRoute, t: Translator) -> str:
    """What the day is for the rep, where somebody is seen although it is none for the field."""
    if not route.stops or route.kind in (None, DayKind.FIELD, DayKind.HALF_DAY):
        return ""
    return t(DAY_KINDS[route.kind])


def _next_stop(route: PlannedRoute, stops: tuple[StopRow, ...], now_s: int | None) -> StopRow | None:
    """Where the rep is, else the first stop that is not over; the clock decides while nothing was reported.

    The phone follows the same rule (`nextStop` of visit_state.js), so that it can without us.
    """
    here = next((row for row in reversed(stops) if row.state == VisitState.ARRIVED), None)
    if here is not None:
        return here
    open_ = [(row, stop) for row, stop in zip(stops, route.stops, strict=True) if row.state == VisitState.PLANNED]
    if len(open_) < len(stops) or now_s is None:
        return open_[0][0] if open_ else None
    ahead = (row for row, stop in open_ if stop.departure_s > now_s)
    return next(ahead, stops[-1] if stops else None)


def _way_ahead(route: PlannedRoute, rows: tuple[StopRow, ...], following: StopRow | None) -> tuple[WayPart, ...]:
    """From the next stop to the end of the day, in parts that the apps can take; without the visits that are over."""
    if following is None:
        return ()
    ahead = [row for row in rows[following.number - 1 :] if row.state == VisitState.PLANNED]
    places = [Place(stop.name, stop.lat, stop.lon) for stop in (route.stops[row.number - 1] for row in ahead)]
    parts: list[WayPart] = []
    first = 0
    for count, links in links_through([*places, route.end], mainland=is_mainland(route.timezone)):
        parts.append(WayPart(tuple(ahead[first : first + count]), first + count > len(ahead), links))
        first += count
    return tuple(parts)


def _totals(route: PlannedRoute, t: Translator) -> tuple[tuple[str, str, str], ...]:
    """Tiles of the day: what, how much, and what that means."""
    shift_s = route.shift_end_s - route.shift_start_s
    worth_s = sum(stop.prize_s for stop in route.stops)
    used_s = route.service_s + route.travel_s
    end = t("shift ends {time}", time=clock(route.shift_end_s))
    if route.overtime_s:
        end = t("{duration} overtime", duration=formats.duration(route.overtime_s, t))
    return (
        (t("Visits"), str(len(route.stops)), t("{share}% of the shift used", share=round(100 * used_s / shift_s))),
        (t("Worth"), formats.duration(worth_s, t), t("of rep time")),
        (t("On the road"), formats.duration(route.travel_s, t), _road(route, t)),
        (t("End of day"), clock(route.return_s) if route.stops else "–", end if route.stops else ""),
    )


def _road(route: PlannedRoute, t: Translator) -> str:
    """How far, and which part of the time out that takes."""
    distance = formats.distance(route.travel_m, t)
    if not route.stops:
        return distance
    return t("{distance}, {share}% of the time out", distance=distance, share=round(100 * route.travel_share))
