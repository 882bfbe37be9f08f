"""Rows of places being made and filled."""

import unicodedata
from datetime import datetime

from app.geocoding.words import PlaceState
from app.method.account import Location
from app.models import AccountPlaceRecord, AccountRecord

LONGEST_ASKED = 200


def normalised(address: str) -> str:
    """The address as it is asked for: the same for all ways of writing its letters and gaps."""
    return " ".join(unicodedata.normalize("NFKC", address).split())[:LONGEST_ASKED]


def told_place(account: AccountRecord, state: PlaceState, at: datetime) -> AccountPlaceRecord:
    """The row of a place that holds as long as the account is told as it is now."""
    return AccountPlaceRecord(
        account_id=account.id,
        state=state.value,
        told_address=account.address,
        told_lat=account.lat,
        told_lon=account.lon,
        asked=normalised(account.address),
        tries=0,
        changed_at=at,
    )


def stand_at(place: AccountPlaceRecord, at: Location | None) -> None:
    """Put the pin there, or nowhere."""
    place.lat, place.lon = (None, None) if at is None else (at.lat, at.lon)
    place.source_lat, place.source_lon = (None, None) if at is None else (at.source_lat, at.source_lon)
    place.datum = None if at is None else at.datum.value
