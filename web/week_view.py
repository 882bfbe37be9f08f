"""A planned week in the manager's words: totals with their meaning, who goes out when, and what became of the list."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.planning.certificate import PlanCertificate
from app.planning.week_plan import Outcome, PlannedRoute, WeekPlan
from app.planning.wordings import certificate_code, certificate_scope, certificate_sentence, note
from web import formats
from web.day_view import exception, nearness
from web.i18n import Translator
from web.rep_marks import initials, rep_colours, rep_tone
from web.travel_words import how_known
from web.words import OUTCOMES


@dataclass(frozen=True, slots=True)
class DayCell:
    """One rep's day in the table: how many visits, how full, and where it opens."""

    visits: int
    share: int  # of the shift, in %
    apart: str  # how far its stops lie from each other
    told: str  # the same in full, beside other days
    exception: str  # what the day is, where it is none for the field; else empty
    href: str


@dataclass(frozen=True, slots=True)
class RepLine:
    """One rep's row: a cell for each day of the plan, None where he is not in the field."""

    rep_id: str
    name: str
    initials: str
    tone: str  # the class that its colour is told by
    cells: tuple[DayCell | None, ...]
    visits: int


@dataclass(frozen=True, slots=True)
class DayHead:
    """A column of the table and a switch on the map."""

    iso: str
    letter: str
    short: str
    has_stops: bool


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many rows of the list ended one way, with the commonest codes of it."""

    outcome: str
    name: str
    rows: int
    codes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """How good the plan provably is, and what that was compared with. `code` names it, as "running" or "certified"."""

    code: str
    sentence: str
    scope: str


@dataclass(frozen=True, slots=True)
class WeekView:
    """Everything the week page says in words."""

    title: str
    tiles: tuple[tuple[str, str, str], ...]
    days: tuple[DayHead, ...]
    reps: tuple[RepLine, ...]
    outcomes: tuple[OutcomeCount, ...]
    rows: int
    notes: tuple[str, ...]
    kept: str  # how much of an earlier plan stayed; empty where none was held on to
    certificate: CertificateLine
    estimated: bool
    travel: str  # how its driving times are known


def week_view(plan: WeekPlan, t: Translator, day_href: Callable[[PlannedRoute], str]) -> WeekView:
    """The week as the page shows it; `day_href` is the address of a route's day page."""
    days = [plan.week_on + timedelta(days=n) for n in range(plan.days)]
    return WeekView(
        title=t("{first} to {last}", first=formats.day(days[0], t), last=formats.day(days[-1], t)),
        tiles=_tiles(plan, t),
        days=tuple(_head(plan, day, t) for day in days),
        reps=_rep_lines(plan, days, t, day_href),
        outcomes=_outcomes(plan, t),
        rows=len(plan.ledger),
        notes=tuple(note(item, t.text) for item in plan.notes if item.code != "KEPT_DAYS"),
        kept=next((note(item, t.text) for item in plan.notes if item.code == "KEPT_DAYS"), ""),
        certificate=certificate_line(plan.certificate, t),
        estimated=all(all(route.drives) for route in plan.routes),
        travel=how_known(plan.routes, t),
    )


def certificate_line(certificate: PlanCertificate, t: Translator) -> CertificateLine:
    return CertificateLine(
        certificate_code(certificate),
        certificate_sentence(certificate, t.text),
        certificate_scope(certificate, t.text),
    )


def _tiles(plan: WeekPlan, t: Translator) -> tuple[tuple[str, str, str], ...]:
    routes = [route for route in plan.routes if route.stops]
    visits = sum(len(route.stops) for route in routes)
    worth_s = sum(stop.prize_s for route in routes for stop in route.stops)
    travel_s = sum(route.travel_s for route in routes)
    used_s = travel_s + sum(route.service_s for route in routes)
    shift_s = sum(route.shift_end_s - route.shift_start_s for route in plan.routes)
    travel_m = sum(route.travel_m for route in routes)
    left_out = sum(row.outcome is Outcome.UNSERVED for row in plan.ledger)
    road = {"hours": formats.hours(travel_s, t), "distance": formats.distance(travel_m, t)}
    used = {"used": formats.hours(used_s, t), "shift": formats.hours(shift_s, t)}
    return (
        (t("Visits"), str(visits), t.count("on {n} field day", "on {n} field days", len(routes))),
        (t("Worth"), formats.hours(worth_s, t), t("of rep time, for {hours} and {distance} on the road", **road)),
        (t("Hours used"), _share(used_s, shift_s), t("{used} of {shift} in the field", **used)),
        (t("Left out"), str(left_out), t("worth a visit, but too far or no room")),
    )


def _share(part: float, whole: float) -> str:
    return f"{round(100 * part / whole)}%" if whole else "–"


def _head(plan: WeekPlan, on: date, t: Translator) -> DayHead:
    has_stops = any(route.on == on and route.stops for route in plan.routes)
    return DayHead(on.isoformat(), formats.weekday_letters(t)[on.weekday()], formats.short_day(on, t), has_stops)


def _rep_lines(
    plan: WeekPlan, days: list[date], t: Translator, day_href: Callable[[PlannedRoute], str]
) -> tuple[RepLine, ...]:
    names = {route.rep_id: route.rep_name for route in plan.routes}
    lines = []
    for rep_id, colour in rep_colours(names).items():
        routes = [plan.route(rep_id, on) for on in days]
        cells = tuple(None if route is None else _cell(route, t, day_href) for route in routes)
        visits = sum(cell.visits for cell in cells if cell)
        lines.append(RepLine(rep_id, names[rep_id], initials(names[rep_id]), rep_tone(colour), cells, visits))
    return tuple(lines)


def _cell(route: PlannedRoute, t: Translator, day_href: Callable[[PlannedRoute], str]) -> DayCell:
    used_s = route.service_s + route.travel_s if route.stops else 0
    share = round(100 * used_s / (route.shift_end_s - route.shift_start_s))
    apart = "" if route.within_m is None else formats.distance(route.within_m, t)
    return DayCell(len(route.stops), share, apart, nearness(route, t), exception(route, t), day_href(route))


def _outcomes(plan: WeekPlan, t: Translator) -> tuple[OutcomeCount, ...]:
    codes: dict[Outcome, Counter[str]] = {outcome: Counter() for outcome in Outcome}
    for row in plan.ledger:
        codes[row.outcome][row.code] += 1
    return tuple(
        OutcomeCount(
            outcome.value,
            t(OUTCOMES[outcome]),
            counted.total(),
            tuple(counted.most_common(4)) if outcome is not Outcome.ROUTED else (),
        )
        for outcome, counted in codes.items()
    )
