"""Coordinates that lie elsewhere than the address says: told row by row, never changed."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from app.intake.cells import Cells
from app.intake.districts import districts
from app.intake.places import Place
from app.method.account import Location

if TYPE_CHECKING:
    from app.intake.regions import Regions

NEAR_M = 1000  # borders are drawn roughly, and a datum that was declared wrongly is another fault
_CHINESE = re.compile("[一-鿿]")


def warn_of_other_districts(rows: Sequence[Cells], places: Sequence[Place]) -> None:
    """Warn of each row that is not where its address, or the city beside it, says; nothing without the extra."""
    told = [(row, place.location) for row, place in zip(rows, places, strict=True) if place.location is not None]
    told = [(row, at) for row, at in told if _CHINESE.search(row.raw("address") + row.raw("city"))]
    regions = districts() if told else None
    if regions is None:
        return
    for row, at in told:
        for field, code in _claims(row, regions):
            if (away_m := regions.away_m(code, (at.lat, at.lon))) > NEAR_M:
                _warn(row, field, regions.name(code), away_m, at, regions)
                break


def _claims(row: Cells, regions: "Regions") -> Iterable[tuple[str, str]]:
    """What the row says of its district, by field."""
    address, city = row.raw("address"), row.raw("city")
    claims = (("address", regions.named(address, city)), ("city", regions.named(city)))
    return ((field, code) for field, code in claims if code)


def _warn(row: Cells, field: str, named: str, away_m: float, at: Location, regions: "Regions") -> None:
    around = regions.around((at.lat, at.lon))
    found = regions.name(around) if around else f"{at.lat:.4f}, {at.lon:.4f}"
    row.warn(field, "LIES_ELSEWHERE", column=row.header(field), named=named, km=round(away_m / 1000), found=found)
