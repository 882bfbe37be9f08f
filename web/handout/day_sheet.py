"""A rep's day on one page of paper: the map above, the stops below, and room to write beside each."""

from dataclasses import dataclass, replace

from app.method.account import Category
from app.planning.week_plan import PlannedRoute, PlannedStop
from web import formats
from web.day_rows import Row
from web.day_view import DayView, day_view
from web.handout.paper import HEIGHT, INK_2, LINE, WHITE, WIDTH, Paper
from web.handout.paper_map import draw_map, draw_pin, draw_shape
from web.i18n import Translator
from web.stop_row import StopRow
from web.words import CATEGORIES

MEDIA_TYPE = "application/pdf"
_EDGE = 36.0
_ACROSS = WIDTH - 2 * _EDGE
_TITLE_HIGH, _FOOT_HIGH = 52.0, 22.0
_MAP_LEAST, _MAP_MOST = 200.0, 380.0
_BETWEEN = 12.0
# Where the columns begin, from the left edge; the last is left to a pen.
_TIMES, _NAMES, _CONTACTS, _NOTES = 26.0, 112.0, 316.0, 420.0


@dataclass(frozen=True, slots=True)
class _Spacing:
    """How high a row is; with one line the address stands beside the name."""

    stop: float
    other: float
    size: float
    lines: int


_ROOMY, _DENSE = _Spacing(35, 16, 9.5, 2), _Spacing(11.5, 11, 7, 1)
_ROOMIEST = 58.0  # of a stop, where there is room to write


def day_sheet(route: PlannedRoute, plan_number: int, t: Translator) -> bytes:
    """The day as a PDF of one page, however many stops it has."""
    view = day_view(route, t)
    paper = Paper(f"{view.title} · {view.rep_name}")
    _title(paper, view, route, t)
    rows = [row for row in view.rows if row.kind in ("stop", "lunch", "home")]
    room = HEIGHT - 2 * _EDGE - _TITLE_HIGH - _FOOT_HIGH - _BETWEEN
    spacing = _spacing(rows, room - _MAP_LEAST)
    y = _EDGE + _TITLE_HIGH
    if route.stops:
        map_high = min(_MAP_MOST, room - _high(rows, spacing))
        draw_map(paper, route, (_EDGE, y), (_ACROSS, map_high), t)
        _rows(paper, rows, route, y + map_high + _BETWEEN, spacing, t)
    else:
        paper.text((_EDGE, y + 16), t("No visits on this day"), 12)
    _foot(paper, view, plan_number, t)
    return paper.finished()


def _spacing(rows: list[Row], room: float) -> _Spacing:
    """As roomy as the page allows; beyond what the dense rows hold they shrink."""
    stops = sum(row.kind == "stop" for row in rows)
    if stops and _high(rows, _ROOMY) <= room:
        to_write = (room - _high(rows, _ROOMY)) / stops
        return replace(_ROOMY, stop=min(_ROOMIEST, _ROOMY.stop + to_write))
    shrink = min(1.0, room / max(1.0, _high(rows, _DENSE)))
    return _Spacing(_DENSE.stop * shrink, _DENSE.other * shrink, _DENSE.size * shrink, 1)


def _high(rows: list[Row], spacing: _Spacing) -> float:
    return sum(spacing.stop if row.kind == "stop" else spacing.other for row in rows)


def _title(paper: Paper, view: DayView, route: PlannedRoute, t: Translator) -> None:
    wide = paper.text((_EDGE, _EDGE + 16), view.title, 20, bold=True)
    paper.text((_EDGE + wide + 14, _EDGE + 16), view.rep_name, 20, width=_ACROSS - wide - 14)
    told = [t.count("{n} visit", "{n} visits", len(route.stops))]
    if route.stops:
        told += [
            t(
                "{duration} on the road, {distance}",
                duration=formats.duration(route.travel_s, t),
                distance=formats.distance(route.travel_m, t),
            ),
        ]
    paper.text((_EDGE, _EDGE + 36), " · ".join(told), 10, colour=INK_2)


def _rows(paper: Paper, rows: list[Row], route: PlannedRoute, y: float, spacing: _Spacing, t: Translator) -> None:
    notes, top = _EDGE + _NOTES - 4, y
    paper.text((notes + 6, y + spacing.other * 0.72), t("Notes"), min(8.0, spacing.size), colour=INK_2)
    for row in rows:
        paper.line(((_EDGE, y), (WIDTH - _EDGE, y)), LINE, 0.5)
        if isinstance(row, StopRow):
            _stop(paper, row, route.stops[row.number - 1], y, spacing, t)
            y += spacing.stop
        else:
            base = y + spacing.other * 0.72
            paper.text((_EDGE + _TIMES, base), row.span, spacing.size - 1, colour=INK_2)
            paper.text((_EDGE + _NAMES, base), row.text, spacing.size - 1, width=200, colour=INK_2)
            y += spacing.other
    paper.line(((_EDGE, y), (WIDTH - _EDGE, y)), LINE, 0.5)
    paper.line(((notes, top), (notes, y)), LINE, 0.5)


def _stop(paper: Paper, row: StopRow, stop: PlannedStop, y: float, spacing: _Spacing, t: Translator) -> None:
    size, small = spacing.size, spacing.size - 1.5
    radius = min(9.0, spacing.stop * 0.42)
    draw_pin(paper, (_EDGE + 10, y + spacing.stop / 2), stop, str(row.number), radius)
    base = y + (spacing.stop / 2 - 3 if spacing.lines == 2 else spacing.stop * 0.72)
    left = _EDGE + _NAMES
    paper.text((_EDGE + _TIMES, base), row.span, size, bold=True)
    if spacing.lines == 2:
        under = base + 13
        paper.text((left, base), row.name, size, bold=True, width=_CONTACTS - _NAMES - 8)
        drive = f"{formats.duration(stop.drive_s, t)} · {formats.distance(stop.drive_m, t)}"
        paper.text((_EDGE + _TIMES, under), drive, small, colour=INK_2, width=_NAMES - _TIMES - 6)
        about = " · ".join(text for text in (row.due_name, row.address) if text)
        paper.text((left, under), about, small, colour=INK_2, width=_CONTACTS - _NAMES - 8)
        paper.text((_EDGE + _CONTACTS, base), row.contact, size, width=_NOTES - _CONTACTS - 8)
        paper.text((_EDGE + _CONTACTS, under), row.phone, size, width=_NOTES - _CONTACTS - 8)
        return
    wide = paper.text((left, base), row.name, size, bold=True, width=150)
    paper.text((left + wide + 6, base), row.address, small, colour=INK_2, width=_CONTACTS - _NAMES - wide - 12)
    contact = " ".join(text for text in (row.contact, row.phone) if text)
    paper.text((_EDGE + _CONTACTS, base), contact, size, width=_NOTES - _CONTACTS - 8)


def _foot(paper: Paper, view: DayView, plan_number: int, t: Translator) -> None:
    """What the shapes mean, what the times are, and of which version of the plan this is."""
    y, x = HEIGHT - _EDGE, _EDGE + 4
    for category in Category:
        draw_shape(paper, (x, y - 2.5), category, 4, WHITE, INK_2)
        x += 8 + paper.text((x + 8, y), t(CATEGORIES[category]), 7.5, colour=INK_2) + 14
    paper.text((x, y), view.travel, 7.5, colour=INK_2)
    paper.text((WIDTH - _EDGE, y), t("Plan {number}", number=plan_number), 7.5, colour=INK_2, align=1)
