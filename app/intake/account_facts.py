"""One row of a list to one account: what its cells say, and the method's defaults where they are silent."""

from dataclasses import replace

from app.intake import words
from app.intake.cells import Cells
from app.intake.faults import quoted
from app.intake.moments import appointment, day, days_from_monthly_visits, interval_days
from app.intake.opening_hours import parse_opening_hours
from app.intake.values import duration_s, level, money, whole
from app.method.account import (
    WORKING_HOURS,
    Account,
    Answer,
    Category,
    Contact,
    ContactRole,
    Grade,
    Location,
    Need,
)
from app.method.gate import declared_otherwise


def read_account(row: Cells, external_id: str, location: Location | None) -> Account:
    """The account of a row; raises RejectedRowError where a fact that nobody may guess cannot be read."""
    contacts = _contacts(row)
    account = Account(
        external_id=external_id,
        name=row.text("name") or external_id,
        address=row.text("address"),
        market=row.text("market") or row.text("city"),
        category=_category(row),
        grade=_grade(row),
        location=location,
        owner=row.text("owner") or None,
        contacts=contacts,
        declared_precise={Answer.YES: True, Answer.NO: False}.get(row.value("precise", words.answer, Answer.UNKNOWN)),
        need=row.value("need", words.need, Need.UNKNOWN) if row.has_column("need") else None,
        ability_to_pay=_answer(row, "ability_to_pay"),
        authority=_authority(row, contacts),
        deal_value=row.measure("deal_value", money, None),
        yearly_value=row.measure("yearly_value", money, None),
        service_s=row.measure("visit_minutes", duration_s, None),
        opening=row.value("open_hours", parse_opening_hours, WORKING_HOURS),
        interval_days=_interval_days(row),
        last_visit_on=row.value("last_visit_on", day, None),
        visits=row.decisive("visits", whole, 0),
        next_step_on=row.value("next_step_on", day, None),
        appointment=row.decisive("appointment", appointment, None),
        must_visit=row.value("must_visit", words.flag, False),
        active=row.value("active", words.flag, True),
        # Whatever stands there and cannot be read is taken as a wish not to be visited.
        do_not_visit=row.value("do_not_visit", words.flag, bool(row.raw("do_not_visit"))),
        reopened=row.value("reopened", words.flag, False),
    )
    if declared_otherwise(account):
        row.warn("precise", "PRECISE_DIFFERS")
    return account


def _category(row: Cells) -> Category:
    text = row.raw("category")
    if text:
        try:
            return words.category(text)
        except ValueError:
            row.warn("category", "UNKNOWN_CATEGORY", value=quoted(text))
    elif row.has_column("category"):
        row.warn("category", "MISSING_CATEGORY")
    return Category.PROSPECT


def _grade(row: Cells) -> Grade:
    text = row.raw("grade")
    if text:
        try:
            return words.grade(text)
        except ValueError:
            row.warn("grade", "UNKNOWN_GRADE", value=quoted(text), default=Grade.C.value)
    elif row.has_column("grade"):
        row.warn("grade", "MISSING_GRADE", default=Grade.C.value)
    return Grade.C


def _answer(row: Cells, field: str) -> Answer | None:
    return row.value(field, words.answer, Answer.UNKNOWN) if row.has_column(field) else None


def _authority(row: Cells, contacts: tuple[Contact, ...]) -> Answer | None:
    """The column's answer; where it is silent, whether the list names the first KP. None if it has no such column."""
    written = _answer(row, "authority")
    if written in (Answer.YES, Answer.NO):
        return written
    if any(contact.role is ContactRole.FIRST_KP for contact in contacts):
        return Answer.YES
    asks_for_kp = row.has_column("first_kp") or row.has_column("contact_role")
    return Answer.UNKNOWN if asks_for_kp else written


def _contacts(row: Cells) -> tuple[Contact, ...]:
    contacts: list[Contact] = []
    for field, role in (("first_kp", ContactRole.FIRST_KP), ("kp", ContactRole.KP)):
        name, phone = row.text(field), row.phone(f"{field}_phone")
        if name or phone:  # a number without a name does not say who decides
            known_level = row.value(f"{field}_level", level, 0)
            contacts.append(Contact(name, role if name else ContactRole.UNKNOWN, known_level, phone))
    name, phone = row.text("contact"), row.phone("phone")
    if not name and not phone:
        return tuple(contacts)
    for position, contact in enumerate(contacts):
        if name and contact.name == name:
            contacts[position] = replace(contact, phone=contact.phone or phone)
            return tuple(contacts)
    role = row.value("contact_role", words.contact_role, ContactRole.UNKNOWN) if name else ContactRole.UNKNOWN
    return (*contacts, Contact(name, role, phone=phone))


def _interval_days(row: Cells) -> float | None:
    own = row.measure("interval_days", interval_days, None)
    return own if own is not None else row.measure("visits_per_month", days_from_monthly_visits, None)
