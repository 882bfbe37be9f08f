"""Accounts whose place nobody stands for: each with the pin that was found, to be dragged, taken or refused."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from app.access.roles import Role
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from app.geocoding.choice import chosen
from app.geocoding.pins import OpenPlace, count_open, doubtful_places, put_pin, refuse
from app.geocoding.words import Level, PlaceState
from app.intake.datums import located
from app.intake.rep_lists import rep_ids, rep_page
from app.method.account import Datum, Location
from web.account_view import account_href
from web.geocoder_pages import PROVIDERS
from web.i18n import Translator
from web.maps import map_parts
from web.page import Page, PageDep
from web.rendering import map_assets, served_asset
from web.words import marked

router = APIRouter()

ROWS = 20  # on one page, each with its pin on the map
DECIMALS = 6  # of a degree: some ten centimetres
LEVELS: Mapping[Level, str] = {
    Level.ROOFTOP: marked("the house"),
    Level.STREET: marked("the street only"),
    Level.DISTRICT: marked("the district only"),
    Level.CITY: marked("the city only"),
}
DATUMS: Mapping[Datum, str] = {Datum.WGS84: "WGS-84", Datum.GCJ02: "GCJ-02", Datum.BD09: "BD-09"}


@router.get("/places")
def places(page: PageDep, identity: IdentityDep, database: DatabaseDep, start: int = 0) -> Response:
    """The least sure first."""
    with database.read() as session:
        count = count_open(session, identity)
        start = min(max(0, start), max(0, count - 1) // ROWS * ROWS)
        rows = doubtful_places(session, identity, start, ROWS)
        provider = chosen(session).provider
        first_rep = rep_page(session, rep_ids(session, identity, None, "", 1)).reps
    home = first_rep[0].rep.home if first_rep and identity.leads else None  # where a rep lives is no assistant's to see
    t = page.t
    return page.html(
        "places.html",
        here="accounts",
        count=count,
        rows=[_row(number, one, page) for number, one in enumerate(rows, start=1)],
        first=start + 1,
        last=start + len(rows),
        start=start,
        earlier_href=f"/places?start={start - ROWS}" if start else "",
        later_href=f"/places?start={start + ROWS}" if start + ROWS < count else "",
        datum=page.tiles.datum.value,
        datum_name=DATUMS[page.tiles.datum],
        asked=t(PROVIDERS[provider]) if provider else "",
        may_choose=page.role is Role.DIRECTOR,
        map=_map(rows, home, page) if rows else None,
    )


@router.post("/places/{account_id}")
def put(
    account_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    version: Annotated[int, Form()],
    datum: Annotated[Datum, Form()],
    lat: Annotated[str, Form(max_length=40)] = "",
    lon: Annotated[str, Form(max_length=40)] = "",
    start: Annotated[int, Form()] = 0,
) -> Response:
    """The account is where the pin stands."""
    at = _point(lat, lon, page.t)
    with database.write() as session:
        put_pin(session, identity, account_id, located(*at, datum), clock(), version=version)
    return _back(start)


@router.post("/places/{account_id}/refuse")
def refuse_found(
    account_id: str,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    version: Annotated[int, Form()],
    start: Annotated[int, Form()] = 0,
) -> Response:
    """What was found is wrong."""
    with database.write() as session:
        refuse(session, identity, account_id, clock(), version=version)
    return _back(start)


def _back(start: int) -> Response:
    return RedirectResponse(f"/places?start={start}" if start > 0 else "/places", status_code=303)


def _point(lat: str, lon: str, t: Translator) -> tuple[float, float]:
    try:
        at = float(lat), float(lon)
    except ValueError:
        at = (91.0, 0.0)
    # At the edges of the world a point of another coordinate system may lie beyond it.
    if not (abs(at[0]) <= 89 and abs(at[1]) <= 179) or at == (0, 0):
        sentence = t("Drag the pin to the account, or write its latitude and longitude in degrees. Nothing was saved.")
        raise InvalidInput("place.coordinates", sentence)
    return at


def _row(number: int, one: OpenPlace, page: Page) -> dict[str, object]:
    at = None if one.location is None else page.tiles.shift(one.location.lat, one.location.lon)
    return {
        "number": number,
        "id": one.external_id,
        "name": one.name,
        "address": one.address,
        "href": account_href(one.external_id),
        "action": account_href(one.external_id).replace("/accounts/", "/places/", 1),
        "version": one.version,
        "lat": "" if at is None else f"{at[0]:.{DECIMALS}f}",
        "lon": "" if at is None else f"{at[1]:.{DECIMALS}f}",
        "state": _state(one, page.t),
        "is_planned": one.can_be_planned,
        "is_found": one.state is PlaceState.FOUND,
    }


def _state(one: OpenPlace, t: Translator) -> str:
    if one.state is PlaceState.FOUND and one.level is not None:
        if one.provider is None:
            return t("Its address names a district") if one.level is Level.DISTRICT else t("Its address names a city")
        return t("{provider} found {level}", provider=t(PROVIDERS[one.provider]), level=t(LEVELS[one.level]))
    if one.state is PlaceState.WAITING:
        return t("Its address is being asked for")
    if one.state is PlaceState.REFUSED:
        return t("What was found was refused")
    if one.state is PlaceState.NOTHING:
        return t("Nobody knows this address")
    return t("Not asked for yet") if one.address else t("It has no address")


def _map(rows: Sequence[OpenPlace], home: Location | None, page: Page) -> object:
    """All pins that were found; where there is none, the surroundings of a rep's home."""
    places = [one.location for one in rows if one.location is not None] or [at for at in (home,) if at is not None]
    found = [page.tiles.shift(at.lat, at.lon) for at in places]
    points = [{"geometry": {"type": "Point", "coordinates": [lon, lat]}} for lat, lon in found]
    data = {"features": {"features": points}, "decimals": DECIMALS, "words": {"whole": page.t("Show everything")}}
    assets = map_assets(served_asset, "places.js")
    return map_parts(data, page.tiles, assets, page.nonce, drawn_by="KPRoutePlaces.draw")
