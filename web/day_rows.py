"""The route sheet from leaving home to coming back: visits, drives, lunch, and the free time between them."""

from dataclasses import dataclass

from app.planning.week_plan import Place, PlannedRoute
from app.wording import clock
from web import formats
from web.geojson import eats_before_leaving, meal_place
from web.i18n import Translator
from web.stop_row import GAP_S, StopRow, eats_on_arrival, span
from web.words import marked

ESTIMATED, LUNCH, FREE = marked("estimated"), marked("Lunch"), marked("Free for {duration}")


@dataclass(frozen=True, slots=True)
class PlainRow:
    """Anything but a visit: `home`, `drive`, `lunch` or `gap`, with a time span where it has one."""

    kind: str
    text: str
    span: str = ""
    from_s: int = 0
    until_s: int = 0
    towards: StopRow | None = None  # of the first drive: where it leads, for who starts from elsewhere than home


Row = StopRow | PlainRow
Timed = tuple[int, int, Row]  # from, until, in seconds of the day


def day_rows(route: PlannedRoute, stops: tuple[StopRow, ...], t: Translator) -> tuple[Row, ...]:
    """The rows of the day in the order of the clock; none on a day without visits."""
    if not stops:
        return ()
    timed = _timed(route, stops, t)
    rows: list[Row] = []
    free_from_s = min(route.shift_start_s, timed[0][0])
    for from_s, until_s, row in timed:
        if from_s - free_from_s >= GAP_S:
            rows.append(_gap(free_from_s, from_s, t))
        rows.append(row)
        free_from_s = max(free_from_s, until_s)
    if route.shift_end_s - free_from_s >= GAP_S:
        rows.append(_gap(free_from_s, route.shift_end_s, t))
    return tuple(rows)


def _timed(route: PlannedRoute, stops: tuple[StopRow, ...], t: Translator) -> list[Timed]:
    timed: list[Timed] = [_lunch(route, t)] if eats_before_leaving(route) else []
    timed.append(
        (route.depart_s, route.depart_s, PlainRow("home", _base(route, route.start, t), clock(route.depart_s)))
    )
    meal = meal_place(route)
    for index, (row, stop) in enumerate(zip(stops, route.stops, strict=True)):
        drive = _drive(
            stop.arrival_s,
            stop.drive_s,
            stop.drive_m,
            t,
            is_estimated=stop.drive_is_estimated,
            towards=None if index else row,
        )
        if index == meal:
            timed += [drive, _lunch(route, t)] if eats_on_arrival(route, index) else [_lunch(route, t), drive]
        else:
            timed.append(drive)
        timed.append((stop.start_s, stop.departure_s, row))
    if meal == len(stops):
        timed.append(_lunch(route, t))
    timed.append(_drive(route.return_s, route.back_s, route.back_m, t, is_estimated=route.back_is_estimated))
    home = PlainRow("home", _base(route, route.end, t), clock(route.return_s))
    return [*timed, (route.return_s, route.return_s, home)]


def _base(route: PlannedRoute, place: Place, t: Translator) -> str:
    """Where the day begins or ends; a home that only bears the rep's name is called home."""
    return t("Home") if place.name in ("", route.rep_name) else place.name


def _drive(
    arrival_s: int, drive_s: int, drive_m: int, t: Translator, *, is_estimated: bool, towards: StopRow | None = None
) -> Timed:
    """How long, how far, and what that is known from."""
    known_from = t(ESTIMATED) if is_estimated else t("by road")
    told = f"{formats.duration(drive_s, t)} · {formats.distance(drive_m, t)} · {known_from}"
    return arrival_s - drive_s, arrival_s, PlainRow("drive", told, towards=towards)


def _lunch(route: PlannedRoute, t: Translator) -> Timed:
    from_s = route.lunch_s or 0
    until_s = from_s + route.lunch_duration_s
    return from_s, until_s, PlainRow("lunch", t(LUNCH), span(from_s, until_s))


def _gap(from_s: int, until_s: int, t: Translator) -> PlainRow:
    told = t(FREE, duration=formats.duration(until_s - from_s, t))
    return PlainRow("gap", told, span(from_s, until_s), from_s, until_s)
