"""The web server: it stops in good order when it is asked to, and at once when it is asked again."""

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI

LOG = logging.getLogger("kproute.service")
REQUESTS_S = 10  # how long requests may take to finish when the service stops
# How long a thread may keep the interpreter while others want it. A request asks for it some forty times, and with
# Python's own 5 ms each of them would wait so long for a plan that is being put together.
SWITCH_S = 0.001
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Server(uvicorn.Server):
    """Serves an application until SIGTERM or Ctrl-C.

    Then it takes no more requests, finishes those under way, and gives the plan under way `grace_s` seconds. What is
    left then is given up: the database holds nothing by halves, and the next start sees to what was not finished.
    """

    def __init__(self, app: FastAPI, grace_s: float) -> None:
        sys.setswitchinterval(SWITCH_S)
        # What is loaded by now stays to the end. Looking through it again at every collection takes a third of the
        # time of a page that reads thousands of rows.
        gc.freeze()
        super().__init__(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=REQUESTS_S))
        self._grace_s = grace_s

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle the signals that end the service while it runs. (Uvicorn would end by the signal, not with 0.)"""
        before = {number: signal.signal(number, self.handle_exit) for number in STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; if that has begun already, end at once."""
        if self.should_exit:
            # No farewell: it could wait for what hangs. The solver's children end when nobody listens to them.
            os._exit(128 + sig)
        self.should_exit = True
        last_call = threading.Timer(REQUESTS_S + self._grace_s, self._give_up)
        last_call.daemon = True
        last_call.start()

    def _give_up(self) -> None:
        LOG.warning("Stopped before the plan under way was finished, after %.0f s of grace.", self._grace_s)
        os._exit(0)
