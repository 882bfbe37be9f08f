"""Which engine a service plans with: the cores of this machine, or the machines that a Dask scheduler knows."""

from collections.abc import Callable
from concurrent.futures import Future
from importlib import import_module
from typing import cast

from app.engines.engine import PlanningEngine
from app.engines.local_engine import LocalEngine
from app.unusable import Unusable
from solver import Result


class NoCluster(Unusable):
    """There is a scheduler in the settings, but nothing here that could talk to it."""


def chosen_engine(
    dask_scheduler: str | None, on_solved: Callable[[Future[Result]], None] = lambda _: None
) -> PlanningEngine:
    """The engine for this setting; `on_solved` hears of every solve that is over. Raises NoCluster without Dask."""
    if dask_scheduler is None:
        return LocalEngine(on_solved=on_solved)
    try:
        # Dask takes a second and 40 MB, which nobody pays who plans on one machine.
        module = import_module("app.engines.dask_engine")
    except ModuleNotFoundError as missing:
        raise NoCluster(
            f"KPROUTE_DASK_SCHEDULER is set, but {missing.name} is not installed here. Install kproute[cluster], or"
            " plan on this machine without the setting."
        ) from None
    return cast(PlanningEngine, module.DaskEngine(dask_scheduler, on_solved=on_solved))
