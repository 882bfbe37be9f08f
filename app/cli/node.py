"""kproute node: lends this machine's cores to a Dask scheduler, whose other end is KPROUTE_DASK_SCHEDULER."""

import os
import signal
import subprocess
import sys
import threading
from typing import Annotated

import typer

from app.cli.screen import say
from app.engines.engine_choice import chosen_engine

PAUSE_S = 2.0  # before another try, where the scheduler went away


def node(
    scheduler: Annotated[str, typer.Argument(help="The scheduler's address, such as tcp://10.0.0.5:8786.")],
    cores: Annotated[int, typer.Option(min=1, help="How many solves may run here side by side.")] = os.cpu_count() or 1,
) -> None:
    """Solve on this machine for a Dask scheduler, until stopped; a worker that dies is started anew."""
    chosen_engine(scheduler).close()  # says what is missing where Dask is not installed
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    say(f"Solving for {scheduler} on {cores} cores (stop it with Ctrl-C)")
    while not stopped.is_set():
        # Dask's workers end when they lose their scheduler; there may be another one at its address soon.
        with subprocess.Popen(_command(scheduler, cores), env=_environment()) as workers:  # noqa: S603
            while workers.poll() is None and not stopped.wait(0.5):
                pass
            workers.terminate()
        stopped.wait(PAUSE_S)


def _command(scheduler: str, cores: int) -> list[str]:
    """A worker for each core, with the three places of `dask_node`; every solve is a child with limits of its own."""
    places = ["--nworkers", str(cores), "--nthreads", "3", "--resources", "solve=1 proof=1", "--memory-limit", "0"]
    return [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, *places, "--no-dashboard"]


def _environment() -> dict[str, str]:
    """Dask's workers are daemons unless told otherwise, and a daemon may have no children."""
    return {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "false"}
