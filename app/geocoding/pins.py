"""Accounts that nobody can drive to for sure, and the people who put the pin, take what was found, or refuse it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.errors import AppError
from app.geocoding.place_rows import stand_at, told_place
from app.geocoding.words import Level, PlaceState, Provider
from app.intake.account_lists import account_record, unknown_account
from app.intake.known_places import can_be_planned, location_of, still_holds
from app.method.account import Location
from app.models import AccountPlaceRecord, AccountRecord

_Place = AccountPlaceRecord


class ToldAnew(AppError):
    """The account is another one than was looked at: its address may be."""

    def __init__(self) -> None:
        super().__init__(
            409,
            "place.account_changed",
            "Changed meanwhile",
            "The account was changed since you looked at it. Look again, then put the pin.",
        )


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """An account without a place that a person stands for; `state` is None where nobody was asked for its address."""

    external_id: str
    name: str
    address: str
    version: int
    state: PlaceState | None
    provider: Provider | None
    level: Level | None
    location: Location | None
    can_be_planned: bool


def open_places(session: Session, identity: Identity, after: str, limit: int) -> list[OpenPlace]:
    """Those that are seen, in the order of their external ids from the first one behind `after` on."""
    rows = _open(identity).where(AccountRecord.external_id > after).order_by(AccountRecord.external_id)
    return _read(session, rows.limit(limit))


def doubtful_places(session: Session, identity: Identity, start: int, limit: int) -> list[OpenPlace]:
    """Those that are seen, from the `start`th on: first what is found roughly, then what is not, then the likely."""
    is_rough = and_(_Place.state == PlaceState.FOUND, ~can_be_planned())
    doubt = case((is_rough, 0), (can_be_planned(), 2), else_=1)
    return _read(session, _open(identity).order_by(doubt, AccountRecord.external_id).offset(start).limit(limit))


def count_open(session: Session, identity: Identity) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(_open(identity).subquery())) or 0


def put_pin(
    session: Session, identity: Identity, name: str, at: Location, now: datetime, *, version: int | None = None
) -> None:
    """The account is there, a person says; what was found counts no more.

    Raises NotFound for an account that is not seen, and ToldAnew where it is not of this version any more.
    """
    account = _seen(session, identity, name, version)
    old = _place_of(session, account)
    place = told_place(account, PlaceState.PUT, now)
    stand_at(place, at)
    if old is not None:
        session.delete(old)
        session.flush()
    session.add(place)
    session.flush()
    note_deed(session, identity, "account.pinned", account.id, now, ["location"])


def refuse(session: Session, identity: Identity, name: str, now: datetime, *, version: int | None = None) -> None:
    """What was found or put is wrong, and nobody asks for this address again; nothing where nothing was.

    Raises as `put_pin` does.
    """
    account = _seen(session, identity, name, version)
    place = _place_of(session, account)
    if place is None or place.state not in (PlaceState.FOUND, PlaceState.PUT):
        return
    place.state, place.changed_at = PlaceState.REFUSED.value, now
    place.provider = place.level = None
    stand_at(place, None)
    session.flush()
    note_deed(session, identity, "account.place_refused", account.id, now, ["location"])


def _seen(session: Session, identity: Identity, name: str, version: int | None) -> AccountRecord:
    account = account_record(session, identity, name)
    if account is None or account.deleted_at is not None:
        raise unknown_account()
    if version is not None and version != account.version:
        raise ToldAnew
    return account


def _place_of(session: Session, account: AccountRecord) -> AccountPlaceRecord | None:
    return session.get(_Place, account.id)


def _open(identity: Identity) -> Select[AccountRecord, AccountPlaceRecord, bool]:
    could = and_(AccountRecord.deleted_at.is_(None), AccountRecord.active, ~AccountRecord.do_not_visit)
    nobody_stands_for_it: ColumnElement[bool] = or_(_Place.state.is_(None), _Place.state != PlaceState.PUT)
    return (
        select(AccountRecord, _Place, func.coalesce(can_be_planned(), False))
        .outerjoin(_Place, still_holds())
        .where(accounts_seen_by(identity), could, AccountRecord.lat.is_(None), nobody_stands_for_it)
    )


def _read(session: Session, query: Select[AccountRecord, AccountPlaceRecord, bool]) -> list[OpenPlace]:
    return [_open_place(account, place, is_near) for account, place, is_near in session.execute(query)]


def _open_place(account: AccountRecord, place: AccountPlaceRecord | None, is_near: bool) -> OpenPlace:
    return OpenPlace(
        account.external_id,
        account.name,
        account.address,
        account.version,
        None if place is None else PlaceState(place.state),
        None if place is None or place.provider is None else Provider(place.provider),
        None if place is None or place.level is None else Level(place.level),
        None if place is None else location_of(place),
        bool(is_near),
    )
