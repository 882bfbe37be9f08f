"""What a request may ask for: the database, the settings, the clock, the planner, and who is asking."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from app.access.identity import Identity
from app.config import Settings
from app.db import Database
from app.errors import NotAllowed, NotSignedIn
from app.planning.runs import PlanRuns
from app.security import cookie_name, identify, identify_key

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def database_of(request: Request) -> Database:
    return cast(Database, request.app.state.database)


def settings_of(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


def clock_of(request: Request) -> Clock:
    return cast(Clock, request.app.state.clock)


def runs_of(request: Request) -> PlanRuns:
    return cast(PlanRuns, request.app.state.runs)


DatabaseDep = Annotated[Database, Depends(database_of)]
SettingsDep = Annotated[Settings, Depends(settings_of)]
ClockDep = Annotated[Clock, Depends(clock_of)]
RunsDep = Annotated[PlanRuns, Depends(runs_of)]


def identity_of(request: Request, database: DatabaseDep, settings: SettingsDep, clock: ClockDep) -> Identity | None:
    """Who asks, or None; a bearer key that is wrong is refused rather than overlooked."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    session_token = request.cookies.get(cookie_name(settings))
    if scheme:
        with database.read() as session:
            identity = identify_key(session, key.strip()) if scheme.lower() == "bearer" else None
        if identity is None:
            raise NotSignedIn
        return identity
    if session_token is None:
        return None
    with database.read() as session:
        return identify(session, session_token, clock())


IdentityDep = Annotated[Identity | None, Depends(identity_of)]


class _OneOf:
    """The identity of the request, where it is of one of these kinds."""

    def __init__(self, *kinds: str) -> None:
        self._kinds = kinds

    def __call__(self, identity: IdentityDep) -> Identity:
        if identity is None:
            raise NotSignedIn
        if identity.kind not in self._kinds:
            raise NotAllowed
        return identity


RepDep = Annotated[Identity, Depends(_OneOf("rep"))]
ManagerDep = Annotated[Identity, Depends(_OneOf("manager"))]
RepOrManagerDep = Annotated[Identity, Depends(_OneOf("rep", "manager"))]
KeyOrManagerDep = Annotated[Identity, Depends(_OneOf("key", "manager"))]
AnyoneSignedInDep = Annotated[Identity, Depends(_OneOf("rep", "manager", "key"))]
