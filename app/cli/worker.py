"""kproute worker: plans what was ordered and sends webhooks, beside the service or on a machine of its own."""

import signal
import threading
from datetime import UTC, datetime

from app.cli.screen import say
from app.config import read_settings
from app.db import Database
from app.engines.engine_choice import chosen_engine
from app.hooks.posting import Poster
from app.hooks.sender import HookSender
from app.logs import start_logging
from app.privacy.survival import apply_beside
from app.privacy.sweeper import Sweeper
from app.runs.runs import PlanRuns
from app.travel.by_road import drive_on

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def worker() -> None:
    """Plan what is ordered in this database until stopped. Any number of workers may share one database."""
    settings = read_settings()
    start_logging(settings.log_format)
    drive_on(settings.roads, settings.osrm_url)
    database = Database(settings.database_url)
    database.upgrade()
    apply_beside(database)
    stopped = threading.Event()
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: stopped.set())
    engine = chosen_engine(settings.dask_scheduler)
    runs = PlanRuns(database, engine, lambda: datetime.now(UTC))
    hooks = HookSender(database, Poster(private_allowed=settings.webhook_allow_private), lambda: datetime.now(UTC))
    engine.warm()
    runs.start()
    hooks.start()
    sweeper = Sweeper(database, settings, lambda: datetime.now(UTC))
    sweeper.start()
    where = settings.dask_scheduler or f"{engine.workers} cores"
    say(f"Planning for {settings.masked_database_url} on {where} (stop it with Ctrl-C)")
    stopped.wait()
    hooks.stop()
    sweeper.close()
    runs.close(settings.stop_grace_s)
    hooks.close()
    engine.close()
    database.dispose()
