"""What is wrong with a list, in the reader's words and with the column names of his language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.intake.column_names import ACCOUNT_COLUMNS, PAST_VISIT_COLUMNS, REP_COLUMNS
from app.intake.faults import Fault
from web.i18n import Translator

_KNOWN = (ACCOUNT_COLUMNS, REP_COLUMNS, PAST_VISIT_COLUMNS)


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault as it is read."""

    line: int | None
    field: str
    code: str
    severity: str
    sentence: str
    remedy: str


def fault_line(fault: Fault, t: Translator) -> FaultLine:
    """The fault with its sentence and remedy."""
    told = replace(fault, params=told_params(fault.params, t))
    return FaultLine(
        fault.line,
        column_name(fault.field or "", t),
        fault.code,
        fault.severity.value,
        told.sentence(t.text),
        told.remedy(t.text),
    )


def told_params(params: Mapping[str, object], t: Translator) -> Mapping[str, object]:
    """The numbers of a sentence, with the column it names in the reader's language."""
    return {**params, "field": column_name(str(params["field"]), t)} if "field" in params else params


def column_name(field: str, t: Translator) -> str:
    """The name a reader would give the column: the importer's first Chinese name of it, or our own."""
    names = next((known[field] for known in _KNOWN if field in known), (field,))
    return next((name for name in names if not name.isascii()), field) if t.language == "zh" else field
