"""What became of every row of the list, in sentences: filtered for a page, or whole as CSV."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from urllib.parse import quote

from app.planning.week_plan import LedgerRow, Outcome
from app.planning.wordings import remedy, sentence
from web.fault_view import told_params
from web.i18n import Translator
from web.plain_text import plain_cell
from web.words import OUTCOMES

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as the machine's old code page


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which rows are wanted; an empty field wants all."""

    outcome: str = ""
    code: str = ""
    text: str = ""
    rep: str = ""  # external id

    def wants(self, row: LedgerRow) -> bool:
        text = self.text.strip().casefold()
        return (
            self.outcome in ("", row.outcome.value)
            and self.code in ("", row.code)
            and self.rep in ("", row.params.get("rep_id"))
            and (text in row.name.casefold() or text in row.external_id.casefold())
        )


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One row as it is read."""

    line: int | None
    external_id: str
    name: str
    outcome: str
    outcome_name: str
    code: str
    sentence: str
    remedy: str
    times_href: str  # where a time can be offered; empty where there is nobody to visit


def ledger_line(row: LedgerRow, t: Translator) -> LedgerLine:
    """The row with its reason and what can be done about it."""
    told = replace(row, params=told_params(row.params, t))
    return LedgerLine(
        row.line,
        row.external_id,
        row.name,
        row.outcome.value,
        t(OUTCOMES[row.outcome]),
        row.code,
        sentence(told, t.text),
        remedy(told, t.text),
        times_href(row.external_id) if row.outcome in (Outcome.ROUTED, Outcome.UNSERVED) else "",
    )


def times_href(account_id: str) -> str:
    """Where a time is offered to this account."""
    return f"/accounts/{quote(account_id, safe='')}/times"


def codes(rows: Sequence[LedgerRow]) -> list[tuple[Outcome, str]]:
    """Every code in these rows, in the order of the outcomes."""
    order = list(Outcome)
    return sorted({(row.outcome, row.code) for row in rows}, key=lambda pair: (order.index(pair[0]), pair[1]))


def named_reps(rows: Sequence[LedgerRow]) -> list[tuple[str, str]]:
    """Every rep whom a row names, as id and name, by name."""
    names = {str(row.params["rep_id"]): str(row.params.get("rep", "")) for row in rows if "rep_id" in row.params}
    return sorted(names.items(), key=lambda one: (one[1], one[0]))


def ledger_csv(rows: Iterable[LedgerRow], t: Translator) -> str:
    """The rows as CSV for Excel: UTF-8 with a byte order mark, and no cell that a spreadsheet would run."""
    out = StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([t("Line"), t("Id"), t("Name"), t("Outcome"), t("Code"), t("Reason"), t("What to do")])
    for row in rows:
        line = ledger_line(row, t)
        cells = (line.external_id, line.name, line.outcome_name, line.code, line.sentence, line.remedy)
        writer.writerow(["" if line.line is None else line.line, *(plain_cell(cell) for cell in cells)])
    return out.getvalue()
