"""The application: every room wired together, once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from app import errors, health
from app.access.key_lists import LastUse
from app.api.contract import complete
from app.api.once import UnderWay
from app.api.router import router as api_router
from app.body_limit import BodyLimit
from app.config import Settings, read_settings
from app.db import Database
from app.deps import admitted, utc_now
from app.engines.engine_choice import chosen_engine
from app.geocoding.locator import Locator
from app.geocoding.providers import Asker
from app.hooks.posting import Poster
from app.hooks.sender import HookSender
from app.metrics import Metrics
from app.privacy.survival import apply_beside
from app.privacy.sweeper import Sweeper
from app.rate_limit import Buckets, RateLimit
from app.request_watch import RequestWatch
from app.runs.runs import PlanRuns
from app.security import refuse_cross_site
from app.travel.by_road import drive_on
from web import pages
from web.handout import api as handout_api

TITLE = "KPRoute"
DESCRIPTION = "Plans the visits of field sales reps: who to see, on which day, in which order, and why."


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    await run_in_threadpool(app.state.database.upgrade)
    await run_in_threadpool(apply_beside, app.state.database)
    await run_in_threadpool(app.state.runs.start)
    app.state.hooks.start()
    app.state.locator.start()
    app.state.engine.warm()
    app.state.sweeper.start()
    yield
    app.state.hooks.stop()
    app.state.locator.stop()
    await run_in_threadpool(app.state.sweeper.close)
    await run_in_threadpool(app.state.runs.close, app.state.settings.stop_grace_s)
    await run_in_threadpool(app.state.hooks.close)
    await run_in_threadpool(app.state.locator.close)
    app.state.engine.close()
    app.state.database.dispose()


class WatchedApp(FastAPI):
    """An application whose every answer is watched, those to failures included."""

    def build_middleware_stack(self) -> ASGIApp:
        return RequestWatch(super().build_middleware_stack(), self.state.metrics)

    def openapi(self) -> dict[str, Any]:
        """The contract, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = complete(super().openapi())
        return self.openapi_schema


def contract() -> dict[str, Any]:
    """The OpenAPI document of the API, made without a database, a planner or settings."""
    app = WatchedApp(title=TITLE, version=version("kproute"), description=DESCRIPTION)
    _include_api(app)
    return app.openapi()


def _include_api(into: FastAPI | APIRouter) -> None:
    """The API, with the files that are made where the pages are."""
    into.include_router(api_router)
    into.include_router(handout_api.router)


@cache
def _routes() -> list[BaseRoute]:
    """Every route there is. FastAPI takes long to work them out, so all applications of a process share them."""
    rooms = APIRouter(dependencies=[Depends(refuse_cross_site), Depends(admitted)])
    rooms.include_router(health.router)
    _include_api(rooms)
    rooms.include_router(pages.router)
    return rooms.routes


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application for these settings, else for those of the environment."""
    settings = settings or read_settings()
    app = WatchedApp(
        title=TITLE,
        version=version("kproute"),
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        # Their pages load scripts from other hosts.
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        routes=_routes(),
    )
    drive_on(settings.roads, settings.osrm_url)
    app.state.settings = settings
    app.state.clock = utc_now
    app.state.metrics = metrics = Metrics()
    app.state.database = Database(settings.database_url, on_busy=metrics.database_was_busy)
    metrics.watch_runs(app.state.database)
    app.state.engine = chosen_engine(settings.dask_scheduler, metrics.solve_ended)
    app.state.runs = PlanRuns(app.state.database, app.state.engine, lambda: app.state.clock())
    app.state.hooks = HookSender(
        app.state.database,
        Poster(private_allowed=settings.webhook_allow_private),
        lambda: app.state.clock(),
        metrics.webhook_attempted,
    )
    metrics.watch_outbox(app.state.database, lambda: app.state.clock())
    app.state.locator = Locator(
        app.state.database, Asker(settings.public_url, settings.geocoder_url), lambda: app.state.clock()
    )
    app.state.sweeper = Sweeper(app.state.database, settings, lambda: app.state.clock())
    app.state.under_way = UnderWay()
    app.state.calendar_asks = Buckets(rate_per_s=1 / 60, burst=20)
    app.state.last_use = LastUse(app.state.database)
    app.add_middleware(BodyLimit)
    app.add_middleware(RateLimit, settings=settings)
    errors.install(app)
    pages.install(app)
    return app
