"""Accounts and contacts as rows of the database, and back again without a loss."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.ids import new_id
from app.method.account import (
    Account,
    Answer,
    Appointment,
    Category,
    Contact,
    ContactRole,
    Datum,
    Grade,
    Location,
    Need,
    OpeningHours,
)
from app.models import AccountRecord, ContactRecord

_SAME = (
    "external_id",
    "name",
    "address",
    "market",
    "owner",
    "declared_precise",
    "deal_value",
    "yearly_value",
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


def account_row(account: Account) -> dict[str, Any]:
    """Every fact of an account but its contacts; the caller adds ids, source and line."""
    at, promised = account.location, account.appointment
    return {
        **{name: getattr(account, name) for name in _SAME},
        "category": account.category.value,
        "grade": account.grade.value,
        "lat": at and at.lat,
        "lon": at and at.lon,
        "source_lat": at and at.source_lat,
        "source_lon": at and at.source_lon,
        "datum": at and at.datum.value,
        "need": account.need and account.need.value,
        "ability_to_pay": account.ability_to_pay and account.ability_to_pay.value,
        "authority": account.authority and account.authority.value,
        "opening": [[list(span) for span in spans] for spans in account.opening.spans_by_weekday],
        "appointment_on": promised and promised.on,
        "appointment_start_s": promised and promised.start_s,
    }


def contact_rows(
    contacts: Iterable[Contact], account_id: str, ids: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Contacts in their order; the first of each name gets the id that `ids` has for the name, the others new ones."""
    left = dict(ids or {})
    return [
        {
            "id": left.pop(contact.name, None) or new_id("con"),
            "account_id": account_id,
            "position": position,
            "name": contact.name,
            "role": contact.role.value,
            "level": contact.level,
            "phone": contact.phone,
            "mail": contact.mail,
            "wechat": contact.wechat,
        }
        for position, contact in enumerate(contacts, start=1)
    ]


@dataclass(frozen=True, slots=True)
class Booked:
    """What was agreed with an account: when, for how long, and with which rep (external id; None where he is gone)."""

    appointment: Appointment
    rep_id: str | None


def as_account(record: AccountRecord, contacts: Sequence[ContactRecord], booked: Booked | None = None) -> Account:
    """The account as planning takes it: a booking stands above the list, and its rep has an account nobody owns."""
    same = {name: getattr(record, name) for name in _SAME}
    if booked is not None and record.owner is None:
        same["owner"] = booked.rep_id
    return Account(
        **same,
        category=Category(record.category),
        grade=Grade(record.grade),
        location=_location(record),
        contacts=tuple(
            Contact(c.name, ContactRole(c.role), c.level, phone=c.phone, mail=c.mail, wechat=c.wechat) for c in contacts
        ),
        need=None if record.need is None else Need(record.need),
        ability_to_pay=None if record.ability_to_pay is None else Answer(record.ability_to_pay),
        authority=None if record.authority is None else Answer(record.authority),
        opening=OpeningHours(tuple(tuple((a, b) for a, b in spans) for spans in record.opening)),
        appointment=_appointment(record) if booked is None else booked.appointment,
    )


def _location(record: AccountRecord) -> Location | None:
    degrees = (record.lat, record.lon, record.source_lat, record.source_lon)
    lat, lon, source_lat, source_lon = degrees
    if lat is None or lon is None or source_lat is None or source_lon is None or record.datum is None:
        return None
    return Location(lat, lon, source_lat, source_lon, Datum(record.datum))


def _appointment(record: AccountRecord) -> Appointment | None:
    if record.appointment_on is None or record.appointment_start_s is None:
        return None
    return Appointment(record.appointment_on, record.appointment_start_s)


def by_account(contacts: Iterable[ContactRecord]) -> Mapping[str, list[ContactRecord]]:
    """Contacts grouped by the id of their account's row, each group in its order."""
    groups: dict[str, list[ContactRecord]] = {}
    for contact in contacts:
        groups.setdefault(contact.account_id, []).append(contact)
    return groups
