"""The lease on a run while it is worked on: renewed by a thread of its own, which also hears that the run is to end."""

import logging
import threading
from types import TracebackType
from typing import Self

from app.db import Database
from app.errors import DatabaseBusy
from app.runs.run_queue import Claim, Standing, renew_lease

LOG = logging.getLogger("kproute.runs")
RENEW_EVERY_S = 2.0


class Lease:
    """`halted` is true once the work is to end: cancelled, lost to another worker, or this one is to stop."""

    def __init__(self, database: Database, claim: Claim, stop: threading.Event) -> None:
        self._database, self._claim = database, claim
        self.standing = Standing.OURS
        self._ended = threading.Event()
        self._halt = threading.Event()
        self._stop = stop
        self._thread = threading.Thread(target=self._renew, name=f"lease-{claim.run_id}", daemon=True)

    def halted(self) -> bool:
        return self._halt.is_set() or self._stop.is_set()

    @property
    def is_to_stop(self) -> bool:
        """Whether the worker, and not the run, is to end."""
        return self._stop.is_set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _renew(self) -> None:
        while self.standing is Standing.OURS and not self._ended.wait(RENEW_EVERY_S):
            try:
                with self._database.write() as session:
                    self.standing = renew_lease(session, self._claim)
            except DatabaseBusy:
                # A long import holds the database; another worker cannot take the run over before it ends either.
                LOG.info("Lease of run %s not renewed: the database is busy", self._claim.run_id)
            if self.standing is not Standing.OURS:
                self._halt.set()
