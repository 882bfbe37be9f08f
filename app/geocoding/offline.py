"""Districts found by the addresses alone, where no provider is asked: nothing leaves this machine.

A place that was found so has no provider, and nobody is sent there. Who is asked later is asked for it all the same.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, exists, or_
from sqlalchemy.orm import Session

from app.geocoding.choice import THE_ONE
from app.geocoding.place_rows import told_place
from app.geocoding.providers import Found
from app.geocoding.queue import LISTED_AT_ONCE, answer, without_a_place
from app.geocoding.words import Level, PlaceState
from app.intake.datums import located
from app.intake.known_places import still_holds
from app.method.account import Datum
from app.models import AccountPlaceRecord, AccountRecord, GeocoderRecord

if TYPE_CHECKING:
    from app.intake.regions import Regions

_Place = AccountPlaceRecord


def somebody_is_unplaced(session: Session) -> bool:
    """Whether there is an address to look up here, and no provider is asked for it."""
    return not _is_asked(session) and session.scalar(_unplaced().limit(1)) is not None


def place_by_districts(session: Session, regions: "Regions", now: datetime) -> None:
    """Look up some hundred addresses that wait, if no provider was chosen meanwhile. Who calls commits."""
    if _is_asked(session):
        return
    for account in session.scalars(_unplaced().limit(LISTED_AT_ONCE)).all():
        place = session.get(_Place, account.id)
        if place is not None:
            session.delete(place)
            session.flush()
        place = told_place(account, PlaceState.NOTHING, now)
        session.add(place)
        session.flush()
        answer(session, place, None, middle_of_district(regions, account.address), now)


def middle_of_district(regions: "Regions", address: str) -> Found | None:
    """The middle of the district, or of the city, that the address names; None where it leaves that open."""
    code = regions.named(address)
    if not code:
        return None
    level = Level.DISTRICT if regions.is_district(code) else Level.CITY
    return Found(located(*regions.centre(code), Datum.WGS84), level)


def _is_asked(session: Session) -> bool:
    geocoder = session.get(GeocoderRecord, THE_ONE)
    return geocoder is not None and geocoder.provider is not None


def _unplaced() -> Select[AccountRecord]:
    """Accounts with an address and without a place that were not looked up here, nor settled by a provider or by us."""
    is_settled: ColumnElement[bool] = or_(
        _Place.state.in_((PlaceState.FOUND, PlaceState.PUT, PlaceState.REFUSED)),
        and_(_Place.state == PlaceState.NOTHING, _Place.provider.is_(None)),
    )
    return without_a_place().where(~exists().where(still_holds(), is_settled))
