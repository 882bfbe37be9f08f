"""Keyed hashes of what somebody is told under, and whether a list brings somebody back who was erased.

The key is a secret of the installation: whoever has the hashes alone learns nothing from them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.signing import Signer
from app.intake.values import plain
from app.method.account import Account, Contact
from app.models import ErasureRecord

PURPOSE = "erasure"

Traits = frozenset[tuple[str, ...]]


def account_traits(source: str, external_id: str, name: str, address: str) -> Traits:
    """Its id; and name and address together, in case it comes under another id."""
    told: set[tuple[str, ...]] = {("account", source, external_id)}
    if name and address:
        told.add(("account-at", plain(name), plain(address)))
    return frozenset(told)


def contact_traits(source: str, account: str, name: str, phone: str, mail: str, wechat: str) -> Traits:
    """Telephone, mail and WeChat wherever they come; the name at this account."""
    told: set[tuple[str, ...]] = set()
    if name:
        told.add(("contact", source, account, plain(name)))
    if digits := re.sub(r"\D", "", phone):
        told.add(("phone", digits))
    if mail:
        told.add(("mail", mail.strip().lower()))
    if wechat:
        told.add(("wechat", wechat.strip().lower()))
    return frozenset(told)


def rep_traits(external_id: str) -> Traits:
    return frozenset({("rep", external_id)})


def prints_of(session: Session, traits: Traits) -> list[str]:
    """The traits as keyed hashes."""
    signer = Signer.of(session, PURPOSE)
    return sorted(_print(signer, trait) for trait in traits)


def _print(signer: Signer, trait: tuple[str, ...]) -> str:
    return signer.sign("\x1f".join(trait).encode("utf-8", "replace")).hex()


@dataclass(frozen=True, slots=True)
class Barred:
    """Everybody who was erased, as far as what is told now can be compared with it."""

    _prints: frozenset[str]
    _signer: Signer

    @classmethod
    def of(cls, session: Session) -> "Barred":
        told = session.scalars(select(ErasureRecord.prints))
        return cls(frozenset(one for prints in told for one in prints), Signer.of(session, PURPOSE))

    def account(self, source: str, account: Account) -> bool:
        """Whether this is an account that was erased."""
        return self._any(account_traits(source, account.external_id, account.name, account.address))

    def account_id(self, source: str, external_id: str) -> bool:
        """Whether this is the id of an account that was erased."""
        return self._any(account_traits(source, external_id, "", ""))

    def contact(self, source: str, external_id: str, contact: Contact) -> bool:
        """Whether this is somebody who was erased."""
        traits = contact_traits(source, external_id, contact.name, contact.phone, contact.mail, contact.wechat)
        return self._any(traits)

    def rep(self, external_id: str) -> bool:
        """Whether this is a rep who was erased."""
        return self._any(rep_traits(external_id))

    def _any(self, traits: Iterable[tuple[str, ...]]) -> bool:
        return bool(self._prints) and any(_print(self._signer, trait) in self._prints for trait in traits)
