"""Addresses that wait to be asked for: one claimed at a time by whoever has the turn, settled once. Who calls commits.

The row of the geocoder paces all processes of a database together: the next question is not before `next_ask_at`, a
second after the last one, and longer after failures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import SHELL
from app.geocoding.choice import THE_ONE
from app.geocoding.place_rows import normalised, stand_at, told_place
from app.geocoding.providers import Found, NoAnswer
from app.geocoding.words import Level, PlaceState, Provider, Trouble
from app.intake.known_places import location_of, still_holds
from app.models import AccountPlaceRecord, AccountRecord, GeocoderRecord

SPACING = timedelta(seconds=1)  # Nominatim's rules allow no more than one question a second
LEASE = timedelta(seconds=60)  # well above what a question takes; then somebody else asks
PAUSES_S = (5, 30, 120, 600, 1800, 3600)  # after so many failures in a row
LONGEST_PAUSE_S = 86_400
MOST_TRIES = 3  # of an address whose answers are nonsense
LISTED_AT_ONCE = 200

_Place = AccountPlaceRecord


@dataclass(frozen=True, slots=True)
class Claim:
    """The one question to be asked now."""

    account_id: str
    provider: Provider
    key: str = field(repr=False)
    asked: str


def somebody_waits(session: Session, now: datetime) -> bool:
    """Whether there is something to ask now, without claiming it."""
    turn = _turn(session, now)
    if turn is None:
        return False
    due, unlisted = select(_Place.account_id).where(_is_due(now)), _unlisted(turn[1])
    return session.scalar(due.limit(1)) is not None or session.scalar(unlisted.limit(1)) is not None


def claim(session: Session, now: datetime) -> Claim | None:
    """Put accounts without a place in the queue and take the address that has waited longest; None: nothing to ask."""
    turn = _turn(session, now)
    if turn is None:
        return None
    geocoder, provider = turn
    _enlist(session, provider, now)
    waits = select(_Place).where(_is_due(now)).order_by(_Place.next_at, _Place.account_id).limit(1)
    place = session.scalars(waits).first()
    if place is None:
        return None
    geocoder.next_ask_at, place.next_at = now + SPACING, now + LEASE
    return Claim(place.account_id, provider, geocoder.key, place.asked)


def settle(session: Session, claim: Claim, found: Found | None, now: datetime) -> None:
    """Keep an answer for every account that waits for this address; None: the provider knows no such address."""
    geocoder = session.get_one(GeocoderRecord, THE_ONE)
    if geocoder.provider != claim.provider:
        return  # another one was chosen meanwhile, or nobody; the lease ends by itself
    geocoder.failures, geocoder.trouble = 0, None
    waiting = select(_Place).where(_Place.state == PlaceState.WAITING, _Place.asked == claim.asked)
    for place in session.scalars(waiting).all():
        answer(session, place, claim.provider, found, now)


def put_off(session: Session, claim: Claim, why: NoAnswer, now: datetime) -> None:
    """Leave the provider alone for a while, the longer the more often it failed; the address goes to the end."""
    geocoder = session.get_one(GeocoderRecord, THE_ONE)
    if geocoder.provider != claim.provider:
        return
    geocoder.failures, geocoder.trouble = geocoder.failures + 1, why.trouble.value
    usual_s = PAUSES_S[min(geocoder.failures, len(PAUSES_S)) - 1]
    wait_s = min(max(usual_s, why.wait_s), LONGEST_PAUSE_S)
    geocoder.next_ask_at = now + timedelta(seconds=wait_s)
    place = session.get(_Place, claim.account_id)
    if place is None or place.state != PlaceState.WAITING:
        return
    place.next_at = now
    if why.trouble is Trouble.NONSENSE:
        place.tries += 1
        if place.tries >= MOST_TRIES:
            answer(session, place, claim.provider, None, now)


def _turn(session: Session, now: datetime) -> tuple[GeocoderRecord, Provider] | None:
    """Who may be asked at this moment."""
    geocoder = session.get(GeocoderRecord, THE_ONE)
    if geocoder is None or geocoder.provider is None or geocoder.next_ask_at > now:
        return None
    return geocoder, Provider(geocoder.provider)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(_Place.state == PlaceState.WAITING, _Place.next_at <= now)


def _unlisted(provider: Provider) -> Select[AccountRecord]:
    """Accounts with an address and without a place, whose address this provider was not asked for yet."""
    other_provider = and_(_Place.state == PlaceState.NOTHING, _Place.provider.is_distinct_from(provider))
    by_district = and_(_Place.state == PlaceState.FOUND, _Place.provider.is_(None))
    asked = exists().where(still_holds(), ~or_(other_provider, by_district))
    return without_a_place().where(~asked)


def without_a_place() -> Select[AccountRecord]:
    """Accounts that could be visited and whose list tells an address alone."""
    could = and_(AccountRecord.deleted_at.is_(None), AccountRecord.active, ~AccountRecord.do_not_visit)
    nowhere = and_(AccountRecord.lat.is_(None), AccountRecord.address != "")
    return select(AccountRecord).where(could, nowhere).order_by(AccountRecord.external_id)


def _enlist(session: Session, provider: Provider, now: datetime) -> None:
    """Put them in the queue, or answer from what the same address was answered before."""
    accounts = session.scalars(_unlisted(provider).limit(LISTED_AT_ONCE)).all()
    known = _known_answers(session, provider, [normalised(account.address) for account in accounts])
    for account in accounts:
        old = session.get(_Place, account.id)
        if old is not None:
            session.delete(old)
            session.flush()
        place = told_place(account, PlaceState.WAITING, now)
        place.next_at = now
        session.add(place)
        session.flush()
        if place.asked in known or not place.asked:
            answer(session, place, provider, known.get(place.asked), now)


def _known_answers(session: Session, provider: Provider, asked: Sequence[str]) -> dict[str, Found | None]:
    """What this provider answered before."""
    answered = select(_Place).where(
        _Place.asked.in_(asked),
        _Place.provider == provider,
        or_(_Place.state == PlaceState.FOUND, _Place.state == PlaceState.NOTHING),
    )
    return {place.asked: _found(place) for place in session.scalars(answered)}


def _found(place: AccountPlaceRecord) -> Found | None:
    at = location_of(place)
    return None if at is None or place.level is None else Found(at, Level(place.level))


def answer(
    session: Session, place: AccountPlaceRecord, provider: Provider | None, found: Found | None, now: datetime
) -> None:
    """Keep what a provider said of this place, or without one what its address says."""
    place.state = PlaceState.NOTHING if found is None else PlaceState.FOUND
    place.provider = None if provider is None else provider.value
    place.level = None if found is None else found.level.value
    place.next_at, place.changed_at = None, now
    stand_at(place, None if found is None else found.location)
    session.flush()
    if found is not None:
        note_deed(session, SHELL, "account.found", place.account_id, now, ["location"])
