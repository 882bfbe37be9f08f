"""What machines ask: whether the process answers, whether it can work, and its figures."""

import hmac
from typing import cast

import anyio
from fastapi import APIRouter, Request, Response

from app.db import Database
from app.deps import DatabaseDep, SettingsDep
from app.engines.engine import PlanningEngine
from app.errors import AppError, DatabaseBusy, Fault, NotFound
from app.metrics import CONTENT_TYPE_LATEST, Metrics
from app.unusable import UnusableDatabase

LONGEST_CHECK_S = 3.0  # whoever asks gives up soon himself

router = APIRouter(include_in_schema=False)


class NotReady(AppError):
    def __init__(self, faults: list[Fault]) -> None:
        detail = " ".join(fault.detail for fault in faults)
        super().__init__(503, "server.not_ready", "Not ready", detail, faults, headers={"Retry-After": "5"})


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """That the process answers; it touches nothing else."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request, database: DatabaseDep) -> dict[str, str]:
    """That the database is reached with the newest tables and that solves can begin; else 503 and why not."""
    engine = cast(PlanningEngine, request.app.state.engine)
    faults = []
    trouble = await _database_trouble(database)
    if trouble is not None:
        faults.append(Fault("/database", "database.unusable", trouble))
    trouble = await anyio.to_thread.run_sync(engine.trouble)
    if trouble is not None:
        faults.append(Fault("/solver", "solver.unusable", trouble))
    if faults:
        raise NotReady(faults)
    return {"status": "ready"}


@router.get("/metrics")
def metrics(request: Request, settings: SettingsDep) -> Response:
    """The figures in Prometheus's text format, for who sends the token of the settings as a bearer.

    There is no way in by coming from this machine: behind a proxy on it, everybody does.
    """
    if settings.metrics_token is None:
        raise NotFound("metrics.off", "Set KPROUTE_METRICS_TOKEN to read the figures here.")
    expected = f"Bearer {settings.metrics_token}".encode()
    if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected):
        raise AppError(
            401,
            "metrics.wrong_token",
            "Not allowed",
            "Send the value of KPROUTE_METRICS_TOKEN as a bearer.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return Response(cast(Metrics, request.app.state.metrics).as_text(), media_type=CONTENT_TYPE_LATEST)


async def _database_trouble(database: Database) -> str | None:
    try:
        with anyio.fail_after(LONGEST_CHECK_S):
            await anyio.to_thread.run_sync(database.require_newest_tables, abandon_on_cancel=True)
    except TimeoutError:
        return f"The database gave no answer within {LONGEST_CHECK_S:.0f} s. Check that its server runs and is reached."
    except DatabaseBusy as busy:
        return busy.detail
    except UnusableDatabase as unusable:
        return str(unusable)
    return None
