"""Refused requests: what went wrong as a value, and the one place that turns it into an answer (RFC 9457)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.request_id import request_id_of
from app.unusable import Unusable

PROBLEM_JSON = "application/problem+json"
PROBES = ("/healthz", "/readyz", "/metrics")  # asked by machines, which want no pages


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request: where (a JSON pointer), its code, and a sentence. Never the value itself."""

    pointer: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person or program is told about a request that failed. `instance` is the id to quote in a report.

    `more` are further members of the answer (RFC 9457, 3.2), such as what to do instead.
    """

    status: int
    code: str
    title: str
    detail: str
    instance: str
    errors: tuple[Fault, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


RenderErrorPage = Callable[[Request, Problem], Response]


class AppError(Exception):
    """A request we refuse, for a reason the sender can do something about."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        errors: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = headers or {}
        self.more = more or {}


class NotFound(AppError):
    def __init__(self, code: str, detail: str) -> None:
        super().__init__(404, code, "Not found", detail)


class NotSignedIn(AppError):
    def __init__(self) -> None:
        super().__init__(
            401,
            "access.not_signed_in",
            "Not signed in",
            "Open a sign-in link first; `kproute link manager` prints one. A program sends its API key as a bearer.",
            headers={"WWW-Authenticate": "Bearer"},
        )


class NotAllowed(AppError):
    def __init__(self, detail: str = "Ask a manager to do this, or sign in as one.") -> None:
        super().__init__(403, "access.not_allowed", "Not allowed", detail)


class NotADirector(NotAllowed):
    def __init__(self) -> None:
        super().__init__("Ask a director to do this.")


class ScopeMissing(AppError):
    def __init__(self, scopes: Sequence[str]) -> None:
        named = " or ".join(f"`{scope}`" for scope in scopes)
        super().__init__(
            403,
            "access.scope_missing",
            "Not allowed",
            f"The key lacks the scope {named}. Have a director make a key with it.",
            more={"scopes": list(scopes)},
        )


class ProveAgain(AppError):
    def __init__(self) -> None:
        super().__init__(
            403,
            "access.prove_again",
            "Show who you are once more",
            "This is for whoever has shown who he is within the last ten minutes. Do that once more, then try again.",
        )


class CrossSite(AppError):
    def __init__(self) -> None:
        super().__init__(
            403,
            "access.cross_site",
            "Refused",
            "The request came from another site, so nothing was changed. Open the page here and try again.",
        )


class InvalidInput(AppError):
    def __init__(self, code: str, detail: str, errors: Sequence[Fault] = ()) -> None:
        super().__init__(422, code, "Cannot be used as it is", detail, errors)


class Unstorable(InvalidInput):
    """A value that PostgreSQL cannot even be asked about, such as a text with a NUL character."""

    def __init__(self) -> None:
        super().__init__(
            "storage.unstorable",
            "A value holds what no database can keep, such as a NUL character. Nothing was changed; send it without.",
        )


class DatabaseBusy(AppError, Unusable):
    """The database could not be used this time, and trying again is worth it; on the command line it is one line."""

    def __init__(self) -> None:
        super().__init__(
            503,
            "storage.busy",
            "Busy",
            "The database was busy for too long, so nothing was changed. Try again in a moment.",
            headers={"Retry-After": "2"},
        )


class DatabaseAway(DatabaseBusy):
    """The database server does not answer; a change that was just being kept may be there or not."""

    def __init__(self) -> None:
        AppError.__init__(
            self,
            503,
            "storage.away",
            "Database away",
            "The database cannot be reached at the moment. Look whether your change is there before you send it again.",
            headers={"Retry-After": "5"},
        )


class DatabaseFull(DatabaseBusy):
    """There is no room left where the database lies; what is stored can still be read."""

    def __init__(self) -> None:
        AppError.__init__(
            self,
            503,
            "storage.full",
            "Disk full",
            "The disk of the database is full, so nothing was changed. Make room there, then try again.",
            headers={"Retry-After": "60"},
        )


# Answers the framework gives by itself: code, title, what to do.
_FRAMEWORK = {
    400: ("request.unreadable", "Unreadable request", "Check that the body is what the content type says."),
    404: ("route.not_found", "Not found", "Check the address; the API begins with /api/v1."),
    405: (
        "route.method_not_allowed",
        "Method not allowed",
        "Use another method; /api/v1/openapi.json lists them.",
    ),
    415: (
        "request.media_type",
        "Unsupported media type",
        "Send the body as application/json; lists of accounts or reps as multipart/form-data.",
    ),
    413: ("request.too_large", "Too large", "Send at most 20 MB; split the list into several files."),
}


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    told = asdict(problem)
    body: dict[str, Any] = {"type": "about:blank", **told.pop("more"), **told}
    return JSONResponse(body, status_code=problem.status, headers=headers, media_type=PROBLEM_JSON)


def install(app: FastAPI) -> None:
    """Answer every failure of this application as a problem; pages may set `app.state.render_error_page`."""
    app.state.render_error_page = None
    app.add_exception_handler(AppError, _refused)
    app.add_exception_handler(HTTPException, _framework_refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _failed)


def _answer(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    render = cast(RenderErrorPage | None, request.app.state.render_error_page)
    if render is None or request.url.path.startswith(("/api/", *PROBES)):
        return problem_response(problem, headers)
    page = render(request, problem)
    page.headers.update(headers or {})
    return page


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    problem = Problem(
        error.status, error.code, error.title, error.detail, request_id_of(request), error.errors, error.more
    )
    return _answer(request, problem, error.headers)


def _framework_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    fallback = (f"http.{error.status_code}", "Refused", "Check the request and try again.")
    code, title, detail = _FRAMEWORK.get(error.status_code, fallback)
    problem = Problem(error.status_code, code, title, detail, request_id_of(request))
    return _answer(request, problem, dict(error.headers or {}))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = request_faults(error)
    detail = "Some values cannot be used; `errors` names each one. Nothing was changed."
    problem = Problem(422, "request.invalid", "Cannot be used as it is", detail, request_id_of(request), faults)
    return _answer(request, problem)


def request_faults(error: RequestValidationError) -> tuple[Fault, ...]:
    """What is wrong with a request, value by value; never the values themselves."""
    return tuple(
        Fault(_pointer(fault["loc"]), str(fault["type"]), _sentence(str(fault["msg"]))) for fault in error.errors()
    )


def _failed(request: Request, _: Exception) -> Response:
    problem = Problem(
        500,
        "server.failed",
        "Something went wrong here",
        "Nothing was changed by this request. Try again; if it happens again, report the id below.",
        request_id_of(request),
    )
    return _answer(request, problem)


def _pointer(loc: Sequence[int | str]) -> str:
    """A JSON pointer (RFC 6901) into the request; a name the sender made up is cut and kept printable."""
    parts = [str(part)[:60].encode("utf-8", "replace").decode() for part in loc]
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".") + "."
