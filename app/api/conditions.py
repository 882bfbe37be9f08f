"""Conditional requests (RFC 9110, section 13): strong ETags, 304 for who has the answer, If-Match before a change.

A tag is `"VERSION-DIGEST"` where the row counts its versions, else `"DIGEST"`. If-None-Match compares all of it.
If-Match compares the part before the dash: what an answer says beside the row's facts (such as how due a visit is) may
change overnight, and is no reason to refuse a change. `"VERSION"` alone, as a list tells it, is enough for If-Match.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import Header, Response

from app.api.values import Answer
from app.errors import AppError

_TAG = re.compile(r'"([\x21\x23-\x7e]*)"')
_STRONG_TAG = re.compile(rf"(?<!W/){_TAG.pattern}")
_PRIVATE = {"Cache-Control": "private, no-cache"}

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The ETag of what you have seen, or its `version` in quotes.")
]
OptionalIfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The ETag of what you have seen; may be left out here.")
]
IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", description="The ETag that you have; unchanged, the answer is 304.")
]


def entity_tag(answer: Answer, version: int | None = None) -> str:
    """The strong ETag of an answer."""
    return _tag_of(answer.model_dump_json().encode(), version)


def tagged(answer: Answer, version: int | None = None) -> Mapping[str, str]:
    """The headers of an answer that shows one thing."""
    return {"ETag": entity_tag(answer, version), **_PRIVATE}


def shown(answer: Answer, if_none_match: str | None, version: int | None = None) -> Response:
    """The answer to a GET of one thing; 304 where the asker has it already."""
    body = answer.model_dump_json().encode()
    tag = _tag_of(body, version)
    headers = {"ETag": tag, **_PRIVATE}
    known = [] if if_none_match is None else _TAG.findall(if_none_match)
    if tag.strip('"') in known or (if_none_match or "").strip() == "*":
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def require_match(if_match: str | None, current: str) -> None:
    """Raise 428 where a change does not say what it is based on, and 412 where that is not what is there."""
    if if_match is None:
        raise AppError(
            428,
            "condition.missing",
            "Say what you have seen",
            "Read it first and send its ETag as If-Match, so that nobody's change is overwritten unseen.",
            headers={"ETag": current},
        )
    refuse_stale(if_match, current)


def refuse_stale(if_match: str | None, current: str | None) -> None:
    """Raise 412 where the request is based on something else; without an If-Match it is based on nothing.

    `current` is the tag of what is there, None where there is nothing.
    """
    if if_match is None:
        return
    if current is not None:
        wanted = [tag.partition("-")[0] for tag in _STRONG_TAG.findall(if_match)]
        if if_match.strip() == "*" or current.strip('"').partition("-")[0] in wanted:
            return
    raise AppError(
        412,
        "condition.stale",
        "Changed meanwhile",
        "Somebody has changed it since you read it, so nothing was done. Read it again and decide anew.",
        headers={} if current is None else {"ETag": current},
    )


def _tag_of(body: bytes, version: int | None) -> str:
    digest = hashlib.sha256(body).hexdigest()[:32]
    return f'"{digest}"' if version is None else f'"{version}-{digest}"'
