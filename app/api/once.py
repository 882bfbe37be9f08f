"""Idempotency keys (draft-ietf-httpapi-idempotency-key-header): however often a POST is sent, it has one effect.

The answer is kept in the transaction of the effect, so that neither a crash nor a lost reply can part them. Writers
take turns, so a second attempt finds the first one's answer or nothing of it. Refusals are not kept: they changed
nothing, and what was refused once may be fine later.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, cast

from fastapi import Depends, Header, Request, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from app.access.kept_answers import Attempt, KeptAnswer, OtherBody, keep_answer, kept_answer
from app.api.values import Answer
from app.credential import credential_of
from app.db import Database
from app.deps import Clock, ClockDep, DatabaseDep, SettingsDep
from app.errors import AppError, Fault, InvalidInput

LONGEST_KEY = 255
_CHUNK_BYTES = 1 << 20

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A text of your own, quoted or bare, at most 255 characters. The same request under the same key"
        " within 7 days has one effect and gets the same answer.",
    ),
]


@dataclass(frozen=True, slots=True)
class Made:
    """What a request brought about: the answer's status, its body, and its headers.

    `kept` is what is kept for a repeated request in the body's place, where that one holds a secret.
    """

    status: int
    body: Answer
    headers: Mapping[str, str] = field(default_factory=dict)
    kept: Answer | None = None


class UnderWay:
    """The attempts that this process is working on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempts: set[str] = set()

    @contextmanager
    def alone(self, attempt: Attempt) -> Iterator[None]:
        """Raises a conflict where the same request is being worked on already."""
        name = attempt.request_sha256
        with self._lock:
            if name in self._attempts:
                raise _under_way()
            self._attempts.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._attempts.remove(name)


class Once:
    """Does what a POST asks for, once for each idempotency key; without a key, as often as it comes."""

    def __init__(self, attempt: Attempt | None, database: Database, clock: Clock, under_way: UnderWay) -> None:
        self._attempt = attempt
        self._database = database
        self._clock = clock
        self._under_way = under_way

    def do(self, effect: Callable[[Session], Made]) -> Response:
        """Run the effect in a session that writes, and keep its answer with it; a repeated request gets that answer."""
        if self._attempt is None:
            with self._database.write() as session:
                made = effect(session)
            return _response(_as_sent(made, made.body))
        with self._under_way.alone(self._attempt), self._database.write() as session:
            now = self._clock()
            try:
                kept = kept_answer(session, self._attempt, now)
            except OtherBody as error:
                raise _other_body() from error
            if kept is not None:
                return _response(kept, {"Idempotent-Replayed": "true"})
            made = effect(session)
            keep_answer(session, self._attempt, _as_sent(made, made.kept or made.body), now)
        return _response(_as_sent(made, made.body))


async def once_of(
    request: Request, database: DatabaseDep, settings: SettingsDep, clock: ClockDep, key: IdempotencyKey = None
) -> Once:
    """What makes this request one of a kind; raises InvalidInput for a key that is none."""
    attempt = None
    if key is not None:
        attempt = Attempt(
            credential_of(request, settings),
            request.method,
            request.url.path,
            _unquoted(key),
            await _body_sha256(request),
        )
    return Once(attempt, database, clock, cast(UnderWay, request.app.state.under_way))


OnceDep = Annotated[Once, Depends(once_of)]


def _as_sent(made: Made, body: Answer) -> KeptAnswer:
    return KeptAnswer(made.status, made.headers, body.model_dump_json())


def _response(answer: KeptAnswer, headers: Mapping[str, str] | None = None) -> Response:
    return Response(answer.body, answer.status, {**answer.headers, **(headers or {})}, "application/json")


def _unquoted(key: str) -> str:
    """The key itself: quotation marks of a structured field (RFC 9651) are no part of it."""
    bare = key[1:-1].replace('\\"', '"').replace("\\\\", "\\") if key[:1] == key[-1:] == '"' and len(key) > 1 else key
    if not 0 < len(bare) <= LONGEST_KEY or not bare.isascii() or not bare.isprintable():
        detail = f"Give each request a key of 1 to {LONGEST_KEY} printable ASCII characters, such as a UUID."
        raise InvalidInput(
            "idempotency.key", "This key cannot be used.", [Fault("/header/Idempotency-Key", "idempotency.key", detail)]
        )
    return bare


async def _body_sha256(request: Request) -> str:
    """A hash of what the request carries; how a form or a JSON text is spelled is no part of it."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data" or kind == "application/x-www-form-urlencoded":
        return await run_in_threadpool(_form_sha256, await request.form())
    body = await request.body()
    if kind.endswith("json") and body:
        body = json.dumps(await request.json(), sort_keys=True).encode()
    return hashlib.sha256(json.dumps(sorted(request.query_params.multi_items())).encode() + body).hexdigest()


def _form_sha256(form: FormData) -> str:
    parts = [[name, _digest(value) if isinstance(value, UploadFile) else value] for name, value in form.multi_items()]
    return hashlib.sha256(json.dumps(sorted(parts, key=str)).encode()).hexdigest()


def _digest(upload: UploadFile) -> list[Any]:
    upload.file.seek(0)
    whole = hashlib.sha256()
    while chunk := upload.file.read(_CHUNK_BYTES):
        whole.update(chunk)
    upload.file.seek(0)
    return [upload.filename, whole.hexdigest()]


def _under_way() -> AppError:
    return AppError(
        409,
        "idempotency.under_way",
        "Being done",
        "The same request is being worked on. Send it again in a moment, under the same key, for its answer.",
        headers={"Retry-After": "1"},
    )


def _other_body() -> InvalidInput:
    detail = "Give every new request a key of its own; only the very same request may be sent again under a key."
    fault = Fault("/header/Idempotency-Key", "idempotency.other_body", detail)
    return InvalidInput("idempotency.other_body", "This key was used for another request.", [fault])
