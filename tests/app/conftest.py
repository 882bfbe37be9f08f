"""What the service writes down while a test runs."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from app.logs import JsonLines


class Log:
    """The lines written so far, as text and as what a collector of logs reads."""

    def __init__(self) -> None:
        self._stream = io.StringIO()
        self.handler = logging.StreamHandler(self._stream)
        self.handler.setFormatter(JsonLines())
        self.handler.addFilter(lambda record: record.name != "httpx")  # the test's own client

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    def records(self, logger: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if line["logger"] == logger]


@pytest.fixture
def log() -> Iterator[Log]:
    """Every record of every logger, down to DEBUG."""
    log, root = Log(), logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", "kproute")}
    root.addHandler(log.handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield log
    root.removeHandler(log.handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
