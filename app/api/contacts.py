"""The people at an account. Their ids stay as long as they are told of by the same name."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.api.account_answers import ContactAnswer, ContactsAnswer, contact_answer
from app.api.account_orders import ContactFacts
from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.merge_patch import merged, patch_of
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Id
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import NotFound
from app.intake.account_lists import account_record, unknown_account
from app.intake.contact_changes import (
    StoredContact,
    add_contact,
    change_contact,
    contacts_of,
    find_contact,
    remove_contact,
)

router = APIRouter(tags=["contacts"], route_class=StrictRoute)

Patch = Annotated[dict[str, Any], Depends(patch_of(ContactFacts))]


@router.get("/accounts/{account_id}/contacts")
def get_contacts(account_id: Id, database: DatabaseDep, identity: IdentityDep) -> ContactsAnswer:
    """Everybody we know at an account."""
    with database.read() as session:
        contacts = contacts_of(session, _account(session, identity, account_id))
    return ContactsAnswer(data=[contact_answer(stored) for stored in contacts])


@router.post("/accounts/{account_id}/contacts", status_code=201, response_model=ContactAnswer)
def post_contact(
    account_id: Id, order: ContactFacts, once: OnceDep, clock: ClockDep, identity: IdentityDep
) -> Response:
    """Tell of somebody at an account, behind those who are known."""

    def add(session: Session) -> Made:
        of = _account(session, identity, account_id)
        answer = contact_answer(add_contact(session, identity, of, order.contact(), clock()))
        return Made(201, answer, {"Location": f"/api/v1/accounts/{of}/contacts/{answer.id}", **tagged(answer)})

    return once.do(add)


@router.get("/accounts/{account_id}/contacts/{contact_id}", response_model=ContactAnswer)
def get_contact(
    account_id: Id,
    contact_id: Id,
    database: DatabaseDep,
    identity: IdentityDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One of the people at an account."""
    with database.read() as session:
        _, stored = _known(session, identity, account_id, contact_id)
    return shown(contact_answer(stored), if_none_match)


@router.patch("/accounts/{account_id}/contacts/{contact_id}", response_model=ContactAnswer, responses={409: {}})
def patch_contact(
    account_id: Id,
    contact_id: Id,
    changes: Patch,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Change what is known of somebody (a JSON merge patch, RFC 7396)."""
    with database.write() as session:
        of, stored = _known(session, identity, account_id, contact_id)
        require_match(if_match, entity_tag(contact_answer(stored)))
        contact = merged(ContactFacts.of(stored.contact), changes).contact()
        answer = contact_answer(change_contact(session, identity, of, contact_id, contact, clock()))
    return Response(answer.model_dump_json(), 200, tagged(answer), "application/json")


@router.delete("/accounts/{account_id}/contacts/{contact_id}", status_code=204)
def delete_contact(
    account_id: Id,
    contact_id: Id,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> None:
    """Forget somebody; 204 also where the account has nobody of this id."""
    with database.write() as session:
        of = _account(session, identity, account_id)
        stored = find_contact(session, of, contact_id)
        if stored is not None:
            require_match(if_match, entity_tag(contact_answer(stored)))
            remove_contact(session, identity, of, contact_id, clock())


def _account(session: Session, identity: Identity, name: str) -> str:
    """Our id of the account that is called so."""
    record = account_record(session, identity, name)
    if record is None or record.deleted_at is not None:
        raise unknown_account()
    return record.id


def _known(session: Session, identity: Identity, account_id: str, contact_id: str) -> tuple[str, StoredContact]:
    of = _account(session, identity, account_id)
    stored = find_contact(session, of, contact_id)
    if stored is None:
        raise NotFound("contact.unknown", "The account has no contact of this id.")
    return of, stored
