"""Places above the list's facts: found by the address, or put by a person, while the account is told as it was then."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.geocoding.words import PLANNABLE, PlaceState
from app.method.account import Datum, Location
from app.models import AccountPlaceRecord, AccountRecord

_Place = AccountPlaceRecord


class KnownPlace(NamedTuple):
    """A place to drive to; without one, no more than the district is known."""

    location: Location | None


def still_holds() -> ColumnElement[bool]:
    """A condition on an account and its place: its address and its coordinates are told as they were."""
    return and_(
        _Place.account_id == AccountRecord.id,
        _Place.told_address == AccountRecord.address,
        _Place.told_lat.is_not_distinct_from(AccountRecord.lat),
        _Place.told_lon.is_not_distinct_from(AccountRecord.lon),
    )


def can_be_planned() -> ColumnElement[bool]:
    """A condition on a place: a rep may be sent there."""
    near = and_(_Place.state == PlaceState.FOUND, _Place.level.in_(PLANNABLE))
    return or_(_Place.state == PlaceState.PUT, near)


def has_no_place() -> ColumnElement[bool]:
    """A condition on the accounts: nobody can be sent there."""
    placed = exists().where(still_holds(), can_be_planned())
    return and_(AccountRecord.lat.is_(None), ~placed)


def known_places(session: Session, asked: Select[str] | None = None) -> Mapping[str, KnownPlace]:
    """What is known beside the list of where these accounts (None: all) are, by their ids."""
    known = (
        select(_Place, can_be_planned())
        .join(AccountRecord, still_holds())
        .where(_Place.state.in_((PlaceState.FOUND, PlaceState.PUT)))
    )
    rows = session.execute(known if asked is None else known.where(_Place.account_id.in_(asked)))
    return {place.account_id: KnownPlace(location_of(place) if is_near else None) for place, is_near in rows}


def location_of(place: AccountPlaceRecord) -> Location | None:
    """Where the pin stands, if it stands anywhere."""
    degrees = (place.lat, place.lon, place.source_lat, place.source_lon)
    lat, lon, source_lat, source_lon = degrees
    if lat is None or lon is None or source_lat is None or source_lon is None or place.datum is None:
        return None
    return Location(lat, lon, source_lat, source_lon, Datum(place.datum))
