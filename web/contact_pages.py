"""People at an account, told of from its page: whom the office found on the telephone."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from app.intake.account_lists import account_record, unknown_account
from app.intake.contact_changes import add_contact
from app.method.account import Contact, ContactRole
from app.method.debrief import LEVEL_SPOKEN
from web.account_view import account_href

router = APIRouter()

Reach = Annotated[str, Form(max_length=100)]


@router.post("/accounts/{account_id}/contacts")
def add(
    account_id: str,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    name: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[ContactRole, Form()] = ContactRole.UNKNOWN,
    phone: Reach = "",
    wechat: Reach = "",
    spoken: Annotated[bool, Form()] = False,
) -> Response:
    """Somebody at the account, behind those who are known."""
    with database.write() as session:
        record = account_record(session, identity, account_id)
        if record is None or record.deleted_at is not None:
            raise unknown_account()
        if not name.strip():
            raise InvalidInput("contact.name", "Write down what the contact is called.")
        level = LEVEL_SPOKEN if spoken else 0
        contact = Contact(name.strip(), role, level, phone.strip(), wechat=wechat.strip())
        add_contact(session, identity, record.id, contact, clock())
    return RedirectResponse(account_href(account_id), status_code=303)
