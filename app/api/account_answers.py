"""Accounts and contacts as the API shows them."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from app.api.cursors import Paged
from app.api.values import Answer, Point
from app.intake.account_lists import AccountPage
from app.intake.contact_changes import StoredContact
from app.intake.overview import JudgedAccount
from app.intake.tombstones import Tombstone
from app.method.account import Contact, Location


class VerdictAnswer(Answer):
    may_be_routed: bool
    code: str | None
    params: dict[str, Any]


class SourcePoint(Answer):
    """What the source wrote, in its own coordinate system."""

    lat: float
    lon: float
    datum: str


class SpanAnswer(Answer):
    open_s: int
    close_s: int


class PersonAnswer(Answer):
    name: str
    role: str
    level: int
    phone: str
    mail: str
    wechat: str


class ContactAnswer(PersonAnswer):
    id: str


class PromisedAnswer(Answer):
    on: date
    start_s: int
    service_s: int | None


class AccountAnswer(Answer):
    id: str
    external_id: str
    source: str
    version: int = Field(description="Counts the changes; in quotes it may stand in If-Match.")
    updated_at: datetime
    name: str
    address: str
    market: str
    category: str
    grade: str
    owner: str | None
    location: Point | None
    source_location: SourcePoint | None
    declared_precise: bool | None
    need: str | None
    ability_to_pay: str | None
    authority: str | None
    deal_value: int | None = Field(description="Not told to an assistant.")
    yearly_value: int | None = Field(description="Not told to an assistant.")
    service_s: int | None
    opening: list[list[SpanAnswer]]
    interval_days: float | None
    last_visit_on: date | None
    visits: int
    next_step_on: date | None
    must_visit: bool
    active: bool
    do_not_visit: bool
    reopened: bool
    contacts: list[PersonAnswer]
    appointment: PromisedAnswer | None
    verdict: VerdictAnswer
    due: str
    precise: bool
    declared_otherwise: bool = Field(description="The source's own `precise` flag contradicts the evidence.")


class TombstoneAnswer(Answer):
    id: str
    external_id: str
    source: str
    version: int
    deleted_at: datetime
    merged_into: str | None = Field(description="External id of the account that it was merged into, if any.")


class AccountsAnswer(Answer, Paged):
    data: list[AccountAnswer]
    deleted: list[TombstoneAnswer] = Field(description="With `updated_since`: those that are gone.")
    as_of: datetime = Field(description="The `updated_since` of your next walk; of this walk's first page.")


class ContactsAnswer(Answer):
    data: list[ContactAnswer]


_SAME = (
    "external_id",
    "name",
    "address",
    "market",
    "owner",
    "declared_precise",
    "need",
    "ability_to_pay",
    "authority",
    "service_s",
    "interval_days",
    "last_visit_on",
    "visits",
    "next_step_on",
    "must_visit",
    "active",
    "do_not_visit",
    "reopened",
)


def point(location: Location) -> Point:
    return Point(lat=location.lat, lon=location.lon)


def source_point(location: Location) -> SourcePoint:
    return SourcePoint(lat=location.source_lat, lon=location.source_lon, datum=location.datum.value)


def account_answer(judged: JudgedAccount, *, with_money: bool) -> AccountAnswer:
    account, verdict, at, promised = judged.account, judged.verdict, judged.account.location, judged.account.appointment
    return AccountAnswer(
        **{name: getattr(account, name) for name in _SAME},
        deal_value=account.deal_value if with_money else None,
        yearly_value=account.yearly_value if with_money else None,
        id=judged.id,
        source=judged.source,
        version=judged.version,
        updated_at=judged.updated_at,
        category=account.category.value,
        grade=account.grade.value,
        location=None if at is None else point(at),
        source_location=None if at is None else source_point(at),
        opening=[
            [SpanAnswer(open_s=open_s, close_s=close_s) for open_s, close_s in spans]
            for spans in account.opening.spans_by_weekday
        ],
        contacts=[_person(contact) for contact in account.contacts],
        appointment=None if promised is None else PromisedAnswer.model_validate(promised),
        verdict=VerdictAnswer(may_be_routed=verdict.may_be_routed, code=verdict.code, params=verdict.params),
        due=judged.due.value,
        precise=judged.precise,
        declared_otherwise=judged.declared_otherwise,
    )


def tombstone_answer(tombstone: Tombstone) -> TombstoneAnswer:
    return TombstoneAnswer.model_validate(tombstone)


def accounts_answer(page: AccountPage, next_cursor: str | None, as_of: datetime, *, with_money: bool) -> AccountsAnswer:
    return AccountsAnswer(
        data=[account_answer(one, with_money=with_money) for one in page.accounts],
        deleted=[tombstone_answer(one) for one in page.deleted],
        next_cursor=next_cursor,
        as_of=as_of,
    )


def contact_answer(stored: StoredContact) -> ContactAnswer:
    return ContactAnswer(id=stored.id, **_person(stored.contact).model_dump())


def _person(contact: Contact) -> PersonAnswer:
    return PersonAnswer.model_validate(contact)
