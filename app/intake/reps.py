"""A list of reps, read: who goes out, from where, when and how."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from app.intake import words
from app.intake.cells import Cells, RejectedRowError
from app.intake.column_names import REP_COLUMNS
from app.intake.datums import located
from app.intake.faults import Fault, UnusableInput, error
from app.intake.headers import find_heading
from app.intake.identity import MAX_ID
from app.intake.moments import clock_s, day
from app.intake.readers import read_sheet
from app.intake.values import degrees, duration_s, plain, whole
from app.intake.weekdays import parse_weekdays
from app.method.account import Datum, Location
from app.method.rep import Lunch, Rep

_USUAL = Rep("usual", "usual", Location.wgs84(0, 0))  # carries the defaults for what a list does not say
_USUAL_LUNCH = Lunch()
_NO_LUNCH = ("no", "none", "无", "没有", "否", "不休")
_BETWEEN_DATES = re.compile(r"[;,、\s]+")


@dataclass(frozen=True, slots=True)
class RepList:
    """A list of reps as it was understood. `mapping` leads from canonical field to the header text of the file."""

    file_name: str
    sha256: str
    encoding: str
    separator: str  # "" for a workbook
    header_line: int
    mapping: Mapping[str, str]
    unused_headers: tuple[str, ...]
    reps: tuple[Rep, ...]  # in file order, at least one
    faults: tuple[Fault, ...]  # an error for each row that was left out, warnings for columns


def read_reps(content: bytes, file_name: str, *, datum: Datum = Datum.WGS84) -> RepList:
    """Read a list of reps; raises UnusableInput, with the fault of every row, where nobody could go out.

    `datum` is what the source declares for rows that say nothing themselves.
    """
    sheet = read_sheet(content, file_name)
    heading = find_heading(sheet, REP_COLUMNS, file_name)
    reps: dict[str, Rep] = {}
    lines: dict[str, int] = {}
    faults = list(heading.faults)
    for row in sheet.rows:
        if row.line <= heading.line or row.is_blank:
            continue
        try:
            rep = _rep(Cells(row.line, heading.record(row), heading, rejects_as="BAD_REP"), datum)
        except RejectedRowError as rejected:
            faults.append(rejected.fault)
            continue
        if rep.external_id in reps:
            again = {"external_id": rep.external_id, "line": lines[rep.external_id]}
            faults.append(error(row.line, "external_id", "REP_AGAIN", **again))
            continue
        reps[rep.external_id], lines[rep.external_id] = rep, row.line
    if not reps:
        raise UnusableInput(file_name, error(None, None, "NO_USABLE_REP"), *faults)
    return RepList(
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=sheet.encoding,
        separator=sheet.separator,
        header_line=heading.line,
        mapping={field: column.header for field, column in heading.columns.items()},
        unused_headers=heading.unused_headers,
        reps=tuple(reps.values()),
        faults=tuple(faults),
    )


def _rep(row: Cells, default_datum: Datum) -> Rep:
    """The rep of a row; raises RejectedRowError for the first cell that nobody could plan with."""
    external_id = row.raw("external_id") or row.raw("name")  # a list without ids names its reps by name
    if not external_id:
        raise row.rejected("name")
    if len(external_id) > MAX_ID:
        raise row.rejected("external_id")
    datum = row.decisive("datum", words.datum, default_datum)
    home = _location(row, "lat", "lon", datum)
    if home is None:
        raise row.rejected("lat")
    start_s, end_s = row.decisive("start", clock_s, _USUAL.start_s), row.decisive("end", clock_s, _USUAL.end_s)
    if start_s >= end_s:
        raise RejectedRowError(error(row.line, "end", "SHIFT_ENDS_FIRST", end=_clock(end_s)))
    return Rep(
        external_id=external_id,
        name=row.text("name") or external_id,
        home=home,
        end=_location(row, "end_lat", "end_lon", datum),
        start_s=start_s,
        end_s=end_s,
        field_days=row.decisive("field_days", parse_weekdays, _USUAL.field_days),
        leave=row.decisive("leave", _dates, _USUAL.leave),
        lunch=_lunch(row),
        max_visits=row.decisive("max_visits", whole, _USUAL.max_visits),
        overtime_s=row.decisive("overtime_minutes", _minutes(row, "overtime_minutes"), _USUAL.overtime_s),
        timezone=row.decisive("timezone", known_timezone, _USUAL.timezone),
        travel_mode=row.decisive("travel_mode", words.travel_mode, _USUAL.travel_mode),
    )


def _location(row: Cells, lat_field: str, lon_field: str, datum: Datum) -> Location | None:
    """A point, None where both cells are silent; half a point, or the 0, 0 of an empty form, rejects the row."""
    lat, lon = row.decisive(lat_field, degrees, None), row.decisive(lon_field, degrees, None)
    if lat is None and lon is None:
        return None
    if lat is None or (lat, lon) == (0, 0):
        raise row.rejected(lat_field)
    if lon is None:
        raise row.rejected(lon_field)
    try:
        return located(lat, lon, datum)
    except ValueError as failure:
        raise row.rejected(lat_field if abs(lat) > 90 else lon_field) from failure


def _lunch(row: Cells) -> Lunch | None:
    no_lunch = plain(row.raw("lunch")) in _NO_LUNCH
    duration = 0 if no_lunch else row.decisive("lunch", _minutes(row, "lunch"), _USUAL_LUNCH.duration_s)
    earliest = row.decisive("lunch_from", clock_s, _USUAL_LUNCH.earliest_s)
    latest = row.decisive("lunch_to", clock_s, _USUAL_LUNCH.latest_s)
    if not duration:
        return None
    try:
        return Lunch(duration, earliest, latest)
    except ValueError as failure:
        window = {"earliest": _clock(earliest), "latest": _clock(latest)}
        raise RejectedRowError(error(row.line, "lunch_to", "LUNCH_ENDS_FIRST", **window)) from failure


def _minutes(row: Cells, field: str) -> Callable[[str], int]:
    return lambda text: duration_s(text, row.factor(field))


def _clock(moment_s: int) -> str:
    return f"{moment_s // 3600:02d}:{moment_s % 3600 // 60:02d}"


def _dates(text: str) -> frozenset[date]:
    return frozenset(day(part) for part in _BETWEEN_DATES.split(plain(text)) if part)


def known_timezone(text: str) -> str:
    """The name of a time zone; raises ValueError where it is none."""
    try:
        return ZoneInfo(text).key
    except (KeyError, OSError) as failure:  # OSError: the name of a folder of zones
        raise ValueError("There is no such time zone.") from failure
