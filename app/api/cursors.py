"""Cursors: a place in a list, signed, so that only we can make one; it is of that list and of one day only."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Request, Response
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy.orm import Session

from app.access.signing import Signer
from app.deps import ClockDep
from app.errors import Fault, InvalidInput

LIVES = timedelta(hours=24)
_SIGNATURE_BYTES = 16

Limit = Annotated[int, Field(ge=1, le=200, description="Rows of a page.")]
Cursor = Annotated[str, StringConstraints(max_length=1200), Field(description="The `next_cursor` of the page before.")]

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Slice(Generic[_Row]):
    """The rows of a page, and the cursor of the next one."""

    rows: Sequence[_Row]
    next_cursor: str | None


class Walk:
    """A walk through one list: where this page begins, and how to go on. `began_at` is when its first page was read."""

    def __init__(self, pages: "Pages", signer: Signer, of: str, after: str, began_at: datetime) -> None:
        self._pages, self._signer, self._of = pages, signer, of
        self.after, self.began_at, self.limit = after, began_at, pages.limit

    @property
    def after_number(self) -> int:
        """The same place in a list whose rows are numbered from 1; 0 is the beginning."""
        return int(self.after or 0)

    def slice(self, rows: Sequence[_Row], key: Callable[[_Row], str]) -> Slice[_Row]:
        """The page of these rows, of which `limit` + 1 were asked for; `key` says where a row stands in the list."""
        page = rows[: self.limit]
        if len(rows) <= self.limit:
            return Slice(page, None)
        told = [self._of, key(page[-1]), round(self.began_at.timestamp(), 6), int(self._pages.now.timestamp())]
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        cursor = base64.urlsafe_b64encode(self._signer.sign(text) + text).decode().rstrip("=")
        self._pages.link_to(cursor)
        return Slice(page, cursor)


class Pages:
    """The page that a request asks for; its answer links to the next one (RFC 8288)."""

    def __init__(
        self, request: Request, response: Response, clock: ClockDep, limit: Limit = 50, cursor: Cursor | None = None
    ) -> None:
        self._url, self._headers = request.url, response.headers
        self.now = clock()
        self.limit = limit
        self._cursor = cursor

    def link_to(self, cursor: str) -> None:
        """Say in the answer's head where the next page is."""
        following = self._url.include_query_params(cursor=cursor)
        self._headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'

    def of(self, session: Session, name: str, *filters: object) -> Walk:
        """The walk through the list of this name and these filters; raises InvalidInput for another's cursor."""
        signer = Signer.of(session, "cursor")
        of = hashlib.sha256(json.dumps([name, *map(str, filters)]).encode()).hexdigest()[:16]
        if self._cursor is None:
            return Walk(self, signer, of, "", self.now)
        meant, after, began_s, issued_s = _read(self._cursor, signer)
        if meant != of:
            raise _refused("cursor.unknown", "The cursor is one of another list or of other filters.")
        if self.now - datetime.fromtimestamp(issued_s, UTC) > LIVES:
            raise _refused("cursor.expired", "The cursor is older than 24 hours.")
        return Walk(self, signer, of, after, datetime.fromtimestamp(began_s, UTC))


PagesDep = Annotated[Pages, Depends()]


class Paged(BaseModel):
    """What every answer to a list has beside its rows."""

    next_cursor: str | None = Field(description="For the next page, within 24 hours; null on the last one.")


def _read(cursor: str, signer: Signer) -> tuple[str, str, float, int]:
    try:
        whole = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refused("cursor.unknown", "The cursor is not one of ours.") from error
    signature, text = whole[:_SIGNATURE_BYTES], whole[_SIGNATURE_BYTES:]
    if not signer.knows(text, signature):
        raise _refused("cursor.unknown", "The cursor is not one of ours.")
    of, after, began_s, issued_s = json.loads(text)
    return of, after, began_s, issued_s


def _refused(code: str, why: str) -> InvalidInput:
    fault = Fault("/query/cursor", code, "Use the next_cursor of the page before, unchanged, or begin without one.")
    return InvalidInput(code, why, [fault])
