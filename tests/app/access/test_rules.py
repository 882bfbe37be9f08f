"""The table of rules: it names every route there is and no other, and lets in whom it says."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.access.identity import SHELL, Identity
from app.access.roles import Role, Scope
from app.access.rules import OPEN, PROOF_LASTS, RULES, Rule, admit
from app.api.router import router as api_router
from app.errors import AppError, NotADirector, NotSignedIn, ProveAgain, ScopeMissing
from app.health import router as health_router
from tests.conftest import NOW
from web.handout.api import router as files_router
from web.pages import router as page_router

REP, MANAGER, DIRECTOR = Identity("rep", "wang"), Identity("manager", team_id="team_1"), Identity("manager")
PROGRAM = Identity("key", scopes=frozenset({Scope.LISTS_READ}))
WORKER = ("/sw.js", "/manifest.webmanifest", "/offline")
FOR_DIRECTORS = Rule(frozenset({Role.DIRECTOR, Role.PROGRAM}), (Scope.LISTS_WRITE,))


def refusal_of(rule: Rule, who: Identity | None) -> type[AppError] | None:
    """What turns somebody away; None where he may come in."""
    try:
        admit(rule, who, NOW)
    except AppError as refusal:
        return type(refusal)
    return None


def routes(router: APIRouter, prefix: str) -> Iterator[str]:
    """`METHOD /path` of everything that a router and those inside it answer."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes(inner, prefix)
        else:
            assert isinstance(route, APIRoute)
            path = route.path if route.path.startswith(prefix) else prefix + route.path
            yield from (f"{method} {path}" for method in route.methods or ())


def test_every_route_has_its_rule() -> None:
    """A route without a line in the table, and a line without a route, fail here."""
    there = [*routes(health_router, ""), *routes(page_router, ""), *routes(api_router, "/api/v1")]
    there += routes(files_router, "/api/v1")
    assert len(there) == len(set(there)) > 60
    assert set(there) == RULES.keys()


def test_who_asks_for_data_has_shown_who_he_is() -> None:
    """Only probes, the ways in, secret addresses and the phone's worker are open; whoever lets programs in names their
    scope, and no other rule does."""
    opened = {name for name, rule in RULES.items() if rule.is_open}
    assert all(
        name.partition(" ")[2].startswith(
            ("/healthz", "/readyz", "/metrics", "/sign-", "/invitation/", "/calendar/", "/api/v1/hooks/", *WORKER)
        )
        for name in opened
    )
    assert [name for name, rule in RULES.items() if not rule.is_open and not rule.roles] == []
    assert [name for name, rule in RULES.items() if (Role.PROGRAM in rule.roles) != bool(rule.scopes)] == []
    assert [
        name for name, rule in RULES.items() if rule.scopes and not name.partition(" ")[2].startswith("/api/")
    ] == []


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
