"""Keys for programs: what there are, new ones with their scopes, renewed and revoked. A key is shown once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from app.access.admission import is_proved
from app.access.key_lists import find_key, keys, revoke_key, rotate_key
from app.access.keys import create_key
from app.access.roles import Scope
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from web import formats
from web.page import Page, PageDep
from web.words import SCOPES, marked

router = APIRouter()

MOST_SHOWN = 1000
LIVES = {"90": marked("90 days"), "365": marked("One year"), "": marked("Until it is revoked")}
FormId = Annotated[str, Form(max_length=200)]


@router.get("/keys")
def show_keys(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Every key that works, and a form for a new one."""
    now = clock()
    with database.read() as session:
        listed = keys(session, "", MOST_SHOWN)
    working = [one for one in listed if one.revoked_at is None and (one.expires_at is None or one.expires_at > now)]
    return page.html(
        "keys.html",
        here="keys",
        keys=[
            {
                "id": one.id,
                "name": one.name,
                "prefix": one.prefix,
                "scopes": [page.t(SCOPES[scope]) for scope in one.scopes],
                "used": formats.ago(now - one.used_at, page.t) if one.used_at else "",
                "until": formats.day(one.expires_at.date(), page.t) if one.expires_at else "",
            }
            for one in reversed(working)
        ],
        over=len(listed) - len(working),
        scopes=[(scope.value, page.t(words)) for scope, words in SCOPES.items()],
        lives=[(days, page.t(words)) for days, words in LIVES.items()],
        is_proved=is_proved(identity, now),
    )


@router.post("/keys")
def make_key(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    name: Annotated[str, Form(max_length=100)],
    scopes: Annotated[Sequence[Scope], Form()] = (),
    days: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """A new key, shown this once."""
    if not name.strip() or not name.isprintable():
        raise InvalidInput("name.unusable", "Write a name, in one line.")
    if not scopes or days not in LIVES:
        raise InvalidInput("key.scopes", "Choose what the key is for, and how long it is to work.")
    now = clock()
    expires_at = now + timedelta(days=int(days)) if days else None
    with database.write() as session:
        made = create_key(session, name.strip(), now, scopes, expires_at=expires_at, by=identity)
    return _shown(page, name.strip(), made.text)


@router.post("/keys/rotate")
def rotate(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, key_id: FormId) -> Response:
    """A new key in an old one's place; both work for a day."""
    with database.write() as session:
        name = find_key(session, key_id).name
        made = rotate_key(session, identity, key_id, clock())
    return _shown(page, name, made.text, both=True)


@router.post("/keys/revoke")
def revoke(identity: IdentityDep, database: DatabaseDep, clock: ClockDep, key_id: FormId) -> Response:
    """The key works no more."""
    with database.write() as session:
        revoke_key(session, identity, key_id, clock())
    return RedirectResponse("/keys", status_code=303)


def _shown(page: Page, name: str, text: str, *, both: bool = False) -> Response:
    return page.html("key_made.html", here="keys", name=name, text=text, both=both)
