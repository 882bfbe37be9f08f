"""The OpenAPI document: what the routes say themselves, and what is true of every one of them, said in one place."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from app.access.admission import Rule
from app.access.roles import Role
from app.access.rules import RULES
from app.api.values import Answer
from app.errors import PROBLEM_JSON

API = "/api/v1/"
METHODS = ("get", "put", "post", "patch", "delete")
TITLES = {
    400: "The body is no JSON.",
    401: "Nobody we know is asking.",
    403: "Whoever asks may not do this.",
    404: "There is nothing of this id, or not for who asks.",
    409: "It cannot be done as things are; `code` says why.",
    412: "Changed since it was read; `ETag` has what is there now.",
    413: "Larger than 20 MB.",
    415: "A body of another kind than described.",
    422: "Values that cannot be used; `errors` points at each.",
    428: "If-Match is missing.",
    429: "Too many requests; `Retry-After` says when to go on.",
    500: "Our fault; `instance` is the id to report.",
    503: "Busy; `Retry-After` says when to try again.",
}


class ProblemFault(Answer):
    pointer: str
    code: str
    detail: str


class ProblemAnswer(Answer):
    """Every answer that is no success looks like this (RFC 9457); some have further members."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[ProblemFault]


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the problems that each operation may answer, who may ask, and the headers of all answers."""
    _, shapes = models_json_schema([(ProblemAnswer, "serialization")], ref_template="#/components/schemas/{model}")
    components = document.setdefault("components", {})
    components.setdefault("schemas", {}).update(shapes["$defs"])
    for replaced in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(replaced, None)
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "An API key, for programs."},
        "session": {"type": "apiKey", "in": "cookie", "name": "kproute_session", "description": "For people."},
    }
    document["security"] = [{"key": []}, {"session": []}]
    for method, path, operation in operations(document):
        operation["security"] = _who_may(RULES[f"{method.upper()} {path}"])
        answers: dict[str, Any] = operation["responses"]
        for status in _problems(path, operation):
            described = answers.get(str(status), {}).get("description")
            answers[str(status)] = {
                "description": TITLES[status] if described in (None, "Validation Error") else described,
                "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}},
            }
        if "If-None-Match" in _headers(operation):
            answers["304"] = {"description": "Unchanged since the ETag that the asker has."}
        operation["responses"] = dict(sorted(answers.items()))
    return document


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation of the API with its method and path."""
    for path, item in document["paths"].items():
        if path.startswith(API):
            yield from ((method, path, item[method]) for method in METHODS if method in item)


def _who_may(rule: Rule) -> list[dict[str, list[str]]]:
    """The scopes of which a program needs one, and the roles of people, as OpenAPI names them."""
    people = sorted(rule.roles - {Role.PROGRAM})
    return [{"key": [scope.value]} for scope in rule.scopes] + [{"session": [role.value for role in people]}]


def _headers(operation: Mapping[str, Any]) -> dict[str, Any]:
    return {one["name"]: one for one in operation.get("parameters", ()) if one["in"] == "header"}


def _problems(path: str, operation: Mapping[str, Any]) -> set[int]:
    """What may go wrong, told from what the operation takes."""
    found = {401, 403, 422, 429, 500, 503} | {int(status) for status in operation["responses"] if int(status) >= 400}
    headers = _headers(operation)
    if "{" in path:
        found.add(404)
    if "requestBody" in operation:
        found |= {400, 413, 415}
    if "Idempotency-Key" in headers:
        found.add(409)
    if "If-Match" in headers:
        found |= {412} if "may be left out" in headers["If-Match"]["description"] else {412, 428}
    return found
