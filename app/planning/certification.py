"""Proofs of how good plans are, one plan after the other behind everything else, for those who look at a plan."""

import logging
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor

from app.db import Database
from app.engines.child_process import SolverFailed
from app.engines.engine import PlanningEngine
from app.engines.tasks import CertifyTask
from app.planning.certificate import PlanCertificate, RepCertificate, WhyNot
from app.planning.certificate_rows import being_certified, give_up_certificates, keep_certificate
from app.planning.patience import patiently
from app.planning.solving import ProofOrder

LOG = logging.getLogger("kproute.certification")


def certified(engine: PlanningEngine, orders: Sequence[ProofOrder], time_s: float) -> Iterator[RepCertificate]:
    """The certificate of each rep's plan, in their order, as they come; each may take the time."""
    futures = [engine.certify(CertifyTask(order.problem, order.solution, order.value, time_s)) for order in orders]
    try:
        for order, future in zip(orders, futures, strict=True):
            try:
                yield RepCertificate.of(order.rep_id, future.result())
            except (SolverFailed, CancelledError) as failure:
                if not isinstance(failure, CancelledError):  # else the program stops
                    LOG.warning("No proof for rep %s: %s", order.rep_id, failure)
                yield RepCertificate(order.rep_id, order.value / 100, None, WhyNot.FAILED)
    finally:
        for future in futures:
            future.cancel()


class Certifier:
    """The proofs of this process. One that a process left unfinished is said to be so at the next start."""

    def __init__(self, database: Database, engine: PlanningEngine) -> None:
        self._database = database
        self._engine = engine
        self._queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="proofs")
        self._lock = threading.Lock()
        self._own: set[str] = set()  # plans of this process that are being certified
        self._closed = False

    def start(self, plan_id: str, orders: Sequence[ProofOrder], time_s: float) -> None:
        """Certify a stored plan when its turn comes; its certificate says meanwhile that it is under way."""
        with self._lock:
            if self._closed:
                return
            self._own.add(plan_id)
            self._queue.submit(self._certify, plan_id, orders, time_s)

    def close_abandoned(self) -> None:
        """Say of what a dead process was certifying that it was not finished."""
        with self._lock, self._database.write() as session:
            give_up_certificates(session, being_certified(session) - self._own)

    def close(self) -> None:
        """Give up what is not finished; the engine's end then ends the proof at work."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.shutdown(wait=False, cancel_futures=True)
                with self._database.write() as session:
                    give_up_certificates(session, being_certified(session) & self._own)

    def _certify(self, plan_id: str, orders: Sequence[ProofOrder], time_s: float) -> None:
        done: list[RepCertificate] = []
        try:
            for rep in certified(self._engine, orders, time_s):
                done.append(rep)
                if len(done) < len(orders):
                    self._write(plan_id, PlanCertificate.running(done))
            self._write(plan_id, PlanCertificate.summed_up(done))
        except Exception:
            # The thread is the last to see it: the plan must not look under way for ever.
            LOG.exception("Plan %s was not certified", plan_id)
            self._write(plan_id, PlanCertificate.none(WhyNot.FAILED, done))
        with self._lock:
            self._own.discard(plan_id)

    def _write(self, plan_id: str, certificate: PlanCertificate) -> None:
        def write() -> None:
            with self._lock:
                if not self._closed:
                    with self._database.write() as session:
                        keep_certificate(session, plan_id, certificate)

        patiently(write)
