"""What a rule says, and how it lets somebody in or turns him away.

A program needs one of the scopes named as well. `proved` routes ask a person to have shown lately who he is. Which rows
are seen behind a route is decided by `app.access.scope`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.access.identity import Identity
from app.access.roles import Role, Scope
from app.errors import NotADirector, NotAllowed, NotSignedIn, ProveAgain, ScopeMissing

PROOF_LASTS = timedelta(minutes=10)

REPS = frozenset({Role.REP})
DIRECTORS = frozenset({Role.DIRECTOR})
MANAGERS = DIRECTORS | {Role.MANAGER}
PEOPLE = MANAGERS | REPS  # who sell, and lead those who do
ASSISTANTS = frozenset({Role.ASSISTANT})  # who make accounts precise: no plans, no money, no people, no settings
OFFICE = MANAGERS | ASSISTANTS
EVERYBODY = PEOPLE | ASSISTANTS


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use a route; an open one is for strangers too, who show otherwise that they may."""

    roles: frozenset[Role] = frozenset()
    scopes: tuple[Scope, ...] = ()
    proved: bool = False
    is_open: bool = False


OPEN = Rule(is_open=True)


def allow(people: frozenset[Role], *scopes: Scope, proved: bool = False) -> Rule:
    """For these people, and for programs with one of the scopes."""
    return Rule(people | {Role.PROGRAM} if scopes else people, scopes, proved)


def is_proved(identity: Identity, now: datetime) -> bool:
    """Whether a person has shown lately who he is."""
    return identity.proved_at is not None and now - identity.proved_at <= PROOF_LASTS


def admit(rule: Rule, identity: Identity | None, now: datetime) -> None:
    """Let who asks through; raises NotSignedIn, NotAllowed, ScopeMissing or ProveAgain."""
    if rule.is_open:
        return
    if identity is None:
        raise NotSignedIn
    if identity.role not in rule.roles:
        raise NotAllowed if Role.MANAGER in rule.roles else NotADirector
    if identity.role is Role.PROGRAM:
        need_scope(identity, *rule.scopes)
    elif rule.proved and not is_proved(identity, now):
        raise ProveAgain


def need_scope(identity: Identity, *scopes: Scope) -> None:
    """Raise ScopeMissing for a program whose key has none of these; people need none."""
    if identity.role is Role.PROGRAM and identity.scopes.isdisjoint(scopes):
        raise ScopeMissing(scopes)
