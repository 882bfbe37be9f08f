"""What a request may ask for: the database, the settings, the clock, the planner, and who is asking."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from app.access.admission import admit
from app.access.identity import Identity
from app.access.key_lists import LastUse
from app.access.keys import identify_key
from app.access.rules import RULES
from app.access.sessions import recognise
from app.config import Settings
from app.db import Database
from app.engines.engine import PlanningEngine
from app.errors import NotSignedIn
from app.request_watch import route_of
from app.runs.runs import PlanRuns
from app.security import cookie_name

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


# Those that only fetch are `async`: a plain function would be sent to a thread and waited for, at each of its uses.


async def database_of(request: Request) -> Database:
    return cast(Database, request.app.state.database)


async def settings_of(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


async def clock_of(request: Request) -> Clock:
    return cast(Clock, request.app.state.clock)


async def runs_of(request: Request) -> PlanRuns:
    return cast(PlanRuns, request.app.state.runs)


async def engine_of(request: Request) -> PlanningEngine:
    return cast(PlanningEngine, request.app.state.engine)


DatabaseDep = Annotated[Database, Depends(database_of)]
SettingsDep = Annotated[Settings, Depends(settings_of)]
ClockDep = Annotated[Clock, Depends(clock_of)]
RunsDep = Annotated[PlanRuns, Depends(runs_of)]
EngineDep = Annotated[PlanningEngine, Depends(engine_of)]


def whoever(request: Request, database: DatabaseDep, settings: SettingsDep, clock: ClockDep) -> Identity | None:
    """Who asks, or None; a bearer key that is wrong is refused rather than overlooked."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    session_token = request.cookies.get(cookie_name(settings))
    if scheme:
        with database.read() as session:
            identity = identify_key(session, key.strip(), clock()) if scheme.lower() == "bearer" else None
        if identity is None:
            raise NotSignedIn
        assert identity.actor_id is not None
        cast(LastUse, request.app.state.last_use).note(identity.actor_id, clock())
        return identity
    if session_token is None:
        return None
    return recognise(database, session_token, clock())


def admitted(request: Request, database: DatabaseDep, settings: SettingsDep, clock: ClockDep) -> Identity | None:
    """Who asks, let in by the rule of the route; None on a route that is open to strangers."""
    rule = RULES[f"{request.method} {route_of(request.scope)}"]
    if rule.is_open:
        return None  # /metrics has a bearer of its own, and looking at a link asks nobody who he is
    identity = whoever(request, database, settings, clock)
    admit(rule, identity, clock())
    request.state.identity = identity
    return identity


async def identity_of(identity: Annotated[Identity | None, Depends(admitted)]) -> Identity:
    if identity is None:
        raise NotSignedIn
    return identity


IdentityDep = Annotated[Identity, Depends(identity_of)]
