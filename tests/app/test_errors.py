"""Whatever fails is answered in one shape, and tells nothing it should not."""

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from app import errors
from app.body_limit import MAX_BODY_BYTES
from app.deps import DatabaseDep
from app.errors import AppError, DatabaseBusy, Fault, Problem
from app.main import WatchedApp
from app.metrics import Metrics
from tests.app.conftest import Log
from tests.in_process import browser

SECRET = "the secret of the house"
PARTS = {"type", "title", "status", "detail", "instance", "code", "errors"}


@pytest.fixture
def failing() -> FastAPI:
    """An application in which everything goes wrong."""
    app = WatchedApp()
    app.state.metrics = Metrics()
    errors.install(app)

    def refused() -> None:
        raise AppError(409, "thing.taken", "Taken", "Choose another.", [Fault("/body/name", "taken", "Is taken.")])

    def busy() -> None:
        raise DatabaseBusy

    def broken() -> None:
        raise RuntimeError(SECRET)

    for path, endpoint in (("refused", refused), ("busy", busy), ("broken", broken)):
        app.get(f"/api/v1/{path}")(endpoint)
        app.get(f"/{path}")(endpoint)
    return app


def problem_of(answer: httpx.Response) -> dict[str, object]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert set(body) == PARTS
    assert body["status"] == answer.status_code
    return body


def test_a_refusal_says_where_and_what_to_do(failing: FastAPI) -> None:
    """A refused request names its code, its sentence and each fault with a pointer."""
    problem = problem_of(browser(failing).get("/api/v1/refused"))
    assert (problem["code"], problem["detail"]) == ("thing.taken", "Choose another.")
    assert problem["errors"] == [{"pointer": "/body/name", "code": "taken", "detail": "Is taken."}]


def test_a_busy_database_says_when_to_try_again(failing: FastAPI) -> None:
    """503 comes with Retry-After."""
    answer = browser(failing).get("/api/v1/busy")
    assert problem_of(answer)["code"] == "storage.busy"
    assert answer.headers["retry-after"] == "2"


def test_a_fault_of_ours_tells_only_its_id(failing: FastAPI, log: Log) -> None:
    """A client of a broken request gets an id to report; where it broke stays in the log, under that id."""
    answer = browser(failing).get("/api/v1/broken")
    problem = problem_of(answer)
    assert problem["status"] == 500
    assert "secret" not in answer.text
    (failed,) = (line for line in log.records("kproute.requests") if line["level"] == "ERROR")
    assert failed["request_id"] == problem["instance"]
    assert "in broken" in failed["trace"]
    assert "RuntimeError" in failed["trace"]
    assert SECRET not in log.text


def test_pages_show_a_page_instead(failing: FastAPI) -> None:
    """Once the pages have said how, a person sees a page, while the API keeps its shape."""

    def page(request: Request, problem: Problem) -> Response:
        return HTMLResponse(f"<p>{problem.code} at {request.url.path}</p>", problem.status)

    failing.state.render_error_page = page
    client = browser(failing)
    shown = client.get("/busy")
    assert (shown.status_code, shown.text) == (503, "<p>storage.busy at /busy</p>")
    assert shown.headers["retry-after"] == "2"
    assert client.get("/broken").text == "<p>server.failed at /broken</p>"
    problem_of(client.get("/api/v1/busy"))


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing-here", 404, "route.not_found"),
        ("DELETE", "/api/v1/plans", 405, "route.method_not_allowed"),
        ("GET", "/api/v1/plans", 401, "access.not_signed_in"),
        ("GET", "/api/v1/plans/pln_none", 401, "access.not_signed_in"),
    ],
)
def test_what_the_framework_refuses_has_the_same_shape(
    app: FastAPI, database: DatabaseDep, method: str, path: str, status: int, code: str
) -> None:
    """No route, no method, no session: a problem each."""
    answer = browser(app).request(method, path)
    assert answer.status_code == status
    assert problem_of(answer)["code"] == code


# Each body made a stock application answer 500, or is a value that must not get through.
HOSTILE_ORDERS = [
    b'{"week": NaN}',
    b'{"week": "2026-11-24", "time_limit_s": NaN}',
    b'{"week": "2026-11-24", "time_limit_s": Infinity}',
    b'{"week": "2026-11-24", "time_limit_s": 1e999}',
    b'{"week": "2026-11-24", "time_limit_s": "NaN"}',
    b'{"week": "\\ud800"}',
    b'{"\\ud800": 1, "week": "2026-11-24"}',
    b'{"week": "2026-11-24", "seed": 9223372036854775808}',
    b'{"week": "2026-11-24", "iterations": 0}',
    b'{"week": "2026-11-24\\u0000"}',
    '{"week": "２０２６-11-24"}'.encode(),
    b'{"week": 1795478400}',  # a moment, not a day
    b'{"week": "9999-12-31"}',
    b'{"week": "2026-02-30"}',
    b'{"week": "2026-11-24", "seed": 1.0}',
    b'{"week": "2026-11-24", "assume_qualified": "yes"}',
    b'{"week": "2026-11-24", "status": "published"}',  # not theirs to set
    b'{"week": "2026-11-24", "seed": ' + b"9" * 5_000 + b"}",
    b"null",
    b'"2026-11-24"',
]


@pytest.mark.parametrize("body", HOSTILE_ORDERS)
def test_a_hostile_value_is_refused_and_not_repeated(program: httpx.Client, body: bytes) -> None:
    """NaN, 1e999, lone surrogates, NUL, 2^63 and wrong types are 422, and the answer does not quote them."""
    answer = program.post("/api/v1/plans", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    problem = problem_of(answer)
    assert problem["code"] == "request.invalid"
    assert problem["errors"]
    told = answer.text.replace(problem["instance"], "")  # a request id is random and may hold any digits
    for value in ("NaN", "999", "9223372036854775808", "1795478400", "9999", "published"):
        assert value not in told


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"week": "2026-11-24"', b"\xff\xfe"])
def test_what_cannot_even_be_parsed_is_refused(program: httpx.Client, body: bytes) -> None:
    """Bottomless nesting, half a text and other bytes end as an unreadable request."""
    answer = program.post("/api/v1/plans", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert problem_of(answer)["code"] == "request.unreadable"


@pytest.mark.parametrize("said", [True, False])
def test_a_body_over_the_limit_is_refused(program: httpx.Client, said: bool) -> None:
    """Whether its length is declared or it comes in pieces, more than 20 MB are not read."""
    piece = b"x" * (MAX_BODY_BYTES // 4)
    content = piece * 5 if said else (piece for _ in range(5))
    answer = program.post("/api/v1/plans", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert problem_of(answer)["code"] == "request.too_large"
