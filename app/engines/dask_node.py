"""What runs in a worker of Dask: solves and proofs, each in a disposable child there, as on any machine of ours.

A worker has three places, so that neither an urgent solve nor a proof waits for a batch: `kproute node` gives it one
`solve` and one `proof` to hand out, and three threads.
"""

import threading
from collections.abc import Callable
from functools import cache

from distributed import Event, get_client, get_worker

from app.engines.local_engine import LocalEngine
from app.engines.tasks import CertifyTask, SolveTask
from solver import Certificate, Incumbent, Result

HEARD_EVERY_S = 0.5  # how often a worker asks whether its solve is called off
BETTER = "kproute-better"  # the topic under which better plans are told


@cache
def _engine() -> LocalEngine:
    """The engine of this worker, with a warm child in reserve."""
    return LocalEngine(1)


def get_ready() -> None:
    """Start the first child before it is needed."""
    _engine().warm()


def solve_here(task: SolveTask, key: str, urgent: bool) -> Result:
    """The answer to a solve; better plans are told on the way, and the event named `key` calls it off.

    Raises SolverFailed.
    """
    worker, engine = get_worker(), _engine()
    called_off = Event(key, client=get_client())
    heard, over = threading.Event(), threading.Event()

    def listen() -> None:
        while not over.wait(HEARD_EVERY_S):
            if called_off.is_set():
                heard.set()
                return

    def tell(found: Incumbent) -> None:
        worker.log_event(BETTER, {"key": key, "found": [found.found_s, found.value, found.member]})

    listener = threading.Thread(target=listen, name="called-off", daemon=True)
    listener.start()
    try:
        seat = engine.seat(urgent=urgent, halted=heard.is_set)
        return seat.submit(task, on_incumbent=tell).result()
    finally:
        over.set()


def certify_here(task: CertifyTask) -> Certificate:
    """The answer to a proof; raises SolverFailed."""
    return _engine().certify(task).result()


def incumbent_of(message: object, take: Callable[[str, Incumbent], None]) -> None:
    """Pass on what `solve_here` told, with its key."""
    assert isinstance(message, dict)
    found_s, value, member = message["found"]
    take(message["key"], Incumbent(found_s, value, member))
