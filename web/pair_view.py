"""Two accounts that may be one customer, side by side: each fact of both, and which of the two would count."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.intake.account_changes import Stored
from app.intake.overview import JudgedAccount
from app.method.account import Account, Appointment, Location, OpeningHours
from app.method.union import CHOOSABLE, differing, preferred
from app.wording import clock
from web import formats
from web.account_form import FIELDS, told
from web.i18n import Translator
from web.words import marked

MORE_FIELDS: Mapping[str, str] = {
    "location": marked("Coordinates"),
    "declared_precise": marked("Precise by the list"),
    "deal_value": marked("Value of a deal (CNY)"),
    "yearly_value": marked("Value of a year (CNY)"),
    "service_s": marked("Length of a visit"),
    "opening": marked("Opening hours"),
    "appointment": marked("Appointment"),
    "reopened": marked("One more visit allowed"),
}
NAMES: Mapping[str, str] = {name: {**FIELDS, **MORE_FIELDS}[name] for name in CHOOSABLE}


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact as both tell it; `chosen` is the side that would count ("kept", "other"), empty where both say the same.

    `is_choice`: both tell something else, so that somebody may choose.
    """

    name: str
    title: str
    kept: str
    other: str
    chosen: str
    is_choice: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two as it stands: who it is, who goes there, who is known there, and what hangs on it."""

    external_id: str
    source: str
    version: int
    name: str
    last_visit: str
    visits: str
    people: tuple[str, ...]
    deals: tuple[str, ...]
    stops: tuple[str, ...]


def pair_href(kept: str, other: str) -> str:
    """The page of the two, on which the first one is kept."""
    return f"/pairs/{quote(kept, safe='')}/{quote(other, safe='')}"


def fact_lines(kept: JudgedAccount, other: JudgedAccount, reps: Mapping[str, str], t: Translator) -> list[FactLine]:
    """Every fact that one of them tells; of what both tell the one that is preferred is chosen."""
    choices = differing(kept.account, other.account)
    newer, older = (kept, other) if kept.updated_at >= other.updated_at else (other, kept)
    lines = []
    for name, title in NAMES.items():
        mine, theirs = getattr(kept.account, name), getattr(other.account, name)
        says = _fact(name, mine, reps, t), _fact(name, theirs, reps, t)
        if says == ("–", "–"):
            continue
        chosen = ""
        if name in choices:
            chosen = "kept" if preferred(name, newer.account, older.account) is kept.account else "other"
        if mine != theirs and not chosen:
            chosen = "other" if says[0] == "–" else "kept"
        lines.append(FactLine(name, t(title), *says, chosen, name in choices))
    return lines


def side(stored: Stored, one: Account, deals: tuple[str, ...], stops: tuple[str, ...], t: Translator) -> Side:
    return Side(
        stored.account.external_id,
        stored.source,
        stored.version,
        one.name,
        formats.dated_day(one.last_visit_on, t) if one.last_visit_on else "–",
        t.count("{n} visit", "{n} visits", one.visits),
        tuple(" · ".join(part for part in (person.name, person.phone, person.mail) if part) for person in one.contacts),
        deals,
        stops,
    )


def _fact(name: str, value: Any, reps: Mapping[str, str], t: Translator) -> str:
    match value:
        case Location():
            return f"{value.lat:.5f}, {value.lon:.5f}"
        case OpeningHours():
            return _week(value, t)
        case Appointment():
            return f"{formats.dated_day(value.on, t)} {clock(value.start_s)}"
    if name == "service_s" and value is not None:
        return formats.duration(value, t)
    return told(name, value, reps, t)


def _week(hours: OpeningHours, t: Translator) -> str:
    """Days that are alike are told together: Mon Tue Wed 09:00-18:00."""
    days: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for name, spans in zip(formats.weekday_names(t), hours.spans_by_weekday, strict=True):
        days.setdefault(spans, []).append(name)
    said = (
        f"{' '.join(names)} {', '.join(f'{clock(a)}–{clock(b)}' for a, b in spans)}"
        for spans, names in days.items()
        if spans
    )
    return "; ".join(said) or t("Closed all week")
