"""Two accounts that turned out to be one: the facts of the one that is kept, and what only the other one knows."""

from collections.abc import Callable, Collection
from dataclasses import fields, replace
from typing import Any, TypeVar

from app.method.account import Account, Contact, ContactRole

PhonesOf = Callable[[str], frozenset[str]]
_Facts = TypeVar("_Facts", Account, Contact)

_UNITED = ("external_id", "contacts", "visits", "last_visit_on", "do_not_visit", "place_is_rough")
CHOOSABLE = tuple(fact.name for fact in fields(Account) if fact.name not in _UNITED)


def differing(one: Account, other: Account) -> tuple[str, ...]:
    """The facts of which both tell something else, so that somebody has to choose."""
    pairs = {name: (getattr(one, name), getattr(other, name)) for name in CHOOSABLE}
    return tuple(name for name, (a, b) in pairs.items() if a != b and not _is_silent(a) and not _is_silent(b))


def preferred(name: str, newer: Account, older: Account) -> Account:
    """Whose fact counts unless somebody chooses: the newer one's, where it is more than what is taken for granted."""
    return older if _is_assumed(newer, name) and not _is_assumed(older, name) else newer


def told_facts(account: Account) -> int:
    """How many facts are told of the account and of the people there."""
    of_people = (getattr(person, fact.name) for person in account.contacts for fact in fields(Contact))
    of_account = (getattr(account, name) for name in CHOOSABLE)
    return sum(not _is_silent(value) for value in (*of_account, *of_people))


def chosen(kept: Account, other: Account, from_other: Collection[str], phones_of: PhonesOf) -> Account:
    """The two united, with these facts of `other` in the place of those of `kept`."""
    return united(replace(kept, **{name: getattr(other, name) for name in from_other}), other, phones_of)


def united(kept: Account, other: Account, phones_of: PhonesOf) -> Account:
    """`kept`, where it is silent with the facts of `other`, and with the people of both.

    Visits of one and the same customer in two lists are the same visits. Who does not want to be visited says so in one
    place only. `phones_of` tells the numbers of a text as they are compared.
    """
    days = [day for day in (kept.last_visit_on, other.last_visit_on) if day is not None]
    return replace(
        _filled(kept, other),
        contacts=_people(kept.contacts, other.contacts, phones_of),
        visits=max(kept.visits, other.visits),
        last_visit_on=max(days, default=None),
        do_not_visit=kept.do_not_visit or other.do_not_visit,
    )


def _people(known: tuple[Contact, ...], others: tuple[Contact, ...], phones_of: PhonesOf) -> tuple[Contact, ...]:
    people = list(known)
    for other in others:
        at = next((n for n, one in enumerate(people) if _is_same(one, other, phones_of)), None)
        if at is None:
            people.append(other)
            continue
        both = _filled(people[at], other)
        role = other.role if both.role is ContactRole.UNKNOWN else both.role
        people[at] = replace(both, role=role, level=max(people[at].level, other.level))
    return tuple(people)


def _is_same(one: Contact, other: Contact, phones_of: PhonesOf) -> bool:
    """The same name; or the same number, and one of them is nothing but that number."""
    if one.name and other.name:
        return one.name == other.name
    return one == other or not phones_of(one.phone).isdisjoint(phones_of(other.phone))


def _filled(kept: _Facts, other: _Facts) -> _Facts:
    silent = [fact.name for fact in fields(kept) if _is_silent(getattr(kept, fact.name))]
    facts: dict[str, Any] = {name: getattr(other, name) for name in silent}
    return replace(kept, **facts)


def _is_assumed(account: Account, name: str) -> bool:
    """Whether the fact is what holds of an account of which it was never told."""
    return bool(getattr(account, name) == next(fact.default for fact in fields(Account) if fact.name == name))


def _is_silent(value: object) -> bool:
    return value is None or value == ""
