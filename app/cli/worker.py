"""kproute worker: plans what was ordered, beside the service or on a machine of its own."""

import signal
import threading
from datetime import UTC, datetime

from app.cli.screen import say
from app.config import read_settings
from app.db import Database
from app.planning.engine import LocalEngine
from app.planning.runs import PlanRuns

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def worker() -> None:
    """Plan what is ordered in this database until stopped. Any number of workers may share one database."""
    settings = read_settings()
    database = Database(settings.database_url)
    database.upgrade()
    stopped = threading.Event()
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: stopped.set())
    engine = LocalEngine()
    runs = PlanRuns(database, engine, lambda: datetime.now(UTC))
    engine.warm()
    runs.start()
    say(f"Planning for {settings.masked_database_url} on {engine.workers} cores (stop it with Ctrl-C)")
    stopped.wait()
    runs.close()
    engine.close()
    database.dispose()
