"""Who sends what waits in the outbox: a thread that looks every second, and one more for each endpoint at work.

Any number of senders may work on one database. An endpoint that is slow keeps its own thread waiting and nobody else's.
A sender that dies leaves its claims to their lease: they are sent again, under the same ids.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import datetime

from app.db import Database
from app.errors import DatabaseBusy
from app.hooks.posting import Post, PostResult
from app.hooks.queue import Attempt, Batch, Claim, claim_batch, endpoints_due, hand_back, settle
from app.hooks.signing import signed_headers
from app.hooks.words import DeliveryState, Trouble
from app.planning.patience import patiently

LOG = logging.getLogger("kproute.hooks")
LOOK_EVERY_S = 1.0
BATCH_S = 10.0  # after which what is left of a batch goes back to the queue
MOST_AT_ONCE = 32  # endpoints
FAREWELL_S = 5.0

Told = Callable[[str], None]


def _nobody(_: str) -> None:
    return None


class HookSender:
    """Sends what is due; `on_attempt` hears of each attempt: delivered, retried, failed or cancelled."""

    def __init__(
        self,
        database: Database,
        post: Post,
        clock: Callable[[], datetime],
        on_attempt: Told = _nobody,
        chance: random.Random | None = None,
    ) -> None:
        self._database, self._post, self._clock, self._on_attempt = database, post, clock, on_attempt
        self._chance = chance or random.SystemRandom()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._at_work: dict[str, threading.Thread] = {}
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look for what is due."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._look, name="hooks", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Take up nothing more."""
        self._stop.set()

    def close(self) -> None:
        """Take up nothing more, and give the attempts under way a moment to end; the lease is for those that do not."""
        until_s = time.monotonic() + FAREWELL_S
        self.stop()
        if self._thread is not None:
            self._thread.join()
        for thread in self._threads():
            thread.join(max(0.0, until_s - time.monotonic()))

    def send_due(self) -> None:
        """Send everything that is due now, to all endpoints at once, and wait for it."""
        while self._begin():
            for thread in self._threads():
                thread.join()

    def _look(self) -> None:
        while not self._stop.is_set():
            self._begin()
            self._stop.wait(LOOK_EVERY_S)

    def _begin(self) -> bool:
        """Give each endpoint that has something due a thread; whether there was any."""
        try:
            with self._database.read() as session:
                due = endpoints_due(session, self._clock())
        except DatabaseBusy:
            return False  # asked again in a moment
        except Exception:
            # A database that is out of reach for a while must not end the sender.
            LOG.exception("The outbox cannot be read")
            return False
        for endpoint_id in due:
            with self._lock:
                if endpoint_id in self._at_work or len(self._at_work) >= MOST_AT_ONCE:
                    continue
                thread = threading.Thread(
                    target=self._serve, args=(endpoint_id,), name=f"hook-{endpoint_id}", daemon=True
                )
                self._at_work[endpoint_id] = thread
            thread.start()
        return bool(due)

    def _threads(self) -> list[threading.Thread]:
        with self._lock:
            return list(self._at_work.values())

    def _serve(self, endpoint_id: str) -> None:
        try:
            while not self._stop.is_set() and (batch := self._claim(endpoint_id)) is not None:
                self._send(batch)
        except DatabaseBusy as trouble:
            # What was claimed is sent again when its lease is over.
            LOG.warning("Deliveries to %s were left for later. %s", endpoint_id, trouble)
        except Exception:
            LOG.exception("Sending to %s failed", endpoint_id)
        finally:
            with self._lock:
                del self._at_work[endpoint_id]

    def _claim(self, endpoint_id: str) -> Batch | None:
        with self._database.write() as session:
            return claim_batch(session, endpoint_id, self._clock())

    def _send(self, batch: Batch) -> None:
        began_s = time.monotonic()
        attempts: list[Attempt] = []
        for claim in batch.claims:
            if attempts and self._is_enough(attempts[-1], time.monotonic() - began_s):
                break
            at = self._clock()
            headers = signed_headers(batch.secrets, claim.event_id, claim.body, at)
            attempts.append(Attempt(claim, at, self._posted(batch, claim, headers)))
        patiently(lambda: self._settle(batch, attempts))

    def _posted(self, batch: Batch, claim: Claim, headers: dict[str, str]) -> PostResult:
        try:
            return self._post(batch.url, claim.body, headers)
        except Exception:
            # A fault of ours counts as a failure: tried again later, and given up at last like any other.
            LOG.exception("Sending %s to %s failed", claim.event_id, batch.endpoint_id)
            return PostResult(None, Trouble.CONNECTION, 0)

    def _is_enough(self, last: Attempt, spent_s: float) -> bool:
        return spent_s > BATCH_S or self._stop.is_set() or last.result.trouble is Trouble.GONE

    def _settle(self, batch: Batch, attempts: list[Attempt]) -> None:
        with self._database.write() as session:
            standing = settle(session, batch.endpoint_id, attempts, self._clock(), self._chance)
            hand_back(session, batch.claims[len(attempts) :], self._clock())
        for state in standing:
            self._on_attempt("retried" if state is DeliveryState.WAITING else state.value)
