"""Roles and scopes: who there is, and what a program's key may be made for."""

from enum import StrEnum


class ManagerRole(StrEnum):
    """A manager sees his team, a director every team."""

    MANAGER = "manager"
    DIRECTOR = "director"


class Role(StrEnum):
    """Who may ask, as the table of rules names them."""

    REP = "rep"
    MANAGER = "manager"
    DIRECTOR = "director"
    PROGRAM = "program"


class Scope(StrEnum):
    """What a program's key may do; none includes another."""

    LISTS_READ = "lists:read"
    LISTS_WRITE = "lists:write"
    PLANS_READ = "plans:read"
    PLANS_RUN = "plans:run"
    ROUTES_READ = "routes:read"
    VISITS_WRITE = "visits:write"
    WEBHOOKS_MANAGE = "webhooks:manage"


ALL_SCOPES = frozenset(Scope)
