"""The daily sweep of a service or worker, on a thread of its own."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from app.config import Settings
from app.db import Database
from app.errors import DatabaseBusy
from app.privacy.retention import sweep
from app.privacy.scrubbing import scrub_erased

LOG = logging.getLogger("kproute.privacy")
FIRST_AFTER_S = 60.0  # a start has better things to do
EVERY_S = 86_400.0


class Sweeper:
    """Sweeps a minute after the start and every day from then on; several on one database do no harm."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._database, self._settings, self._clock = database, settings, clock
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, first_after_s: float = FIRST_AFTER_S) -> None:
        """Begin to wait for the first sweep."""
        self._thread = threading.Thread(target=self._work, args=(first_after_s,), name="sweeper", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, after the rule at work."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self, first_after_s: float) -> None:
        wait_s = first_after_s
        while not self._stop.wait(wait_s):
            self._sweep()
            wait_s = EVERY_S

    def _sweep(self) -> None:
        try:
            swept = sweep(self._database, self._settings, self._clock())
            scrub_erased(self._database, self._clock())
        except DatabaseBusy as trouble:
            LOG.warning("The sweep was left for tomorrow. %s", trouble)
        except Exception:
            # A fault of one day must not end the sweeping of all days.
            LOG.exception("The sweep failed")
        else:
            told = ", ".join(f"{one.rows} {one.name}" for one in swept if one.rows)
            LOG.info("Swept: %s", told or "nothing was too old")
