"""Figures for whoever watches the service, in the words of Prometheus; no label names a person, a customer or an id.

Every application has a registry of its own, so that several can live in one process.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import datetime
from importlib.metadata import version

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.errors import DatabaseBusy
from app.hooks.queue import oldest_waiting
from app.runs.run_counts import runs_by_state
from app.runs.states import RunState
from solver import Result

__all__ = ["CONTENT_TYPE_LATEST", "Metrics"]

REQUEST_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0)
SOLVE_S = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The figures of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self._registry)
        Info("kproute", "The program that runs.", registry=self._registry).info({"version": version("kproute")})
        self._requests = Counter(
            "kproute_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._request_s = Histogram(
            "kproute_http_request_duration_seconds",
            "From the first byte of a request to the last of its answer.",
            ("method", "route"),
            buckets=REQUEST_S,
            registry=self._registry,
        )
        self._solve_s = Histogram(
            "kproute_solve_seconds", "Seconds that each solve took.", buckets=SOLVE_S, registry=self._registry
        )
        self._solves_failed = Counter(
            "kproute_solves_failed", "Solves that ended without an answer.", registry=self._registry
        )
        self._busy = Counter(
            "kproute_database_busy",
            "Times that somebody else was writing for so long that we gave up.",
            registry=self._registry,
        )

        self._webhooks = Counter(
            "kproute_webhook_deliveries",
            "Attempts to deliver a webhook: delivered, retried later, failed for good, or cancelled.",
            ("result",),
            registry=self._registry,
        )

    def watch_runs(self, database: Database) -> None:
        """Count the plan runs of this database whenever the figures are read."""
        self._registry.register(_Runs(database))

    def watch_outbox(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Tell how long the oldest webhook has waited, whenever the figures are read."""
        self._registry.register(_Outbox(database, clock))

    def webhook_attempted(self, result: str) -> None:
        """This process tried to deliver a webhook."""
        self._webhooks.labels(result).inc()

    def request_answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request of this route (its template, never its address) was answered."""
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._request_s.labels(method, route).observe(seconds)

    def solve_ended(self, future: Future[Result]) -> None:
        """A solve came to its end, with or without an answer; one that never began does not count."""
        if future.cancelled():
            return
        if future.exception() is not None:
            self._solves_failed.inc()
        else:
            self._solve_s.observe(future.result().runtime_s)

    def database_was_busy(self) -> None:
        """A turn to write, or to read, did not come in time."""
        self._busy.inc()

    def as_text(self) -> bytes:
        """All figures as they stand, in Prometheus's text format. Asks the database."""
        return generate_latest(self._registry)


class _Runs(Collector):
    """Runs are counted where they are stored, for other processes work on them too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return (self._up(), self._runs())

    def collect(self) -> Iterable[GaugeMetricFamily]:
        up, runs = self._up(), self._runs()
        try:
            with self._database.read() as session:
                counts = runs_by_state(session)
        except (DatabaseBusy, SQLAlchemyError):
            up.add_metric((), 0)  # the other figures are wanted all the more
            return (up,)
        up.add_metric((), 1)
        for state in RunState:
            runs.add_metric((state,), counts.get(state, 0))
        return (up, runs)

    @staticmethod
    def _up() -> GaugeMetricFamily:
        return GaugeMetricFamily("kproute_database_up", "Whether the database answered when the figures were read.")

    @staticmethod
    def _runs() -> GaugeMetricFamily:
        return GaugeMetricFamily("kproute_plan_runs", "Plan runs in the database.", labels=("state",))


class _Outbox(Collector):
    """The outbox is of the database, and whoever sends may be another process."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return (self._oldest(),)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        oldest = self._oldest()
        try:
            with self._database.read() as session:
                queued_at = oldest_waiting(session)
        except (DatabaseBusy, SQLAlchemyError):
            return ()  # `kproute_database_up` says so
        waited_s = 0.0 if queued_at is None else max(0.0, (self._clock() - queued_at).total_seconds())
        oldest.add_metric((), waited_s)
        return (oldest,)

    @staticmethod
    def _oldest() -> GaugeMetricFamily:
        return GaugeMetricFamily(
            "kproute_webhook_outbox_oldest_seconds", "How long the oldest webhook not delivered yet has waited."
        )
