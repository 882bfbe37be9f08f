"""A week that several files look at is planned once."""

import contextlib

import pytest

from app.engines.local_engine import LocalEngine
from app.planning.document import PlanDocument
from tests.worlds.written import written_week


@pytest.fixture(scope="package")
def document() -> PlanDocument:
    """The company's week with its orders."""
    with contextlib.closing(LocalEngine(2, stands_back=False)) as engine:
        return written_week(engine)
