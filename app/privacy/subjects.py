"""Whom a request for privacy is about: an account, a contact, a rep or a manager, by our id."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import (
    AccountRecord,
    AccountRedirectRecord,
    ContactRecord,
    LedgerRecord,
    PersonRecord,
    RepRecord,
    RouteRecord,
    ShiftRecord,
    StopRecord,
)
from app.privacy.fingerprints import Traits, account_traits, contact_traits, rep_traits
from app.privacy.held import Whose
from app.privacy.redaction import Mentions


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or customer of whom something is held, with what gives him away.

    `account_id` is the account of a contact; `traits` are what an import would tell him by.
    """

    id: str
    whose: Whose
    external_id: str
    account_id: str | None
    mentions: Mentions
    traits: Traits

    @property
    def pseudonym(self) -> str:
        """What stands for him from then on: it leads to our id, and to nobody."""
        return pseudonym_of(self.id)


def pseudonym_of(subject_id: str) -> str:
    return f"erased-{subject_id.partition('_')[2]}"


def subjects_named(session: Session, subject_id: str) -> list[Subject]:
    """Whom a request names: for an account those merged into it first, whichever of them is named; raises NotFound."""
    kept_id = session.scalar(
        select(AccountRedirectRecord.kept_id).where(AccountRedirectRecord.account_id == subject_id)
    )
    whole = find_subject(session, kept_id or subject_id)
    merged = select(AccountRedirectRecord.account_id).where(AccountRedirectRecord.kept_id == whole.id)
    return [*(find_subject(session, one) for one in session.scalars(merged).all()), whole]


def find_subject(session: Session, subject_id: str) -> Subject:
    """The account, contact, rep or manager of this id, deleted or not; raises NotFound."""
    account = session.get(AccountRecord, subject_id)
    if account is not None:
        return _account(session, account)
    contact = session.scalar(select(ContactRecord).where(ContactRecord.id == subject_id))
    if contact is not None:
        return _contact(session, contact)
    rep = session.get(RepRecord, subject_id)
    if rep is not None:
        return _rep(session, rep)
    person = session.get(PersonRecord, subject_id)
    if person is not None:
        mentions = Mentions.of([person.name, person.login])
        return Subject(person.id, Whose.MANAGER, "", None, mentions, frozenset())
    raise NotFound(
        "privacy.unknown",
        "Nothing is held under this id. Give our id of an account (acc_...), a contact (con_...), a rep (rep_...) or a"
        " manager, as the API tells it.",
    )


def _account(session: Session, record: AccountRecord) -> Subject:
    people = session.scalars(select(ContactRecord).where(ContactRecord.account_id == record.id)).all()
    texts = [record.name, record.address, *(text for person in people for text in _told_of(person))]
    texts += _earlier_names(session, record.external_id)
    degrees = (record.lat, record.lon, record.source_lat, record.source_lon)
    return Subject(
        record.id,
        Whose.ACCOUNT,
        record.external_id,
        record.id,
        Mentions.of(texts, {record.external_id: pseudonym_of(record.id)}, degrees),
        account_traits(record.source, record.external_id, record.name, record.address),
    )


def _contact(session: Session, record: ContactRecord) -> Subject:
    account = session.get_one(AccountRecord, record.account_id)
    traits = contact_traits(account.source, account.external_id, record.name, record.phone, record.mail, record.wechat)
    return Subject(record.id, Whose.CONTACT, "", record.account_id, Mentions.of(_told_of(record)), traits)


def _earlier_names(session: Session, external_id: str) -> list[str]:
    """What the account was called, and where it was, when older plans were made."""
    stops = select(StopRecord.name, StopRecord.address, StopRecord.contact_name, StopRecord.contact_phone)
    ledger = select(LedgerRecord.name).where(LedgerRecord.external_id == external_id).distinct()
    told = session.execute(stops.where(StopRecord.external_id == external_id).distinct())
    return [text for row in (*told, *session.execute(ledger)) for text in row]


def _rep(session: Session, record: RepRecord) -> Subject:
    degrees = (record.home_lat, record.home_lon, record.home_source_lat, record.home_source_lon)
    ends = (record.end_lat, record.end_lon, record.end_source_lat, record.end_source_lon)
    ids = {record.external_id: pseudonym_of(record.id)}
    shifts = select(ShiftRecord.id).where(ShiftRecord.rep_id == record.id)
    earlier = session.scalars(select(RouteRecord.rep_name).where(RouteRecord.shift_id.in_(shifts)).distinct())
    mentions = Mentions.of([record.name, *earlier], ids, (*degrees, *ends))
    return Subject(record.id, Whose.REP, record.external_id, None, mentions, rep_traits(record.external_id))


def _told_of(contact: ContactRecord) -> list[str]:
    return [contact.name, contact.phone, contact.mail, contact.wechat]
