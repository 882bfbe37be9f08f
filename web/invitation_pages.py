"""A manager's first step inside: a password, an authenticator app, and the first code of it, on one page."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from app.access.invitations import accept_invitation, peek_invitation
from app.access.one_time_codes import app_address, in_groups
from app.deps import ClockDep, DatabaseDep
from app.errors import InvalidInput
from web.page import Page, PageDep
from web.qr import qr_code
from web.session_cookie import device_of, signed_in

router = APIRouter()

Typed = Annotated[str, Form(max_length=1000)]


@router.get("/invitation/{token}")
def show_invitation(token: str, page: PageDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Password, QR code and secret of the app; looking at it uses nothing up."""
    return _page(page, database, clock, token)


@router.post("/invitation/{token}")
def use_invitation(
    token: str, page: PageDep, database: DatabaseDep, clock: ClockDep, password: Typed = "", code: Typed = ""
) -> Response:
    """Take both, and go in; what cannot be taken leaves the invitation as it is."""
    try:
        session_token = accept_invitation(database, token, password, code, clock(), device_of(page))
    except InvalidInput as refusal:
        return _page(page, database, clock, token, refusal)
    if session_token is None:
        return _page(page, database, clock, token)
    return signed_in(page, session_token, "manager", "/")


def _page(
    page: Page, database: DatabaseDep, clock: ClockDep, token: str, refusal: InvalidInput | None = None
) -> Response:
    with database.read() as session:
        invited = peek_invitation(session, token, clock())
    if invited is None:
        return page.html("invitation_over.html", status=410)
    return page.html(
        "invitation.html",
        status=200 if refusal is None else refusal.status,
        invited=invited,
        secret=in_groups(invited.totp_secret),
        qr=qr_code(app_address(invited.totp_secret, invited.login), page.t("QR code for your authenticator app")),
        notice="" if refusal is None else page.t.text(refusal.detail),
    )
