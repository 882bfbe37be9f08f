"""What the service writes down: standard logging, one line per record, for a person or for a machine.

A record shows its own message and the fields named here, nothing else that somebody may have attached to it.
"""

import json
import logging
import sys
import time
from enum import StrEnum
from typing import Any

from app.request_id import current_request_id
from app.safe_traceback import safe_traceback

REQUEST_FIELDS = ("method", "route", "status", "milliseconds")


class LogFormat(StrEnum):
    TEXT = "text"  # for somebody at a terminal
    JSON = "json"  # for whoever collects logs


class TextLines(logging.Formatter):
    """Time of day, level, logger and message; the request's id at the end."""

    def format(self, record: logging.LogRecord) -> str:
        clock = time.strftime("%H:%M:%S", time.localtime(record.created))
        request_id = current_request_id()
        told = f" [{request_id}]" if request_id else ""
        trace = _trace(record)
        after = f"\n{trace}" if trace else ""
        return f"{clock} {record.levelname:7} {record.name}: {record.getMessage()}{told}{after}"


class JsonLines(logging.Formatter):
    """One JSON object per record, in ASCII: time (UTC), level, logger, message, and what is known of the request."""

    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, Any] = {
            "time": f"{moment}.{int(record.msecs):03}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": current_request_id(),
            **{name: getattr(record, name, None) for name in REQUEST_FIELDS},
            "trace": _trace(record),
        }
        return json.dumps({name: value for name, value in line.items() if value is not None})


FORMATTERS: dict[LogFormat, type[logging.Formatter]] = {LogFormat.TEXT: TextLines, LogFormat.JSON: JsonLines}


def start_logging(kind: LogFormat) -> None:
    """Write everything that is logged in this process to standard error, in this format and no other."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATTERS[kind]())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("kproute").setLevel(logging.INFO)
    logging.captureWarnings(True)


def _trace(record: logging.LogRecord) -> str | None:
    error = record.exc_info[1] if record.exc_info else None
    return safe_traceback(error) if error is not None else None
