"""The rows of a list that are to be corrected, as a file: each as it stands in the list, with the remedy before it."""

import csv
from collections.abc import Iterable
from io import StringIO
from urllib.parse import quote

from fastapi import Response

from app.intake.faults import Fault
from app.intake.headers import header_row
from app.intake.sheet import Sheet
from web.fault_view import fault_line
from web.i18n import Translator
from web.ledger_view import BYTE_ORDER_MARK
from web.plain_text import plain_cell


def faults_csv(sheet: Sheet, header_line: int, faults: Iterable[Fault], t: Translator) -> str:
    """Every row with a fault as it stands in the file, with what was found and what to do, for a spreadsheet.

    No cell of it is computed by one.
    """
    rows = {row.line: row for row in sheet.rows}
    out = StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    told = (t("Line"), t("Column"), t("Code"), t("What was found"), t("What to do"))
    writer.writerow([*told, *map(plain_cell, header_row(sheet, header_line).cells)])
    for fault in faults:
        line = fault_line(fault, t)
        cells = rows[fault.line].cells if fault.line in rows and fault.line != header_line else ()
        found = (line.field, line.code, line.sentence, line.remedy)
        writer.writerow(["" if line.line is None else line.line, *map(plain_cell, (*found, *cells))])
    return out.getvalue()


def to_correct(draft_id: str, body: str) -> Response:
    """The answer that is kept as a file."""
    return Response(
        body,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="rows-to-correct-{quote(draft_id)}.csv"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
