"""A list that is looked through, as its pages show it: the first rows, the columns, doubts about places."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.intake.accounts import AccountList, ListedRow
from app.intake.column_names import ColumnNames
from app.intake.drafts import Draft
from app.intake.duplicates import SAME_PLACE_M, Candidate, Duplicate, Likeness
from app.intake.faults import quoted
from app.intake.headers import header_row, recognised
from app.intake.merging import Proposals
from app.intake.sheet import Sheet, SheetRow
from app.method.list_kind import ListKind
from web.fault_view import column_name
from web.i18n import Translator
from web.words import marked

ROWS_SHOWN = 12
COLUMNS_SHOWN = 20
SAMPLES = 3
PINS = 200
LINES_NAMED = 8
DUPLICATES_SHOWN = 200

FIRST_STEPS: Mapping[str, str] = {"": marked("File"), "/columns": marked("Columns")}
STEPS: Mapping[ListKind, Mapping[str, str]] = {
    ListKind.ACCOUNTS: {**FIRST_STEPS, "/places": marked("Places"), "/rows": marked("Check and import")},
    ListKind.VISITS: {**FIRST_STEPS, "/visits": marked("Check and import")},
}
# What is said of places, worst first, by the fault's code.
PLACE_DOUBTS: Mapping[str, str] = {
    "SWAPPED_COORDINATES": marked("Latitude and longitude look swapped, so these rows get no place: {n}"),
    "ZERO_COORDINATES": marked("The coordinates are 0, 0, which is open sea, so these rows get no place: {n}"),
    "FAR_FROM_THE_REST": marked("Far from the rest of the list, and kept where they say: {n}"),
    "LIES_ELSEWHERE": marked("Elsewhere than their address says, and kept where the coordinates are: {n}"),
    "ONE_COORDINATE": marked("Only one of latitude and longitude can be read, so these rows get no place: {n}"),
    "UNKNOWN_DATUM": marked("The row names a coordinate system that we do not know, so it gets no place: {n}"),
}

STRAYS = ("FAR_FROM_THE_REST", "LIES_ELSEWHERE")

# Why two accounts are probably one.
LIKENESSES: Mapping[Likeness, str] = {
    Likeness.ID: marked("Same id but for case, spaces or zeros"),
    Likeness.PHONE: marked("Same telephone"),
    Likeness.NAME_AND_PLACE: marked("Same name within {metres} m"),
}


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column of the file: what it is called there, some of its values, and the field it is read as ("": none)."""

    header: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is odd about the places of some rows, and the first lines where."""

    sentence: str
    lines: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of two accounts that are probably one, and where it stands."""

    name: str
    external_id: str
    phones: str
    address: str
    where: str


@dataclass(frozen=True, slots=True)
class DuplicateLine:
    """A proposal as it is decided on; `choice` says to the server which two are meant."""

    choice: str
    kept: Side
    new: Side
    why: tuple[str, ...]
    is_chosen: bool


def steps(draft: Draft, here: str, t: Translator) -> list[tuple[str, str, bool]]:
    """Address and name of each step, and whether it is the one that is shown."""
    return [(f"/lists/drafts/{draft.id}{path}", t(name), path == here) for path, name in STEPS[draft.kind].items()]


def step_after(draft: Draft, step: str) -> str:
    """The step that follows."""
    paths = [*STEPS[draft.kind]]
    return paths[paths.index(step) + 1]


def first_rows(sheet: Sheet) -> list[SheetRow]:
    """The first rows, no wider than a screen can hold and no cell longer than a fault may quote."""
    return [
        SheetRow(row.line, tuple(quoted(cell) for cell in row.cells[:COLUMNS_SHOWN])) for row in sheet.rows[:ROWS_SHOWN]
    ]


def column_lines(draft: Draft, sheet: Sheet, line: int) -> list[ColumnLine]:
    """Every column of the file under the row of names in this line."""
    names = header_row(sheet, line)
    body = [row for row in sheet.rows if row.line > line and not row.is_blank]
    width = max((len(row.cells) for row in (names, *body)), default=0)
    chosen = draft.layout.columns
    fields = {at: field for field, at in (recognised(names, draft.names) if chosen is None else chosen).items()}
    return [
        ColumnLine(
            quoted(names.cells[at]) if at < len(names.cells) else "",
            _samples(body, at),
            fields.get(at, ""),
        )
        for at in range(width)
    ]


def _samples(body: Sequence[SheetRow], at: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in body:
        if at < len(row.cells) and row.cells[at] and (value := quoted(row.cells[at])) not in found:
            found.append(value)
            if len(found) == SAMPLES:
                break
    return tuple(found)


def field_names(names: ColumnNames, t: Translator) -> list[tuple[str, str]]:
    """Every field that a column may hold, with its name in the reader's language."""
    return [(field, column_name(field, t)) for field in names]


def place_doubts(listed: AccountList, t: Translator) -> list[Doubt]:
    """One sentence for each kind of oddity, with the lines where it was found."""
    lines: dict[str, list[int]] = {}
    for fault in listed.faults:
        if fault.code in PLACE_DOUBTS and fault.line is not None:
            lines.setdefault(fault.code, []).append(fault.line)
    return [
        Doubt(t(sentence, n=len(lines[code])), _named(lines[code]))
        for code, sentence in PLACE_DOUBTS.items()
        if code in lines
    ]


def _named(lines: Sequence[int]) -> str:
    told = ", ".join(map(str, lines[:LINES_NAMED]))
    return f"{told}, …" if len(lines) > LINES_NAMED else told


def duplicate_lines(draft: Draft, proposals: Proposals, t: Translator) -> list[DuplicateLine]:
    """The first proposals, with both accounts side by side and why they are probably one."""
    return [
        DuplicateLine(
            choice(one),
            _side(one.kept, t),
            _side(one.new, t),
            tuple(t(LIKENESSES[why], metres=SAME_PLACE_M) for why in one.why),
            draft.merges.get(one.new.external_id) == one.kept.external_id,
        )
        for one in proposals.duplicates[:DUPLICATES_SHOWN]
    ]


def choice(one: Duplicate) -> str:
    """A proposal as a form says that it was accepted: both ids, so that one which has changed is not taken for it."""
    return json.dumps([one.new.external_id, one.kept.external_id])


def _side(one: Candidate, t: Translator) -> Side:
    in_list = one.line is not None
    where = t("Line {line}", line=one.line) if in_list else t("Known account")
    if one.source:
        where = t("Known account of the source {source}", source=one.source)
    if in_list and one.is_known:
        where = t("Line {line}, known account", line=one.line)
    return Side(one.name, one.external_id, ", ".join(one.phones), one.address, where)


def sample(listed: AccountList) -> list[ListedRow]:
    """Rows for the map: those far from the rest or from their address, then others, evenly through the list."""
    placed = [row for row in listed.rows if row.account is not None and row.account.location is not None]
    far = {fault.line for fault in listed.faults if fault.code in STRAYS}
    strays = [row for row in placed if row.line in far][:PINS]
    others = [row for row in placed if row.line not in far]
    step = max(1, -(-len(others) // max(1, PINS - len(strays))))
    return [*strays, *others[::step]]


def fault_counts(listed: AccountList) -> Counter[str]:
    """How many rows were rejected, and how many doubts there are."""
    rejected = sum(row.rejection is not None for row in listed.rows)
    return Counter(rejected=rejected, doubts=len(listed.faults) - rejected)
