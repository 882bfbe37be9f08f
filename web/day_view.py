"""One rep's day in the reader's words: the rows of the route sheet from leaving home to coming back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, urlencode

from app.planning.week_plan import Place, PlannedRoute, PlannedStop
from app.visits.event_facts import VisitState
from app.wording import clock
from web import formats
from web.geojson import eats_before_leaving, meal_place
from web.i18n import Translator
from web.words import CATEGORIES, DUE_STATES, PURPOSES, WORTH_PARTS


@dataclass(frozen=True, slots=True)
class StopRow:
    """A visit: everything its row, its card and its pin say."""

    id: str
    number: int
    name: str
    address: str
    category: str
    category_name: str
    due: str
    due_name: str
    appointment: bool
    grade: str
    span: str
    wait: str
    purpose: str
    worth: str
    worth_parts: tuple[tuple[str, str], ...]
    opening: str
    contact: str
    phone: str
    navigate_url: str
    geo_url: str
    call_url: str
    state: str  # what became of it, as far as we know
    kind: str = "stop"


@dataclass(frozen=True, slots=True)
class PlainRow:
    """Anything between the visits: `home`, `drive` or `lunch`, with a time span where it has one."""

    kind: str
    text: str
    span: str = ""


@dataclass(frozen=True, slots=True)
class DayView:
    """The route sheet. `next_stop` is the visit to go to now, None on a day without visits."""

    title: str
    rep_name: str
    rows: tuple[StopRow | PlainRow, ...]
    stops: tuple[StopRow, ...]
    next_stop: StopRow | None
    totals: tuple[tuple[str, str, str], ...]
    nearness: str  # how near together the stops lie; empty where there is nothing to say
    estimated: bool


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
    stops = tuple(_stop_row(route, index, state, t) for index, state in enumerate(known))
    return DayView(
        title=formats.day(route.on, t),
        rep_name=route.rep_name,
        rows=tuple(_rows(route, stops, t)),
        stops=stops,
        next_stop=_next_stop(route, stops, now_s),
        totals=_totals(route, t),
        nearness=nearness(route, t),
        estimated=route.travel_source == "straight_line",
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


def worth_against_cost(stop: PlannedStop, t: Translator) -> str:
    """What the visit brings and what it costs, both in time of the rep."""
    return t(
        "worth {worth}, detour {cost}", worth=formats.duration(stop.prize_s, t), cost=formats.duration(stop.detour_s, t)
    )


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


def _rows(route: PlannedRoute, stops: tuple[StopRow, ...], t: Translator) -> list[StopRow | PlainRow]:
    if not stops:
        return []
    rows: list[StopRow | PlainRow] = [_lunch(route, t)] if eats_before_leaving(route) else []
    rows.append(PlainRow("home", _base(route, route.start, t), clock(route.depart_s)))
    meal = meal_place(route)
    for index, (row, stop) in enumerate(zip(stops, route.stops, strict=True)):
        drive = PlainRow("drive", _drive(stop.drive_s, stop.drive_m, t))
        if index == meal:
            lunch_on_arrival = route.lunch_s is not None and route.lunch_s >= stop.arrival_s
            rows += [drive, _lunch(route, t)] if lunch_on_arrival else [_lunch(route, t), drive]
        else:
            rows.append(drive)
        rows.append(row)
    if meal == len(stops):
        rows.append(_lunch(route, t))
    rows.append(PlainRow("drive", _drive(route.back_s, route.back_m, t)))
    rows.append(PlainRow("home", _base(route, route.end, t), clock(route.return_s)))
    return rows


def _base(route: PlannedRoute, place: Place, t: Translator) -> str:
    """Where the day begins or ends; a home that only bears the rep's name is called home."""
    return t("Home") if place.name in ("", route.rep_name) else place.name


def _drive(drive_s: int, drive_m: int, t: Translator) -> str:
    return f"{formats.duration(drive_s, t)} · {formats.distance(drive_m, t)}"


def _lunch(route: PlannedRoute, t: Translator) -> PlainRow:
    start_s = route.lunch_s or 0
    return PlainRow("lunch", t("Lunch"), span(start_s, start_s + route.lunch_duration_s))


def span(start_s: int, end_s: int) -> str:
    """From when to when, as every page writes it."""
    return f"{clock(start_s)}–{clock(end_s)}"


def _stop_row(route: PlannedRoute, index: int, state: VisitState, t: Translator) -> StopRow:
    stop = route.stops[index]
    wait_s = _wait_s(route, index)
    return StopRow(
        id=stop.visit_id,
        number=index + 1,
        name=stop.name,
        address=stop.address,
        category=stop.category.value,
        category_name=t(CATEGORIES[stop.category]),
        due=stop.due.value,
        due_name=t(DUE_STATES[stop.due]),
        appointment=stop.is_appointment,
        grade=stop.grade.value,
        span=span(stop.start_s, stop.departure_s),
        wait=t("wait {duration}", duration=formats.duration(wait_s, t)) if wait_s >= 60 else "",
        purpose=t(PURPOSES[stop.category]),
        worth=worth_against_cost(stop, t),
        worth_parts=tuple((t(WORTH_PARTS[part.name]), formats.duration(part.worth_s, t)) for part in stop.worth),
        opening=", ".join(span(*hours) for hours in stop.open_spans_s),
        contact=stop.contact_name,
        phone=stop.contact_phone,
        navigate_url=_amap_url(stop),
        geo_url=f"geo:{stop.lat:.6f},{stop.lon:.6f}?q={stop.lat:.6f},{stop.lon:.6f}({quote(stop.name[:60])})",
        call_url=_call_url(stop.contact_phone),
        state=state.value,
    )


def _wait_s(route: PlannedRoute, index: int) -> int:
    """Idle time at the door; a lunch taken after arriving is no waiting."""
    stop = route.stops[index]
    wait_s = stop.start_s - stop.arrival_s
    lunch_s = route.lunch_s
    if lunch_s is not None and index == meal_place(route) and lunch_s >= stop.arrival_s:
        wait_s -= route.lunch_duration_s
    return max(0, wait_s)


def _amap_url(stop: PlannedStop) -> str:
    """A web link that opens 高德 (URI API, marker); it converts from WGS-84 itself."""
    query = {
        "position": f"{stop.lon:.6f},{stop.lat:.6f}",
        "name": stop.name[:60],
        "coordinate": "wgs84",
        "callnative": "1",
        "src": "kproute",
    }
    return f"https://uri.amap.com/marker?{urlencode(query, safe=',')}"


def _call_url(phone: str) -> str:
    """A tel: address of the first number in what the list wrote; empty where there is none to dial."""
    number = re.search(r"\+?\d[\d\s()-]{2,}", phone)
    return f"tel:{re.sub(r'[^+0-9]', '', number.group())}" if number else ""


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
