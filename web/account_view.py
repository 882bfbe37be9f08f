"""Accounts as a table reads them: one line each, with the words for how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.intake.standings import Standing
from app.method.account import Category
from app.method.cadence import DueState
from app.method.gate import Verdict
from app.planning.week_plan import LedgerRow, Outcome
from app.planning.wordings import remedy, sentence
from app.visits.account_table import ROUTABLE, Moment
from app.wording import clock
from web import formats
from web.geojson import Shift
from web.i18n import Translator
from web.words import CATEGORIES, DUE_LETTERS, DUE_STATES, marked

GATED: Mapping[str, str] = {
    ROUTABLE: marked("May be planned"),
    "INACTIVE": marked("Not active"),
    "DO_NOT_VISIT": marked("Not to be visited"),
    "NEEDS_LOCATION": marked("No place on the map"),
    "ROUGH_LOCATION": marked("Only the district is known"),
    "CLOSED": marked("Closed all week"),
    "VISIT_CAP": marked("Visited often enough"),
    "FIND_FIRST_KP": marked("First KP unknown"),
    "CHECK_ABILITY_TO_PAY": marked("Ability to pay unknown"),
    "UNCOVER_NEED": marked("Need unknown"),
    "NOT_PRECISE": marked("Not precise"),
    "FIND_KP": marked("No KP known"),
}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One row as it is read."""

    external_id: str
    href: str
    name: str
    category: str
    category_name: str
    grade: str
    owner: str
    market: str
    due: str
    due_letter: str
    due_name: str
    gated: str  # empty where it may be planned
    standing: str
    reason: str
    last: str
    next: str


def account_href(external_id: str) -> str:
    """The page of the account."""
    return f"/accounts/{quote(external_id, safe='')}"


def account_line(one: Standing, following: Moment | None, reps: Mapping[str, str], t: Translator) -> AccountLine:
    """The account as a row; `reps` names reps by their external ids."""
    category = Category(one.category)
    return AccountLine(
        one.external_id,
        account_href(one.external_id),
        one.name,
        one.category,
        t(CATEGORIES[category]),
        one.grade,
        reps.get(one.owner, one.owner) if one.owner else "",
        one.market,
        one.due.value,
        DUE_LETTERS[t.language][one.due],
        t(DUE_STATES[one.due]),
        one.verdict.code or "",
        t(GATED[one.verdict.code or ROUTABLE]),
        reason(one.external_id, one.name, one.verdict, t),
        formats.short_day(one.last_visit_on, t) if one.last_visit_on else "",
        formats.short_day(following[0], t) if following else "",
    )


def reason(external_id: str, name: str, found: Verdict, t: Translator) -> str:
    """Why an account is not to be planned, and what to do about it; empty where it may be."""
    if found.code is None:
        return ""
    row = LedgerRow(None, external_id, name, Outcome.GATED, found.code, found.params)
    return f"{sentence(row, t.text)} {remedy(row, t.text)}"


def moment(at: Moment, t: Translator) -> str:
    """A day and an hour, in short."""
    on, start_s = at
    return f"{formats.day(on, t)} {clock(start_s)}"


def points(rows: Sequence[Standing], shift: Shift) -> dict[str, Any]:
    """The accounts that lie somewhere, in columns: thousands of them in few bytes."""
    placed = [(one, shift(one.lat, one.lon)) for one in rows if one.lat is not None and one.lon is not None]
    kinds, dues = list(Category), list(DueState)
    return {
        "ids": [one.external_id for one, _ in placed],
        "names": [one.name for one, _ in placed],
        "lats": [round(lat, 5) for _, (lat, _) in placed],
        "lons": [round(lon, 5) for _, (_, lon) in placed],
        "kinds": [kinds.index(Category(one.category)) for one, _ in placed],
        "dues": [dues.index(one.due) for one, _ in placed],
        "open": [int(one.verdict.may_be_routed) for one, _ in placed],
    }
