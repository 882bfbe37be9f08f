"""Accounts and contacts as the API takes them: the facts of a list, in the words of this program."""

from dataclasses import replace
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from app.api.values import FactDay, Order, Text, Word, as_request_fault
from app.intake.account_lists import OUR_IDS
from app.intake.cells import MAX_TEXT
from app.intake.contact_changes import MOST_CONTACTS
from app.intake.datums import located
from app.intake.faults import ROW_WARNINGS
from app.intake.identity import MAX_ID
from app.method.account import (
    DAY_S,
    WORKING_HOURS,
    Account,
    Answer,
    Category,
    Contact,
    ContactRole,
    Datum,
    Grade,
    Location,
    Need,
    OpeningHours,
)

MOST_SPANS = 12  # of one day
MOST_MONEY = 10**15  # as in a list
MOST_VISITS = 1_000_000
MOST_DAYS = 3650


def _is_theirs(external_id: str) -> str:
    if external_id.startswith(OUR_IDS):
        raise ValueError(f"ids that begin with {OUR_IDS} are ours; choose another")
    return external_id


ExternalId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_ID, pattern=r"^[^\x00-\x1f\x7f]+$"),
    AfterValidator(_is_theirs),
    Field(description=f"The id that your system knows it by; it does not begin with {OUR_IDS}"),
]
_EXTERNAL_ID: TypeAdapter[str] = TypeAdapter(ExternalId)


def external_id_in(path: str) -> str:
    """A last part of an address as a new external id; raises RequestValidationError where it can be none."""
    try:
        return _EXTERNAL_ID.validate_python(path)
    except ValidationError as error:
        raise as_request_fault(error, "path", "id") from error


Source = Annotated[
    str,
    StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9_-]+$"),
    Field(description="Who tells of it. Files that people import are `list`."),
]
Degrees = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]


class LocationOrder(Order):
    """A point in the coordinate system that it is declared in."""

    lat: Lat
    lon: Degrees
    datum: Word[Datum] = Datum.WGS84

    @model_validator(mode="after")
    def _is_a_place(self) -> Self:
        if (self.lat, self.lon) == (0, 0):
            raise ValueError(ROW_WARNINGS["ZERO_COORDINATES"].advise({}))
        self.location()
        return self

    def location(self) -> Location:
        return located(self.lat, self.lon, self.datum)

    @classmethod
    def of(cls, location: Location) -> Self:
        return cls(lat=location.source_lat, lon=location.source_lon, datum=location.datum)


class SpanOrder(Order):
    open_s: Annotated[int, Field(ge=0, le=DAY_S)]
    close_s: Annotated[int, Field(ge=0, le=DAY_S)]


class ContactFacts(Order):
    name: Text = ""
    role: Word[ContactRole] = ContactRole.UNKNOWN
    level: Annotated[int, Field(ge=0, le=5, description="0 only a name .. 5 sells for us inside.")] = 0
    phone: Text = ""
    mail: Text = ""
    wechat: Text = ""

    def contact(self) -> Contact:
        return Contact(self.name, self.role, self.level, self.phone, self.mail, self.wechat)

    @classmethod
    def of(cls, contact: Contact) -> Self:
        return cls(**{name: getattr(contact, name) for name in cls.model_fields})


Week = Annotated[
    list[Annotated[list[SpanOrder], Field(max_length=MOST_SPANS)]],
    Field(min_length=7, max_length=7, description="For each weekday, Monday first, the open spans."),
]


class AccountFacts(Order):
    """What can be told of an account; what is left out is what it is when a list does not say it."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT, pattern=r"^[^\x00]*$")]
    address: Text = ""
    market: Text = ""
    category: Word[Category] = Category.PROSPECT
    grade: Word[Grade] = Grade.C
    location: LocationOrder | None = None
    owner: Annotated[Text | None, Field(description="External id of the rep.")] = None
    declared_precise: bool | None = None
    need: Word[Need] | None = None
    ability_to_pay: Word[Answer] | None = None
    authority: Word[Answer] | None = None
    deal_value: Annotated[int | None, Field(ge=0, le=MOST_MONEY, description="CNY.")] = None
    yearly_value: Annotated[int | None, Field(ge=0, le=MOST_MONEY, description="CNY.")] = None
    service_s: Annotated[int | None, Field(ge=0, le=DAY_S)] = None
    opening: Week | None = None
    interval_days: Annotated[float | None, Field(gt=0, le=MOST_DAYS)] = None
    last_visit_on: FactDay | None = None
    visits: Annotated[int, Field(ge=0, le=MOST_VISITS)] = 0
    next_step_on: FactDay | None = None
    must_visit: bool = False
    active: bool = True
    do_not_visit: bool = False
    reopened: bool = False
    contacts: Annotated[
        list[ContactFacts] | None,
        Field(max_length=MOST_CONTACTS, description="All of them; left out, they stay as they are."),
    ] = None

    @field_validator("opening")
    @classmethod
    def _are_hours(cls, week: list[list[SpanOrder]] | None) -> list[list[SpanOrder]] | None:
        if week is not None:
            _hours(week)
        return week

    def account(self, external_id: str, before: Account | None = None) -> Account:
        """The account with these facts; its appointment, and contacts that are not named, are as before."""
        account = Account(
            external_id=external_id,
            **{name: getattr(self, name) for name in _SAME},
            location=None if self.location is None else self.location.location(),
            opening=WORKING_HOURS if self.opening is None else _hours(self.opening),
            contacts=tuple(contact.contact() for contact in self.contacts or ()),
        )
        if before is None:
            return account
        contacts = before.contacts if self.contacts is None else account.contacts
        return replace(account, contacts=contacts, appointment=before.appointment)

    @classmethod
    def of(cls, account: Account) -> Self:
        """The facts of an account that is stored, whatever the rules were when it was told."""
        return cls.model_construct(
            **{name: getattr(account, name) for name in _SAME},
            location=None if account.location is None else LocationOrder.of(account.location),
            opening=[
                [SpanOrder(open_s=open_s, close_s=close_s) for open_s, close_s in spans]
                for spans in account.opening.spans_by_weekday
            ],
            contacts=[ContactFacts.of(contact) for contact in account.contacts],
        )


class AccountOrder(AccountFacts):
    """A new account."""

    source: Source = "list"
    external_id: ExternalId


class AccountReplacement(AccountFacts):
    """All facts of an account; a source may be named where there is no such account yet."""

    source: Source | None = None


_SAME = tuple(name for name in AccountFacts.model_fields if name not in ("location", "opening", "contacts"))


def _hours(week: list[list[SpanOrder]]) -> OpeningHours:
    return OpeningHours(tuple(tuple((span.open_s, span.close_s) for span in spans) for spans in week))
