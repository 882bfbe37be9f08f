"""One place in WGS-84, GCJ-02 and BD-09, each drawn by its own conversion, to see that they agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from geopy.distance import great_circle
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.deps import DatabaseDep, IdentityDep
from app.intake.account_lists import external_id_of
from app.intake.datums import Reading, located, readings, widest_gap_m
from app.intake.known_accounts import accounts_of
from app.intake.rep_lists import seen_reps
from app.method.account import Datum, Location
from web.i18n import Translator
from web.maps import Tiles, map_parts
from web.page import Page, PageDep
from web.place_pages import DATUMS as SHORT_NAMES
from web.rendering import map_assets, served_asset
from web.words import DATUMS, marked

router = APIRouter()

AGREE_M = 0.1
WRITTEN_BY: Mapping[Datum, str] = {
    Datum.WGS84: marked("satellite receivers, OpenStreetMap, Tianditu; Google and Apple outside mainland China"),
    Datum.GCJ02: marked("Amap, Tencent; Google and Apple in mainland China"),
    Datum.BD09: marked("Baidu"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed; degrees as text, so that a slip comes back as it was written."""

    account: str
    lat: str
    lon: str
    datum: Datum


@dataclass(frozen=True, slots=True)
class Shown:
    """The place to show, if there is one; whose it is, or why there is none."""

    place: Location | None
    title: str = ""
    refusal: str = ""


@router.get("/datums")
def datums(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    account: Annotated[str, Query(max_length=200)] = "",
    lat: Annotated[str, Query(max_length=40)] = "",
    lon: Annotated[str, Query(max_length=40)] = "",
    datum: Datum = Datum.WGS84,
) -> Response:
    """An account's place or typed degrees; of neither, the start of the first rep as an example."""
    asked = Asked(account.strip(), lat.strip(), lon.strip(), datum)
    with database.read() as session:
        shown = _shown(session, identity, asked, page.t)
    told = () if shown.place is None else readings(shown.place)
    return page.html(
        "datums.html",
        status=422 if shown.refusal else 200,
        here="accounts",
        asked=asked,
        datums=[(one.value, page.t(name)) for one, name in DATUMS.items()],
        title=shown.title,
        refusal=shown.refusal,
        rows=[_row(reading, page.t) for reading in told],
        gap=_gap(told),
        agree=bool(told) and widest_gap_m(reading.in_wgs84 for reading in told) <= AGREE_M,
        tiles_datum=SHORT_NAMES[page.tiles.datum],
        otherwise=[] if shown.place is None else _otherwise(shown.place, page.t),
        map=_map(told, page) if told else None,
    )


def _shown(session: Session, identity: Identity, asked: Asked, t: Translator) -> Shown:
    if asked.account:
        name = external_id_of(session, identity, asked.account)
        account = accounts_of(session, [name])[name]
        if account.location is None:
            return Shown(None, refusal=t("{account} has no place yet. Put its pin first.", account=account.name))
        return Shown(account.location, account.name)
    if asked.lat or asked.lon:
        try:
            return Shown(located(float(asked.lat), float(asked.lon), asked.datum), t("The degrees you typed"))
        except ValueError:
            return Shown(None, refusal=t("Write latitude and longitude in degrees, such as 30.2741 and 120.1551."))
    reps = seen_reps(session, identity)
    return Shown(reps[0].home, t("Where {rep} starts, as an example", rep=reps[0].name)) if reps else Shown(None)


def _row(reading: Reading, t: Translator) -> dict[str, str]:
    return {
        "datum": reading.datum.value,
        "name": SHORT_NAMES[reading.datum],
        "written_by": t(WRITTEN_BY[reading.datum]),
        "degrees": f"{reading.lat:.7f}, {reading.lon:.7f}",
    }


def _gap(told: Sequence[Reading]) -> str:
    """In whole centimetres, where there is anything to measure."""
    return f"{widest_gap_m(reading.in_wgs84 for reading in told):.2f}" if told else ""


def _otherwise(place: Location, t: Translator) -> list[dict[str, str | int]]:
    """Where the very same digits would lie, had their source meant another datum."""
    lines: list[dict[str, str | int]] = []
    for datum in Datum:
        if datum is place.datum:
            continue
        try:
            there = located(place.source_lat, place.source_lon, datum)
        except ValueError:  # at the edges of the world the shifted point leaves it
            continue
        query = {"lat": place.source_lat, "lon": place.source_lon, "datum": datum.value}
        lines.append(
            {
                "href": f"/datums?{urlencode(query)}",
                "name": t(DATUMS[datum]),
                "away_m": round(great_circle((place.lat, place.lon), (there.lat, there.lon)).m),
            }
        )
    return lines


def _map(told: Sequence[Reading], page: Page) -> object:
    features = []
    for reading in told:
        lat, lon = _drawn(reading, page.tiles)
        features.append(
            {
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
                "properties": {"datum": reading.datum.value, "name": SHORT_NAMES[reading.datum]},
            }
        )
    data = {"features": {"features": features}, "words": {"whole": page.t("Show everything")}}
    return map_parts(data, page.tiles, map_assets(served_asset, "datums.js"), page.nonce, drawn_by="KPRouteDatums.draw")


def _drawn(reading: Reading, tiles: Tiles) -> tuple[float, float]:
    """Where the base map draws these digits: as they are if they are its own, else by the way through WGS-84."""
    return (reading.lat, reading.lon) if reading.datum is tiles.datum else tiles.shift(*reading.in_wgs84)
