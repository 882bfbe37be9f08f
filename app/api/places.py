"""Places of accounts: those that nobody stands for, with what was found by their addresses; pins put and refused."""

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.api.account_answers import point
from app.api.account_orders import LocationOrder
from app.api.conditions import IfMatch, require_match
from app.api.cursors import Paged, PagesDep
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id, Point
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.geocoding.pins import OpenPlace, open_places, put_pin, refuse
from app.intake.account_lists import account_record, unknown_account

router = APIRouter(tags=["places"], route_class=StrictRoute)


class PlaceAnswer(Answer):
    account_id: str = Field(description="The account's external id.")
    account_name: str
    address: str
    version: int = Field(description="The account's; `If-Match` of a pin.")
    state: str | None = Field(
        description="waiting, found, nothing (the provider knows no such address) or refused; null: not asked for."
    )
    provider: str | None = Field(
        description="nominatim, baidu or amap; null: the address names its district, looked up without asking anybody."
    )
    level: str | None = Field(description="How sure it is: rooftop, street, district or city.")
    location: Point | None = Field(description="What was found.")
    can_be_planned: bool = Field(description="A rep may be sent there: it is near enough to the door.")


class PlacesAnswer(Answer, Paged):
    data: list[PlaceAnswer]


@router.get("/places")
def get_places(pages: PagesDep, database: DatabaseDep, identity: IdentityDep) -> PlacesAnswer:
    """Accounts whose list tells no coordinates and where nobody has put the pin, by their external ids."""
    with database.read() as session:
        walk = pages.of(session, "places")
        page = walk.slice(open_places(session, identity, walk.after, walk.limit + 1), lambda one: one.external_id)
    return PlacesAnswer(data=[_answer(one) for one in page.rows], next_cursor=page.next_cursor)


@router.put("/accounts/{account_id}/place", status_code=204)
def put_place(
    account_id: Id,
    order: LocationOrder,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> None:
    """Put the account's pin: it counts above its list, as long as the list tells of it as it does now."""
    with database.write() as session:
        _require_seen(session, identity, account_id, if_match)
        put_pin(session, identity, account_id, order.location(), clock())


@router.delete("/accounts/{account_id}/place", status_code=204)
def delete_place(
    account_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> None:
    """Refuse what was found, or take the pin away; nobody asks for this address again. 204 also where nothing was."""
    with database.write() as session:
        _require_seen(session, identity, account_id, if_match)
        refuse(session, identity, account_id, clock())


def _require_seen(session: Session, identity: Identity, name: str, if_match: str | None) -> None:
    """Raise NotFound for an account that is not there for who asks, and 412 where it was told anew meanwhile."""
    account = account_record(session, identity, name)
    if account is None or account.deleted_at is not None:
        raise unknown_account()
    require_match(if_match, f'"{account.version}"')


def _answer(one: OpenPlace) -> PlaceAnswer:
    return PlaceAnswer(
        account_id=one.external_id,
        account_name=one.name,
        address=one.address,
        version=one.version,
        state=None if one.state is None else one.state.value,
        provider=None if one.provider is None else one.provider.value,
        level=None if one.level is None else one.level.value,
        location=None if one.location is None else point(one.location),
        can_be_planned=one.can_be_planned,
    )
