"""The table of rules: it names every route there is and no other."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.access.api_rules import API_RULES
from app.access.page_rules import PAGE_RULES
from app.access.roles import Role
from app.access.rules import RULES
from app.api.router import router as api_router
from app.health import router as health_router
from web.handout.api import router as files_router
from web.pages import router as page_router

WORKER = ("/sw.js", "/manifest.webmanifest", "/offline")


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
    assert [name for name, rule in PAGE_RULES.items() if rule.scopes] == []


def test_each_route_stands_in_the_table_of_its_kind() -> None:
    """A line that two tables told differently would be read in one of them and hold by the other."""
    assert {name for name in RULES if name.partition(" ")[2].startswith("/api/v1/")} == API_RULES.keys()
    assert API_RULES.keys().isdisjoint(PAGE_RULES)
