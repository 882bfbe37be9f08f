"""The week as a workbook: every visit, the totals of each day, and what became of every row of the list.

Days, times and numbers are such for the spreadsheet too; texts of customers are texts, whatever they begin with.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.planning.week_plan import LedgerRow, PlannedRoute, PlannedStop, WeekPlan
from web import formats
from web.i18n import Translator
from web.ledger_view import ledger_line
from web.plain_text import in_xml, is_formula
from web.words import CATEGORIES, DUE_STATES

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_A_CELL = 32_767
_DAY, _TIME = "yyyy-mm-dd", "[h]:mm"

Value = str | int | float | date | timedelta | None
Column = tuple[str, int]  # its head, and how many characters wide it is


def week_workbook(plan: WeekPlan, t: Translator) -> bytes:
    """The plan as an XLSX file without a single formula."""
    book = Workbook(write_only=True)
    routes = [route for route in plan.routes if route.stops]
    _sheet(book, t("Visits"), _visit_columns(t), _visits(routes, t))
    _sheet(book, t("Days"), _day_columns(t), (_day(route, t) for route in plan.routes))
    _sheet(book, t("Ledger"), _ledger_columns(t), _ledger(plan.ledger, t))
    return _saved(book)


def ledger_workbook(rows: Iterable[LedgerRow], t: Translator) -> bytes:
    """These rows of a ledger as an XLSX file without a single formula."""
    book = Workbook(write_only=True)
    _sheet(book, t("Ledger"), _ledger_columns(t), _ledger(rows, t))
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _visit_columns(t: Translator) -> Sequence[Column]:
    return (
        (t("Date"), 11),
        (t("Weekday"), 9),
        (t("Rep"), 12),
        (t("Stop"), 6),
        (t("From"), 8),
        (t("Until"), 8),
        (t("Account"), 30),
        (t("Address"), 34),
        (t("Category"), 12),
        (t("Grade"), 7),
        (t("Due"), 11),
        (t("Appointment"), 12),
        (t("Contact"), 12),
        (t("Phone"), 18),
        (t("Drive (min)"), 10),
        (t("Drive (km)"), 10),
        (t("Worth (min)"), 11),
        (t("Detour (min)"), 11),
        (t("Latitude (WGS-84)"), 16),
        (t("Longitude (WGS-84)"), 16),
        (t("Id"), 14),
        (t("Rep id"), 12),
    )


def _visits(routes: Iterable[PlannedRoute], t: Translator) -> Iterable[Sequence[Value]]:
    for route in routes:
        for number, stop in enumerate(route.stops, start=1):
            yield _visit(route, number, stop, t)


def _visit(route: PlannedRoute, number: int, stop: PlannedStop, t: Translator) -> Sequence[Value]:
    return (
        route.on,
        formats.weekday(route.on, t),
        route.rep_name,
        number,
        timedelta(seconds=stop.start_s),
        timedelta(seconds=stop.departure_s),
        stop.name,
        stop.address,
        t(CATEGORIES[stop.category]),
        stop.grade.value,
        t(DUE_STATES[stop.due]),
        t("yes") if stop.is_appointment else "",
        stop.contact_name,
        stop.contact_phone,
        round(stop.drive_s / 60),
        round(stop.drive_m / 1000, 1),
        round(stop.prize_s / 60),
        round(stop.detour_s / 60),
        round(stop.lat, 6),
        round(stop.lon, 6),
        stop.external_id,
        route.rep_id,
    )


def _day_columns(t: Translator) -> Sequence[Column]:
    return (
        (t("Date"), 11),
        (t("Weekday"), 9),
        (t("Rep"), 12),
        (t("Visits"), 8),
        (t("Leaves"), 8),
        (t("Returns"), 8),
        (t("Visits (min)"), 11),
        (t("Drive (min)"), 10),
        (t("Drive (km)"), 10),
        (t("Overtime (min)"), 12),
        (t("Worth (min)"), 11),
        (t("Rep id"), 12),
    )


def _day(route: PlannedRoute, t: Translator) -> Sequence[Value]:
    out = bool(route.stops)
    return (
        route.on,
        formats.weekday(route.on, t),
        route.rep_name,
        len(route.stops),
        timedelta(seconds=route.depart_s) if out else None,
        timedelta(seconds=route.return_s) if out else None,
        round(route.service_s / 60),
        round(route.travel_s / 60),
        round(route.travel_m / 1000, 1),
        round(route.overtime_s / 60),
        round(sum(stop.prize_s for stop in route.stops) / 60),
        route.rep_id,
    )


def _ledger_columns(t: Translator) -> Sequence[Column]:
    return (
        (t("Line"), 7),
        (t("Id"), 14),
        (t("Account"), 30),
        (t("Outcome"), 12),
        (t("Code"), 24),
        (t("Reason"), 60),
        (t("What to do"), 60),
    )


def _ledger(rows: Iterable[LedgerRow], t: Translator) -> Iterable[Sequence[Value]]:
    for row in rows:
        line = ledger_line(row, t)
        yield line.line, line.external_id, line.name, line.outcome_name, line.code, line.sentence, line.remedy


def _sheet(book: Workbook, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
    """A table with a head that stays in sight and can be filtered by."""
    sheet: Any = book.create_sheet(title)  # the stubs do not know what a sheet that is only written has of the others
    for number, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    head = [_cell(sheet, name) for name, _ in columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


def _cell(sheet: Any, value: Value) -> Cell:
    """A cell of the value's own kind. A text that looks like a formula is marked as text, as by a typed apostrophe, so
    that it stays one when somebody edits it."""
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
        cell.number_format = _format_of(value)
        return cell
    cell = WriteOnlyCell(sheet, in_xml(value)[:MOST_IN_A_CELL])
    cell.data_type = "s"
    cell.quotePrefix = is_formula(value)
    return cell


def _format_of(value: Value) -> str:
    if isinstance(value, timedelta):
        return _TIME
    return _DAY if isinstance(value, date) else "General"
