"""Who works on runs: claims one after the other, keeps its lease, and ends it with what came of it.

Any number of workers may work on one database. A run whose worker died is claimed anew when its lease is over; a worker
that comes back late finds that a later attempt has begun, and what it did is thrown away.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from app.db import Database
from app.errors import DatabaseBusy
from app.planning.patience import patiently
from app.runs.lease import Lease
from app.runs.run_queue import CannotRun, Claim, change_run, claim_run, somebody_waits
from app.runs.states import Lane, RunState

LOG = logging.getLogger("kproute.runs")
LOOK_EVERY_S = 1.0  # for orders of other processes


class Work(Protocol):
    """What is done with the runs of a lane; whoever does it stores the result and the end of its run together."""

    def __call__(self, claim: Claim, lease: Lease) -> None:
        """Raises CannotRun where the order cannot be carried out."""
        ...


class RunWorker:
    """A thread that works on the runs of one lane."""

    def __init__(self, lane: Lane, database: Database, work: Work, clock: Callable[[], datetime]) -> None:
        self._lane, self._database, self._do, self._clock = lane, database, work, clock
        self._look = threading.Event()
        self._stop, self._halt = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work, or look at once whether there is something new."""
        self._look.set()
        if self._thread is None and not self._stop.is_set():
            self._thread = threading.Thread(target=self._work, name=f"runs-{self._lane}", daemon=True)
            self._thread.start()

    def stop(self, grace_s: float) -> None:
        """Take no more; what is at work after the grace goes back to the queue."""
        self._stop.set()
        self._look.set()
        if self._thread is not None and grace_s > 0:
            self._thread.join(grace_s)
        self._halt.set()

    def join(self) -> None:
        """Wait until the thread is gone."""
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            claim = self._claim()
            if claim is None:
                self._look.wait(LOOK_EVERY_S)
                self._look.clear()
            else:
                self._run(claim)

    def _claim(self) -> Claim | None:
        try:
            with self._database.read() as session:
                if not somebody_waits(session, self._lane):
                    return None
            with self._database.write() as session:
                return claim_run(session, self._lane)
        except DatabaseBusy:
            return None  # asked again in a moment
        except Exception:
            # A database that is out of reach for a while must not end the worker.
            LOG.exception("The queue of runs cannot be read")
            return None

    def _run(self, claim: Claim) -> None:
        LOG.info("Run %s, attempt %d", claim.run_id, claim.attempt)
        try:
            self._attempt(claim)
        except DatabaseBusy as trouble:
            # Nothing can be said of the run where it is stored. It is taken up again when its lease is over.
            LOG.warning("Run %s was left for later. %s", claim.run_id, trouble)

    def _attempt(self, claim: Claim) -> None:
        """Work on the run and store its end; raises DatabaseBusy where the database is out of reach for too long."""
        try:
            with Lease(self._database, claim, self._halt) as lease:
                self._do(claim, lease)
        except DatabaseBusy:
            raise
        except CannotRun as refusal:
            self._fail(claim, refusal.code, str(refusal), dict(refusal.params))
        except Exception:
            # The thread is the last to see it: the run must not look busy for ever.
            LOG.exception("Run %s failed", claim.run_id)
            text = "It stopped on a fault of the program. Nothing was changed; start it again."
            self._fail(claim, "run.failed", f"{text} If it happens again, report {claim.run_id}.", {})

    def _fail(self, claim: Claim, code: str, text: str, params: dict[str, object]) -> None:
        def write() -> None:
            with self._database.write() as session:
                change_run(
                    session,
                    claim,
                    state=RunState.FAILED,
                    error_code=code,
                    error_text=text,
                    error_params=params,
                    finished_at=self._clock(),
                )

        patiently(write)
