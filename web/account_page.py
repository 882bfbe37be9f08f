"""The page of one account: how it stands and why, its facts and people, its history, and the form that changes it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.roles import Role
from app.db import Database
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.account_changes import stored_accounts
from app.intake.account_edits import AccountMoved, edit_account, refuse_beyond_work
from app.intake.account_lists import account_record, find_account, unknown_account
from app.intake.method_settings import settings_in_force
from app.intake.overview import JudgedAccount, local_today, local_zone
from app.intake.own_words import own_words
from app.method.account import Answer, Category, Grade, Need
from app.method.cadence import days_since_visit, interval_days
from app.method.gate import legs
from app.opportunities.changes import MOST_OF_AN_ACCOUNT
from app.opportunities.known import OpportunityFilter, pressing_opportunities
from app.planning.in_force import stops_in_force
from app.tasks.evidence import evidence_of
from app.tasks.task_words import CAPPED, task_words
from app.visits.account_history import account_history
from app.visits.account_table import ROUTABLE, Moment
from web import formats
from web.account_form import (
    ANSWERS,
    FIELDS,
    FLAGS,
    TypedAccount,
    differences,
    facts_of,
    told,
    typed_account,
    typed_by_assistant,
)
from web.account_pages import rep_names
from web.account_view import GATED, account_href, moment, reason
from web.history_view import history_lines
from web.i18n import Translator
from web.maps import map_parts
from web.opportunity_view import opportunity_form, opportunity_line
from web.own_words_view import own_translator
from web.page import Page, PageDep
from web.rendering import map_assets, served_asset
from web.stop_row import call_url
from web.task_view import answer_choices, office_lines
from web.words import CATEGORIES, DUE_LETTERS, DUE_STATES, LEG_NAMES, marked

router = APIRouter()

CONTACT_ROLES: Mapping[str, str] = {
    "first_kp": marked("First KP"),
    "kp": marked("KP"),
    "user": marked("User"),
    "unknown": marked("Role unknown"),
}


@router.get("/accounts/{account_id}")
def account(account_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Everything that is known of the account."""
    with database.read() as session:
        return _account_page(page, session, identity, account_id, clock)


@router.post("/accounts/{account_id}")
def save(
    account_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    typed: Annotated[TypedAccount, Depends(typed_account)],
) -> Response:
    """Keep the facts that were typed; where the account has changed meanwhile, show both and keep neither."""
    return _saved(page, identity, database, clock, account_id, typed)


@router.post("/accounts/{account_id}/facts")
def save_by_assistant(
    account_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    typed: Annotated[TypedAccount, Depends(typed_by_assistant)],
) -> Response:
    """The same for those facts that are an assistant's to change."""
    refuse_beyond_work(identity, typed.facts)
    return _saved(page, identity, database, clock, account_id, typed)


def _saved(
    page: Page, identity: Identity, database: Database, clock: ClockDep, account_id: str, typed: TypedAccount
) -> Response:
    try:
        with database.write() as session:
            record = account_record(session, identity, account_id)
            if record is None:
                raise unknown_account()
            edit_account(session, identity, record.external_id, typed.version, typed.facts, clock())
    except AccountMoved:
        with database.read() as session:
            return _account_page(page, session, identity, account_id, clock, typed, status=409)
    return RedirectResponse(f"/accounts/{quote(account_id, safe='')}", status_code=303)


def _account_page(
    page: Page,
    session: Session,
    identity: Identity,
    name: str,
    clock: ClockDep,
    typed: TypedAccount | None = None,
    *,
    status: int = 200,
) -> Response:
    t, now = page.t, clock()
    found = find_account(session, identity, name, now)
    record = account_record(session, identity, name)
    if found is None or record is None:
        raise unknown_account()
    one = found.account
    stored = facts_of(stored_accounts(session, identity, [one.external_id])[one.external_id].account)
    reps = rep_names(session, identity)
    today = local_today(session, now)
    following = next(
        ((stop.on, stop.start_s) for stop in stops_in_force(session, today, None, one.external_id)),
        (one.appointment.on, one.appointment.start_s) if one.appointment and one.appointment.on >= today else None,
    )
    words = own_words(session).words
    own = own_translator(words, t)
    asked = OpportunityFilter(one.external_id)
    deals = pressing_opportunities(session, identity, asked, MOST_OF_AN_ACCOUNT) if identity.sees_money else []
    return page.html(
        "account.html",
        status=status,
        here="accounts",
        href=account_href(one.external_id),
        account=one,
        category=t(CATEGORIES[one.category]),
        tiles=_tiles(found, interval_days(one, settings_in_force(session)), following, today, t),
        verdict_reason=reason(one.external_id, one.name, found.verdict, t),
        due=(found.due.value, DUE_LETTERS[t.language][found.due], t(DUE_STATES[found.due])),
        precise=found.precise,
        declared_otherwise=found.declared_otherwise,
        answers=[(t(LEG_NAMES[leg]), t(ANSWERS[answer]), answer is Answer.YES) for leg, answer in legs(one).items()],
        facts=[(t(FIELDS[name]), told(name, stored[name], reps, t)) for name in FIELDS if name not in FLAGS],
        flags=[
            *(t(FIELDS[name]) for name in FLAGS if stored[name] and name != "active"),
            *([t("One more visit allowed")] if one.reopened else []),
        ],
        source=found.source,
        contacts=[(contact, t(CONTACT_ROLES[contact.role]), call_url(contact.phone)) for contact in one.contacts],
        history=history_lines(account_history(session, identity, record), local_zone(session), t),
        opportunities=[opportunity_line(deal, reps, own) for deal in deals],
        new_opportunity=opportunity_form(None, own, words.stage_order),
        office=office_lines(
            task_words(session, identity, [record.id]).get(record.id, ()),
            evidence_of(session, identity, record.id),
            local_zone(session),
            t,
        ),
        answer_choices=answer_choices(t),
        is_capped=found.verdict.code == CAPPED and not one.reopened and identity.role is not Role.ASSISTANT,
        may_edit=identity.leads,
        may_tell=identity.role is Role.ASSISTANT,
        may_add_contacts=identity.role is not Role.REP,
        sees_deals=identity.sees_money,
        contact_roles=[(role, t(name)) for role, name in CONTACT_ROLES.items()],
        conflict=[] if typed is None else differences(typed.facts, stored, reps, t),
        form=stored if typed is None else {**stored, **typed.facts},
        version=found.version,
        reps=sorted(reps.items(), key=lambda pair: pair[1]),
        choices=_choices(t),
        map=None if one.location is None else _map(page, found),
    )


def _tiles(
    found: JudgedAccount, interval: float | None, following: Moment | None, today: date, t: Translator
) -> list[tuple[str, str, str]]:
    one, since = found.account, days_since_visit(found.account, today)
    waited = t("never visited, as far as we know") if since is None else t.count("{n} day ago", "{n} days ago", since)
    every = t("no interval") if interval is None else t("every {days} days", days=f"{interval:g}")
    seen = formats.day(one.last_visit_on, t) if one.last_visit_on else "–"
    return [
        (t("Due"), t(DUE_STATES[found.due]), f"{waited} · {every}"),
        (t("Standing"), t(GATED[found.verdict.code or ROUTABLE]), t("Precise") if found.precise else t("Not precise")),
        (t("Last visit"), seen, t.count("{n} visit", "{n} visits", one.visits)),
        (t("Next visit"), moment(following, t) if following else "–", t("by the published plan or the appointment")),
    ]


def _choices(t: Translator) -> dict[str, list[tuple[str, str]]]:
    return {
        "category": [(one.value, t(CATEGORIES[one])) for one in Category],
        "grade": [(one.value, one.value) for one in Grade],
        "need": [(one.value, t(ANSWERS[one])) for one in Need],
        "ability_to_pay": [(one.value, t(ANSWERS[one])) for one in Answer],
        "authority": [(one.value, t(ANSWERS[one])) for one in Answer],
    }


def _map(page: Page, found: JudgedAccount) -> object:
    """A small map with the account's pin."""
    one, t = found.account, page.t
    assert one.location is not None
    lat, lon = page.tiles.shift(one.location.lat, one.location.lon)
    facts = {
        "kind": "stop",
        "id": found.id,
        "number": one.grade,
        "category": one.category.value,
        "due": found.due.value,
    }
    pin = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": facts}
    card = {"name": one.name, "tip": t(DUE_STATES[found.due]), "lines": [one.address]}
    data = {
        "features": {"type": "FeatureCollection", "features": [pin]},
        "cards": {found.id: card},
        "next": None,
        "words": {"whole": t("Show everything"), "navigate": t("Navigate"), "lunch": t("Lunch"), "weekdays": []},
    }
    return map_parts(data, page.tiles, map_assets(served_asset), page.nonce)
