"""What can be wrong with a list: every code of the importer with its sentence and its remedy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.wording import Params, Translate, Wording, in_english

QUOTED_CHARACTERS = 40

# Control characters, lone surrogates, and the invisible marks that turn the direction of a text around.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class Severity(StrEnum):
    ERROR = "error"  # the row or the file was left out
    WARNING = "warning"  # it was kept, with what the sentence says


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a list: where (line and canonical field, None for the whole file), which code, its numbers."""

    line: int | None
    field: str | None
    code: str
    params: Params
    severity: Severity

    def __post_init__(self) -> None:
        if self.code not in WORDINGS:
            raise ValueError(f"There is no sentence for the fault {self.code}.")

    def sentence(self, translate: Translate = in_english) -> str:
        return WORDINGS[self.code].say(self.params, translate)

    def remedy(self, translate: Translate = in_english) -> str:
        return WORDINGS[self.code].advise(self.params, translate)


def warning(line: int | None, field_name: str | None, code: str, /, **params: object) -> Fault:
    """A fault that leaves the row in the list."""
    return Fault(line, field_name, code, params, Severity.WARNING)


def error(line: int | None, field_name: str | None, code: str, /, **params: object) -> Fault:
    """A fault that leaves the row, or the file, out."""
    return Fault(line, field_name, code, params, Severity.ERROR)


def quoted(value: object) -> str:
    """A value of the list as a fault may show it: printable, at most 40 characters."""
    text = UNPRINTABLE.sub("", str(value)).strip()
    return text if len(text) <= QUOTED_CHARACTERS else text[: QUOTED_CHARACTERS - 1] + "…"


class UnusableInput(Exception):
    """A file that gives no list at all; `faults` say why and what to do, the decisive one first."""

    def __init__(self, file_name: str, *faults: Fault) -> None:
        self.file_name = file_name
        self.faults = faults
        super().__init__(f"{file_name}: {faults[0].sentence()} {faults[0].remedy()}")


REJECTIONS: Mapping[str, Wording] = {
    "BAD_ROW": Wording(
        "The row has no readable {field}: “{value}”.",
        "Write the {field} like {example}, then import the list again.",
    ),
    "NOT_AN_ACCOUNT": Wording(
        "“{value}” is a total or a repeated heading, not an account.",
        "Nothing needs doing; delete the line from the list if you want it gone from here.",
    ),
    "DUPLICATE_OF": Wording(
        "This is the same account as line {line}, which was kept.",
        "Delete one of the two lines. If they are two accounts, give them different ids and keep both.",
    ),
    "ERASED": Wording(
        "This account was erased, as somebody asked for, and is not taken in again.",
        "Take it out of the list, and of wherever the list comes from.",
    ),
}

FILE_ERRORS: Mapping[str, Wording] = {
    "EMPTY_FILE": Wording("The file is empty.", "Export the list again and check that it holds rows."),
    "FILE_TOO_LARGE": Wording(
        "The file has {megabytes} MB; at most {limit_megabytes} MB are read.",
        "Split the list into smaller files, for example one for each market.",
    ),
    "TOO_MANY_ROWS": Wording(
        "The list has more than {limit} rows.", "Split the list into smaller files, for example one for each market."
    ),
    "TOO_MANY_COLUMNS": Wording(
        "Line {line} has more than {limit} columns.", "Delete the columns that do not describe accounts."
    ),
    "NUL_BYTES": Wording(
        "Line {line} holds NUL bytes, so this is not a text file.",
        "Save the list as “CSV UTF-8” or as an Excel workbook (.xlsx).",
    ),
    "UNKNOWN_ENCODING": Wording(
        "The text is neither UTF-8 nor UTF-16 nor GB18030.", "Save the list as “CSV UTF-8” or as an Excel workbook."
    ),
    "OTHER_ENCODING": Wording(
        "The text is not written in the encoding that was chosen ({encoding}).", "Choose another encoding."
    ),
    "UNCLOSED_QUOTE": Wording(
        "Line {line} opens a quotation mark that is not closed, so the lines after it run together.",
        "Close the quotation mark in line {line} or delete it.",
    ),
    "CELL_TOO_LONG": Wording(
        "A cell at or after line {line} is longer than {limit} characters.",
        "Shorten the cell, or close the quotation mark that begins it.",
    ),
    "OLD_EXCEL": Wording(
        "This is an Excel file of the old kind (.xls).", "Open it in Excel or WPS and save it as .xlsx or CSV."
    ),
    "ENCRYPTED": Wording("The workbook is locked with a password.", "Save a copy without a password."),
    "ZIP_BOMB": Wording(
        "The workbook unpacks to far more than a list can hold.",
        "Copy the list into a new workbook, or save it as CSV.",
    ),
    "NOT_A_WORKBOOK": Wording(
        "The file is a zip archive but not an Excel workbook.", "Save the list as .xlsx or CSV and import that file."
    ),
    "DAMAGED_WORKBOOK": Wording(
        "The workbook is damaged and cannot be read.", "Open it in Excel or WPS, save it again, or save it as CSV."
    ),
    "NO_HEADER": Wording(
        "None of the first {rows} rows names two columns that we know.",
        "Put a row of column names above the list, on the first sheet. Known names: {names}.",
    ),
    "NO_SUCH_SHEET": Wording(
        "The workbook has no visible sheet of the name that was given.",
        "Name one of its sheets, or leave the name out: {titles}.",
    ),
    "NO_NAME_COLUMN": Wording(
        "The list has neither a column for the name nor one for the id.",
        "Name one column {name} or {external_id}; the row of column names was found in line {line}.",
    ),
    "NO_ROWS": Wording(
        "There is no row under the column names in line {line}.", "Export the list again and check that it holds rows."
    ),
    "NO_DAY_COLUMN": Wording(
        "The list has no column for the day of the visit.",
        "Name one column {names}; the row of column names was found in line {line}.",
    ),
    "NO_USABLE_REP": Wording(
        "No row of the list describes a rep who could go out.",
        "Correct the rows named below and import the list again.",
    ),
}

FILE_WARNINGS: Mapping[str, Wording] = {
    "NO_CATEGORY_COLUMN": Wording(
        "The list has no column for the category; every account is taken as a prospect.",
        "Add a column “category” with prospect, maintenance or signed.",
    ),
    "NO_GRADE_COLUMN": Wording(
        "The list has no column for the grade; every account is taken as grade {default}.",
        "Add a column “grade” with A, B or C.",
    ),
    "NO_COORDINATE_COLUMNS": Wording(
        "The list has no columns for latitude and longitude, so no account can be placed on the map.",
        "Add the columns “lat” and “lon”.",
    ),
    "DATUM_TAKEN": Wording(
        "The list does not say which coordinate system it uses; {datum} was taken.",
        "Choose GCJ-02 for points from 高德 or 腾讯 and BD-09 for points from 百度, or add a column “datum”.",
    ),
    "MADE_UP_IDS": Wording(
        "{count} rows have no usable id; theirs was made from name and address.",
        "Add a column “external_id”, so that an account keeps its history when its name or address changes.",
    ),
    "FORMULAS_WITHOUT_RESULT": Wording(
        "{count} cells hold a formula without a result, the first in line {line}; they were read as blank.",
        "Open the workbook in Excel or WPS, correct what is marked with #, save it and import it again.",
    ),
    "REPEATED_HEADER": Wording(
        "More than one column gives the {field}; “{header}” was read and “{other}” was not.",
        "Rename or delete the column that is not meant.",
    ),
}

ROW_WARNINGS: Mapping[str, Wording] = {
    "MISSING_CATEGORY": Wording(
        "The category is missing; the account is taken as a prospect.", "Write prospect, maintenance or signed."
    ),
    "UNKNOWN_CATEGORY": Wording(
        "“{value}” is no category; the account is taken as a prospect.", "Write prospect, maintenance or signed."
    ),
    "MISSING_GRADE": Wording("The grade is missing; {default} was taken.", "Write A, B or C."),
    "UNKNOWN_GRADE": Wording("“{value}” is no grade; {default} was taken.", "Write A, B or C."),
    "UNREADABLE_VALUE": Wording(
        "The {field} “{value}” cannot be read; “{default}” was taken.", "Write the {field} like {example}."
    ),
    "ONE_COORDINATE": Wording(
        "Only one of latitude and longitude can be read, so the account has no place on the map.",
        "Fill in both, for example 30.2741 and 120.1551.",
    ),
    "ZERO_COORDINATES": Wording(
        "The coordinates are 0, 0, which is open sea; the account has no place on the map.",
        "Fill in the true latitude and longitude.",
    ),
    "SWAPPED_COORDINATES": Wording(
        "Latitude {lat} and longitude {lon} look swapped, so the account has no place on the map.",
        "Swap the two cells and import the list again.",
    ),
    "FAR_FROM_THE_REST": Wording(
        "The account lies {km} km from the middle of the list.", "Check its coordinates; it was kept where they say."
    ),
    "LIES_ELSEWHERE": Wording(
        "“{column}” names {named}, but the coordinates lie {km} km outside of it, in {found}.",
        "Find out which of the two is right and correct the list. Both were kept; visits go where the coordinates are.",
    ),
    "UNKNOWN_DATUM": Wording(
        "“{value}” is no coordinate system that we know, so the account has no place on the map.",
        "Write WGS-84, GCJ-02 or BD-09.",
    ),
    "DAMAGED_NUMBER": Wording(
        "“{value}” is what a spreadsheet left of a long number; the {field} was not taken.",
        "Format the column as text in the spreadsheet, enter the {field} again and import the list again.",
    ),
    "PRECISE_DIFFERS": Wording(
        "The list calls the account precise or not precise, but its three answers say otherwise; the answers count.",
        "Correct need, ability to pay and first KP, or the mark “precise”.",
    ),
    "ID_TOO_LONG": Wording(
        "An id of more than {limit} characters was not taken; one was made from name and address.",
        "Give the account a shorter id.",
    ),
    "ERASED_CONTACT": Wording(
        "Somebody in this line was erased, as asked for; the account was kept without that person.",
        "Take the person out of the list, and of wherever the list comes from.",
    ),
    "MERGED_INTO": Wording(
        "The line is the known account {external_id} ({name}), as was said when a list was looked through.",
        "Nothing has to be done: the next list is read so too. If they are two accounts, give the line another id.",
    ),
    "TEXT_CUT": Wording("The {field} is longer than {limit} characters; the rest was cut off.", "Shorten the {field}."),
}

REP_ERRORS: Mapping[str, Wording] = {
    "BAD_REP": Wording(
        "The rep has no usable {field}: “{value}”.", "Write the {field} like {example}, then import the list again."
    ),
    "SHIFT_ENDS_FIRST": Wording(
        "The shift ends at {end}, not after it begins.", "Write an end after the beginning, for example 18:00."
    ),
    "LUNCH_ENDS_FIRST": Wording(
        "Lunch cannot begin between {earliest} and {latest}.",
        "Write the earliest and the latest beginning in this order, for example 11:30 and 13:30.",
    ),
    "REP_AGAIN": Wording(
        "The id “{external_id}” already belongs to the rep in line {line}.", "Give each rep an id of his own."
    ),
    "ERASED_REP": Wording(
        "{count} reps of the list were erased, as asked for, and are not taken in again.",
        "Take them out of the list; another person needs another id.",
    ),
}

PAST_VISIT_FAULTS: Mapping[str, Wording] = {
    "NO_PAST_DAY": Wording(
        "{day} is no day on which a visit can have been made.", "Write the day of the visit, from {first} to {today}."
    ),
    "VISITED_UNKNOWN": Wording(
        "There is no account “{value}”.", "Import the account first, or write its id as the list of accounts does."
    ),
    "VISITED_SEVERAL": Wording(
        "{count} accounts are called “{value}”.", "Write the id of the account that is meant beside its name."
    ),
    "VISITOR_UNKNOWN": Wording(
        "“{value}” is not one rep that we know; the visit was kept without its rep.",
        "Nothing needs doing if the rep has left; otherwise write his id.",
    ),
}

WORDINGS: Mapping[str, Wording] = {
    **REJECTIONS,
    **FILE_ERRORS,
    **FILE_WARNINGS,
    **ROW_WARNINGS,
    **REP_ERRORS,
    **PAST_VISIT_FAULTS,
}
