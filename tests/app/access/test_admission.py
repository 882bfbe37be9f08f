"""Rules let in whom they name, and everybody else hears why not."""

from datetime import timedelta

import pytest

from app.access.admission import OPEN, PROOF_LASTS, Rule, admit
from app.access.identity import SHELL, Identity
from app.access.roles import Role, Scope
from app.errors import AppError, NotADirector, NotSignedIn, ProveAgain, ScopeMissing
from tests.conftest import NOW

REP, MANAGER, DIRECTOR = (
    Identity("rep", "wang"),
    Identity("manager", team_ids=frozenset({"team_1"})),
    Identity("manager"),
)
PROGRAM = Identity("key", scopes=frozenset({Scope.LISTS_READ}))
FOR_DIRECTORS = Rule(frozenset({Role.DIRECTOR, Role.PROGRAM}), (Scope.LISTS_WRITE,))


def refusal_of(rule: Rule, who: Identity | None) -> type[AppError] | None:
    """What turns somebody away; None where he may come in."""
    try:
        admit(rule, who, NOW)
    except AppError as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize(
    ("who", "refusal"), [(None, NotSignedIn), (REP, NotADirector), (MANAGER, NotADirector), (PROGRAM, ScopeMissing)]
)
def test_who_may_not_hears_why(who: Identity | None, refusal: type[AppError]) -> None:
    """A stranger signs in, a person asks another, a program gets another key."""
    assert refusal_of(FOR_DIRECTORS, who) is refusal


@pytest.mark.parametrize("who", [DIRECTOR, SHELL, Identity("key", scopes=frozenset(Scope))])
def test_who_may_gets_in(who: Identity) -> None:
    """A director needs no scope, a program the one that is named; an open door asks nobody."""
    assert refusal_of(FOR_DIRECTORS, who) is None
    assert refusal_of(OPEN, None) is None


def test_a_missing_scope_is_named() -> None:
    """The refusal says what the key lacks, for people and for programs."""
    with pytest.raises(ScopeMissing, match="`lists:write`") as refusal:
        admit(FOR_DIRECTORS, PROGRAM, NOW)
    assert refusal.value.more == {"scopes": ["lists:write"]}


def test_a_proof_grows_old() -> None:
    """Ten minutes after somebody showed who he is he is asked once more; a program is not."""
    rule = Rule(FOR_DIRECTORS.roles, (Scope.LISTS_READ,), proved=True)
    admit(rule, Identity("manager", proved_at=NOW - PROOF_LASTS), NOW)
    admit(rule, PROGRAM, NOW)
    for proved_at in (None, NOW - PROOF_LASTS - timedelta(seconds=1)):
        with pytest.raises(ProveAgain):
            admit(rule, Identity("manager", proved_at=proved_at), NOW)
