"""Who a row is: no account at all, one with its own id, or one whose id is made from name and address.

A made-up id does not depend on the order of the rows.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence

from app.intake.cells import Cells
from app.intake.faults import quoted
from app.intake.places import Place
from app.intake.values import is_damaged_number, plain

MAX_ID = 100

_SAME_PLACE_DECIMALS = 6  # of a degree: a decimetre
_Point = tuple[float, float] | None
_TOTAL = re.compile(
    r"(?:合\s*计|小\s*计|总\s*计|共\s*计|汇\s*总|总\s*数|(?:sub|grand)?[\s-]*total|sum)\s*:?\s*[\d.,]*\s*[家个户条]?"
)


def no_account(row: Cells, all_cells: Sequence[str]) -> str | None:
    """The words that show a row to be a total or the column names again; None for an account."""
    for field in ("external_id", "name"):
        if row.raw(field) and row.raw(field) == row.header(field):
            return row.raw(field)
    if any(row.raw(field) for field in ("address", "lat", "lon")):
        return None  # a shop may be called Total
    labels = [row.raw("external_id"), row.raw("name")]
    suspects = labels if any(labels) else all_cells
    return next((text for text in suspects if text and _TOTAL.fullmatch(plain(text))), None)


def _own_id(row: Cells) -> str:
    """The row's own id, "" where there is none that can be used."""
    text = row.raw("external_id")
    if is_damaged_number(text):
        row.warn("external_id", "DAMAGED_NUMBER", value=quoted(text), field="external_id")
        return ""
    if len(text) > MAX_ID:
        row.warn("external_id", "ID_TOO_LONG", limit=MAX_ID)
        return ""
    return text


def identify(rows: Sequence[Cells], places: Sequence[Place]) -> list[tuple[str, bool]]:
    """The id of each row, and whether it was made up.

    A made-up id comes from name and address, and from the point too where several points share both.
    """
    own_ids = [_own_id(row) for row in rows]
    nameless = [index for index, own in enumerate(own_ids) if not own]
    named = {index: (plain(rows[index].raw("name")), plain(rows[index].raw("address"))) for index in nameless}
    points_of: defaultdict[tuple[str, str], set[_Point]] = defaultdict(set)
    for index, name in named.items():
        points_of[name].add(_point(places[index]))
    made: dict[int, str] = {}
    for index, name in named.items():
        told_apart_by = repr(_point(places[index])) if len(points_of[name]) > 1 else ""
        made[index] = _digest(*name, told_apart_by)
    return [(made.get(index, own), index in made) for index, own in enumerate(own_ids)]


def _point(place: Place) -> _Point:
    at = place.location
    return None if at is None else (round(at.lat, _SAME_PLACE_DECIMALS), round(at.lon, _SAME_PLACE_DECIMALS))


def _digest(*parts: str) -> str:
    return "made-" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
