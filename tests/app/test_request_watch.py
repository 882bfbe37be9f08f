"""Every request has one id, one line in the log and one place in the figures, and none of them gives anything away."""

import json
import logging
import sys
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import text

from app import errors
from app.db import Database
from app.logs import JsonLines, LogFormat, TextLines, start_logging
from app.main import WatchedApp
from app.metrics import Metrics
from tests.app.conftest import Log
from tests.in_process import browser
from tests.worlds import week

HEADER = "X-Request-Id"
PLANTED = ("杭州秘密贸易", "13912345678", "30.271828", "geheim-token")  # name, telephone, latitude, token


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/plans", "/nothing-here", "/static/page.css", "/sign-in/guess"])
def test_an_id_that_is_given_is_kept(app: FastAPI, database: Database, log: Log, path: str) -> None:
    """In the answer, in a problem and in the log: whoever called can find his request again."""
    answer = browser(app).get(path, headers={HEADER: "crm-2026.11_24"})
    assert answer.headers[HEADER] == "crm-2026.11_24"
    (line,) = log.records("kproute.requests")
    assert line["request_id"] == "crm-2026.11_24"
    if answer.headers["content-type"] == "application/problem+json":
        assert answer.json()["instance"] == "crm-2026.11_24"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "two words", "a;b,c\"d'e<f", "王芳王芳王芳王芳".encode()])
def test_an_id_that_is_not_well_formed_is_replaced(app: FastAPI, given: str | bytes) -> None:
    """So that nobody writes our log for us."""
    told = browser(app).get("/healthz", headers={HEADER: given}).headers[HEADER]
    assert told.startswith("req_")
    assert told != browser(app).get("/healthz").headers[HEADER]


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/healthz", "/healthz", 200),
        ("GET", "/api/v1/plans/pln_1", "/api/v1/plans/{plan_id}", 401),
        ("DELETE", "/api/v1/plans", "/api/v1/plans", 405),
        ("GET", "/sign-in/token-of-a-manager", "/sign-in/{token}", 410),
        ("GET", "/static/page.css", "/static/{path}", 200),
        ("GET", "/static/leaflet/none.js", "/static/leaflet/{path}", 404),
        ("GET", "/wp-login.php", "none", 404),
        ("GET", "/api/v1/none", "none", 404),
    ],
)
def test_a_line_names_the_route_and_not_the_address(
    app: FastAPI, database: Database, log: Log, method: str, path: str, route: str, status: int
) -> None:
    """Method, template, status and milliseconds, as fields of their own."""
    assert browser(app).request(method, path).status_code == status
    (line,) = log.records("kproute.requests")
    assert (line["method"], line["route"], line["status"]) == (method, route, status)
    assert line["message"] == f"{method} {route} {status} in {line['milliseconds']} ms"


def test_probes_whisper(app: FastAPI, log: Log) -> None:
    """Machines ask every few seconds; nobody wants to read that."""
    browser(app).get("/healthz")
    browser(app).get("/nothing-here")
    assert [line["level"] for line in log.records("kproute.requests")] == ["DEBUG", "INFO"]


def test_an_answer_that_breaks_off_is_cut_and_written_down(log: Log) -> None:
    """Half an answer must not look whole: the server hears of the failure."""
    app = WatchedApp()
    app.state.metrics = Metrics()
    errors.install(app)

    def half() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError(PLANTED[0])

    app.get("/half")(lambda: StreamingResponse(half()))
    browser(app).get("/half")
    (failed,) = (line for line in log.records("kproute.requests") if line["level"] == "ERROR")
    assert failed["message"] == "GET /half failed"
    assert json.dumps(PLANTED[0]) not in log.text


def test_nothing_that_people_send_is_written_down(
    app: FastAPI, database: Database, program: httpx.Client, manager: httpx.Client, log: Log
) -> None:
    """Names, telephones, positions, query strings, cookies, keys and tokens, where it works and where it fails."""
    name, phone, lat, token = PLANTED
    csv = f"客户名称,联系人电话,纬度,经度\n{name},{phone},{lat},120.1\n{name}2,{phone},{lat}x,120.1\n"
    upload = {"file": ("客户.csv", csv.encode(), "text/csv")}
    assert program.post("/api/v1/imports", files=upload).status_code < 500
    draft = manager.post("/lists/drafts", files=upload).headers["location"]
    for step in ("", "/columns", "/places", "/rows", "/faults.csv"):
        assert manager.get(f"{draft}{step}").status_code == 200
    manager.post(f"{draft}/import")
    manager.get("/", params={"q": name})
    manager.get(f"/sign-in/{token}")
    program.get(f"/api/v1/accounts/{name}", params={"phone": phone})
    program.post("/api/v1/plans", json={"week": name})
    browser(app, Authorization=f"Bearer {token}").get("/api/v1/plans")
    with database.write() as session:
        session.execute(text("ALTER TABLE account RENAME TO elsewhere"))
    assert program.post("/api/v1/imports", files=upload).status_code == 500
    assert ("no such table" if database.is_sqlite else "psycopg.errors.UndefinedTable") in log.text
    key, cookies = program.headers["Authorization"].split()[1], manager.cookies
    for secret in (*PLANTED, key, *cookies.values()):
        assert secret not in log.text
        assert json.dumps(secret)[1:-1] not in log.text  # as JSON writes it


def test_figures_hold_nothing_that_people_send(
    app: FastAPI, database: Database, stored_week: str, wang: httpx.Client
) -> None:
    """Labels are methods, templates and numbers."""
    wang.get("/today", params={"q": PLANTED[0]})
    wang.get(f"/sign-in/{PLANTED[3]}")
    wang.request("SEARCH", f"/{PLANTED[1]}")
    text = app.state.metrics.as_text().decode()
    for planted in (*PLANTED, week.WANG.external_id, week.WANG.name, stored_week, "SEARCH"):
        assert planted not in text
    assert 'kproute_http_requests_total{method="other",route="none",status="404"} 1.0' in text


def record(message: str, *arguments: object) -> logging.LogRecord:
    try:
        raise ValueError(PLANTED[0])
    except ValueError:
        return logging.LogRecord("kproute.x", logging.ERROR, "x.py", 1, message, arguments, sys.exc_info())


def test_a_record_is_one_line_of_json() -> None:
    """In UTC and ASCII, whatever is in it; the trace is inside the line."""
    line = JsonLines().format(record("two\nlines by %s", "\ud800"))
    assert "\n" not in line
    assert line.isascii()
    read = json.loads(line)
    assert (read["level"], read["logger"], read["message"]) == ("ERROR", "kproute.x", "two\nlines by \ud800")
    assert read["time"].endswith("Z")
    assert read["trace"].endswith("\nValueError")


def test_a_person_reads_text() -> None:
    """Level, logger and sentence, and where it happened beneath."""
    first, *beneath = TextLines().format(record("It broke.")).splitlines()
    assert first[9:] == "ERROR   kproute.x: It broke."
    assert beneath[-1] == "ValueError"


@pytest.mark.parametrize(("kind", "starts"), [(LogFormat.TEXT, "WARNING root: Late."), (LogFormat.JSON, '{"time": ')])
def test_one_format_serves_the_whole_process(
    kind: LogFormat, starts: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other people's libraries too, from warnings on."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    start_logging(kind)
    logging.captureWarnings(False)
    root.warning("Late.")
    logging.getLogger("somebody.else").info("Chatter.")
    logging.getLogger("kproute").setLevel(logging.NOTSET)
    (line,) = capsys.readouterr().err.splitlines()
    assert starts in line
