"""Accounts: read them a page at a time, tell of one, change it, delete it.

An account is named in addresses by its external id, or by ours, which begins with `acc_`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.api.account_answers import AccountAnswer, AccountsAnswer, account_answer, accounts_answer
from app.api.account_orders import AccountFacts, AccountOrder, AccountReplacement, Source, external_id_in
from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, refuse_stale, require_match, shown, tagged
from app.api.cursors import PagesDep
from app.api.merge_patch import merged, patch_of
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Id, Instant, Text
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import AppError
from app.intake.account_changes import delete_account, stored_accounts, tell_accounts
from app.intake.account_edits import refuse_beyond_work
from app.intake.account_lists import (
    OUR_IDS,
    AccountFilter,
    account_ids,
    account_page,
    account_record,
    find_account,
    record_called,
    unknown_account,
)
from app.intake.overview import JudgedAccount
from app.intake.store import LIST
from app.intake.tombstones import SLACK, refuse_forgotten
from app.method.account import Account, Category, Grade

router = APIRouter(tags=["accounts"], route_class=StrictRoute)

Patch = Annotated[dict[str, Any], Depends(patch_of(AccountFacts))]


class AccountKnown(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "account.known",
            "The account is there already",
            "An account has this external id. Change that one, or choose another id.",
        )


@router.get("/accounts")
def get_accounts(
    pages: PagesDep,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    source: Source | None = None,
    owner: Annotated[Text | None, Query(description="External id of the rep.")] = None,
    market: Text | None = None,
    category: Category | None = None,
    grade: Grade | None = None,
    updated_since: Annotated[
        Instant | None, Query(description="Only what changed since; deletions of the last 90 days are told as well.")
    ] = None,
) -> AccountsAnswer:
    """The accounts in the order of their external ids, each with the gate's verdict and its due state."""
    now = clock()
    refuse_forgotten(updated_since, now)
    asked = AccountFilter(source, owner, market, category, grade, updated_since)
    with database.read() as session:
        walk = pages.of(session, "accounts", asked)
        ids = walk.slice(account_ids(session, asked, identity, walk.after, walk.limit + 1), str)
        page = account_page(session, ids.rows, now)
    return accounts_answer(page, ids.next_cursor, walk.began_at - SLACK, with_money=identity.sees_money)


@router.post("/accounts", status_code=201, response_model=AccountAnswer)
def post_account(order: AccountOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Tell of a new account; 409 where its external id is known. One that was deleted comes back."""

    def create(session: Session) -> Made:
        known = account_record(session, identity, order.external_id)
        if known is not None and known.deleted_at is None:
            raise AccountKnown
        told = _told(session, identity, order.external_id, order, order.source, clock())
        return Made(201, told, {"Location": f"/api/v1/accounts/{told.id}", **tagged(told, told.version)})

    return once.do(create)


@router.get("/accounts/{account_id}", response_model=AccountAnswer)
def get_account(
    account_id: Id,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One account with its contacts, its appointment and its standing."""
    with database.read() as session:
        found = find_account(session, identity, account_id, clock())
    if found is None:
        raise unknown_account()
    return shown(account_answer(found, with_money=identity.sees_money), if_none_match, found.version)


@router.put(
    "/accounts/{account_id}",
    response_model=AccountAnswer,
    responses={201: {"model": AccountAnswer, "description": "There was none of this id."}, 409: {}},
)
def put_account(
    account_id: Id,
    order: AccountReplacement,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Replace an account, or tell of a new one under an external id of yours; If-Match where it is there already."""
    now = clock()
    with database.write() as session:
        found = find_account(session, identity, account_id, now)
        if found is None:
            gone = account_record(session, identity, account_id)
            if gone is None and (account_id.startswith(OUR_IDS) or not identity.sees_everything):
                raise unknown_account()  # ids of ours are not given by others; and is there one that is not seen?
            refuse_stale(if_match, None)
            external_id = external_id_in(account_id) if gone is None else gone.external_id
            source = order.source or (LIST if gone is None else gone.source)
        else:
            require_match(if_match, _tag(found, identity))
            external_id = found.account.external_id
            is_its_name = account_id in (external_id, found.id)
            source = order.source if order.source and is_its_name else found.source
        told = _told(session, identity, external_id, order, source, now)
    return _answer(told, 201 if found is None else 200)


@router.patch("/accounts/{account_id}", response_model=AccountAnswer, responses={409: {}})
def patch_account(
    account_id: Id,
    changes: Patch,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Change some facts of an account (a JSON merge patch, RFC 7396).

    An assistant changes its name, address, opening hours and the day of the next step.
    """
    now = clock()
    with database.write() as session:
        found = _known(session, identity, account_id, now)
        require_match(if_match, _tag(found, identity))
        refuse_beyond_work(identity, changes)
        external_id = found.account.external_id
        as_stored = stored_accounts(session, identity, [external_id])[external_id].account
        facts = merged(AccountFacts.of(as_stored), _all_named(changes))
        told = _told(session, identity, external_id, facts, found.source, now)
    return _answer(told)


@router.delete("/accounts/{account_id}", status_code=204)
def delete_one_account(
    account_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> None:
    """Delete an account: it is neither listed nor planned any more. 204 also where it is gone already, or merged.

    Days that are published keep their stops until their week is planned again.
    """
    now = clock()
    with database.write() as session:
        record = record_called(session, identity, account_id)
        if record is None:
            raise unknown_account()
        if record.deleted_at is None:
            require_match(if_match, _tag(_known(session, identity, account_id, now), identity))
            delete_account(session, identity, record, now)


def _known(session: Session, identity: Identity, name: str, now: datetime) -> JudgedAccount:
    found = find_account(session, identity, name, now)
    if found is None:
        raise unknown_account()
    return found


def _told(
    session: Session, identity: Identity, external_id: str, facts: AccountFacts, source: str, now: datetime
) -> AccountAnswer:
    """Keep the account with these facts; its appointment, and contacts that are not named, stay."""
    before = stored_accounts(session, identity, [external_id]).get(external_id)
    kept: Account | None = None if before is None or before.is_deleted else before.account
    tell_accounts(session, identity, source, [facts.account(external_id, kept)], now)
    return account_answer(_known(session, identity, external_id, now), with_money=identity.sees_money)


def _tag(found: JudgedAccount, identity: Identity) -> str:
    return entity_tag(account_answer(found, with_money=identity.sees_money), found.version)


def _answer(told: AccountAnswer, status: int = 200) -> Response:
    return Response(told.model_dump_json(), status, tagged(told, told.version), "application/json")


def _all_named(changes: Mapping[str, Any]) -> dict[str, Any]:
    """A patch that takes the contacts back leaves nobody; leaving them out would keep them."""
    return {name: [] if name == "contacts" and value is None else value for name, value in changes.items()}
