"""Where solves and proofs run when there are many machines: on the workers of a Dask scheduler.

Dask only carries the tasks. What must not be lost is in our own tables: a task is pure, so it is sent again where its
worker, or the scheduler with all it knew, has died.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Any, cast

from distributed import Client, Event, KilledWorker
from distributed import Future as Remote

from app.engines.child_process import SolverFailed
from app.engines.dask_node import BETTER, certify_here, get_ready, incumbent_of, solve_here
from app.engines.engine import Engine, Seat
from app.engines.tasks import CertifyTask, OnIncumbent, SolveTask
from solver import Certificate, Incumbent, Result
from solver.limits import Halted, never

LOG = logging.getLogger("kproute.cluster")
ASKED_EVERY_S = 0.25  # how often it is looked up whether to come to an end
COUNTED_EVERY_S = 5.0  # the workers
REACHED_WITHIN_S = 5.0
PATIENCE_S = 300.0  # with a scheduler that does not answer, or has nobody to work
AT_ONCE = 256  # tasks this program has with the scheduler; which of them run is decided there
URGENT, USUAL, BEHIND = 10, 0, -10  # Dask's priorities: the higher goes first
AWAY = "The Dask scheduler at {address} does not answer. Start it, or plan on this machine without it."
NOBODY = "The Dask scheduler at {address} has no worker that solves. Start some: kproute node {address}"
DIED = "The solver's machines died again and again on this input ({said}). Please report it."


class _Away(Exception):
    """The scheduler is gone, and with it what it had of ours."""


class DaskEngine:
    """Solves on the workers that a scheduler has, as many at a time as there are; they may come and go.

    It connects when it is first needed, and again whenever the connection is lost.
    """

    def __init__(self, address: str, *, on_solved: Callable[[Future[Result]], None] = lambda _: None) -> None:
        self.address = address
        self._on_solved = on_solved
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="cluster")
        self._listening: dict[str, OnIncumbent] = {}
        self._lock = threading.Lock()
        self._connected: Client | None = None
        self._closed = self._proves_no_more = False

    halted = staticmethod(never)

    @property
    def workers(self) -> int:
        """How many solves can run side by side at the moment; 1 where nobody knows."""
        try:
            return max(1, self._solving_workers(self._client()))
        except _Away:
            return 1

    def warm(self) -> None:
        self._threads.submit(self._get_everybody_ready)

    def seat(self, *, urgent: bool, halted: Halted) -> Engine:
        return Seat(self.submit, urgent, halted)

    def submit(
        self,
        task: SolveTask,
        *,
        beside: int = 0,
        on_incumbent: OnIncumbent | None = None,
        urgent: bool = False,
        halted: Halted = never,
    ) -> Future[Result]:
        """Queue a solve; see `Engine.submit`. Each has one core: other machines' cores are other workers."""
        future = self._threads.submit(self._solve, task, on_incumbent, urgent, halted)
        future.add_done_callback(self._on_solved)
        return future

    def certify(self, task: CertifyTask) -> Future[Certificate]:
        return self._threads.submit(self._certify, task)

    def trouble(self) -> str | None:
        try:
            if self._solving_workers(self._client()):
                return None
        except _Away:
            return AWAY.format(address=self.address)
        return NOBODY.format(address=self.address)

    def stop_certifying(self) -> None:
        self._proves_no_more = True

    def close(self) -> None:
        self.stop_certifying()
        self._threads.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            self._closed = True
            if self._connected is not None:
                self._connected.close()
                self._connected = None

    def _solve(self, task: SolveTask, on_incumbent: OnIncumbent | None, urgent: bool, halted: Halted) -> Result:
        key = f"kproute-{secrets.token_hex(16)}"
        if on_incumbent is not None:
            self._listening[key] = on_incumbent
        called_off: list[Client] = []

        def look(client: Client) -> None:
            if halted() and client not in called_off:
                Event(key, client=client).set()
                called_off.append(client)

        try:
            # An urgent solve has a place of its own on every worker, so it does not ask for the common one.
            places = {} if urgent else {"solve": 1}
            return cast(
                Result, self._answer(solve_here, (task, key, urgent), URGENT if urgent else USUAL, places, look)
            )
        finally:
            self._listening.pop(key, None)

    def _certify(self, task: CertifyTask) -> Certificate:
        def look(_: Client) -> None:
            if self._proves_no_more:
                raise CancelledError

        return cast(Certificate, self._answer(certify_here, (task,), BEHIND, {"proof": 1}, look))

    def _answer(
        self,
        do: Callable[..., object],
        arguments: tuple[object, ...],
        priority: int,
        places: dict[str, int],
        look: Callable[[Client], None],
    ) -> object:
        """What a worker makes of the arguments; sent again where the scheduler is lost, as long as patience lasts."""
        given_up_s = time.monotonic() + PATIENCE_S
        while True:
            try:
                client = self._client()
                remote = client.submit(do, *arguments, pure=False, priority=priority, resources=places)
                try:
                    return self._awaited(client, remote, look)
                finally:
                    remote.cancel()  # nothing stays behind: neither a task nobody waits for nor an answer
            except _Away:
                if time.monotonic() > given_up_s:
                    raise SolverFailed(AWAY.format(address=self.address)) from None
                time.sleep(1)

    def _awaited(self, client: Client, remote: "Remote[Any]", look: Callable[[Client], None]) -> object:
        somebody_s = counted_s = time.monotonic()
        over = threading.Event()
        remote.add_done_callback(lambda _: over.set())
        while not over.wait(ASKED_EVERY_S):
            look(client)
            if client.status != "running" or remote.cancelled():
                raise _Away
            if time.monotonic() < counted_s + COUNTED_EVERY_S:
                continue
            counted_s = time.monotonic()
            if self._solving_workers(client):
                somebody_s = counted_s
            elif counted_s - somebody_s > PATIENCE_S:
                raise SolverFailed(NOBODY.format(address=self.address))
        try:
            return remote.result()
        except KilledWorker as died:
            raise SolverFailed(DIED.format(said=died)) from None
        except CancelledError:
            raise _Away from None

    def _client(self) -> Client:
        """The connection, made where there is none; raises _Away."""
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot use an engine after it was closed")
            if self._connected is not None and self._connected.status != "running":
                LOG.warning("The Dask scheduler at %s is away; what it had is sent again", self.address)
                self._connected.close()
                self._connected = None
            if self._connected is None:
                try:
                    self._connected = Client(self.address, timeout=REACHED_WITHIN_S, set_as_default=False)
                except (OSError, TimeoutError) as error:
                    raise _Away from error
                self._connected.subscribe_topic(BETTER, self._heard)
            return self._connected

    def _solving_workers(self, client: Client) -> int:
        """How many workers have a place for a solve; raises _Away."""
        try:
            told: dict[str, Any] = client.scheduler_info(n_workers=-1)
        except (OSError, TimeoutError) as error:
            raise _Away from error
        if "workers" not in told:  # what a client says by itself that has lost its scheduler
            raise _Away
        return sum("solve" in worker["resources"] for worker in told["workers"].values())

    def _heard(self, event: tuple[float, object]) -> None:
        incumbent_of(event[1], self._tell)

    def _tell(self, key: str, found: Incumbent) -> None:
        listener = self._listening.get(key)
        if listener is not None:
            listener(found)

    def _get_everybody_ready(self) -> None:
        try:
            self._client().run(get_ready)
        except _Away:
            LOG.warning(AWAY.format(address=self.address))
