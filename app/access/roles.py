"""Roles and scopes: who there is, and what a program's key may be made for."""

from enum import StrEnum


class PersonRole(StrEnum):
    """Who signs in by a password: a manager leads a team, a director every one; an assistant helps one or several."""

    MANAGER = "manager"
    DIRECTOR = "director"
    ASSISTANT = "assistant"


class Role(StrEnum):
    """Who may ask, as the table of rules names them."""

    REP = "rep"
    ASSISTANT = "assistant"
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
