"""Opportunities as pages: the list by stage, one of them, and the few taps that change it."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.access.roles import Role
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from app.intake.account_lists import external_id_of
from app.intake.overview import local_today, local_zone
from app.intake.own_words import own_words
from app.method.opportunity import Criterion, Opportunity, Stage
from app.opportunities.changes import OpportunityMoved, answer_help, begin_opportunity, change_opportunity
from app.opportunities.known import (
    OpportunityFilter,
    find_opportunity,
    opportunity_changes,
    pressing_opportunities,
    stage_counts,
)
from web.account_pages import rep_names
from web.account_view import account_href
from web.opportunity_view import (
    change_lines,
    finding_sent,
    help_box,
    opportunity_form,
    opportunity_href,
    opportunity_line,
    tiles,
)
from web.own_words_view import own_translator
from web.page import Page, PageDep
from web.stage_words import STAGES

router = APIRouter()

MOST_SHOWN = 300
MOST_MONEY = 10_000_000_000
_TEXT = r"^[^\x00]*$"


@router.get("/opportunities")
def show_opportunities(
    page: PageDep, identity: IdentityDep, database: DatabaseDep, stage: str = "", rep: str = "", help: str = ""
) -> Response:
    """Those that are seen, who waits for help first; counted by stage."""
    wanted = Stage(stage) if stage in set(Stage) else None
    asked = OpportunityFilter(stage=wanted, rep_id=rep or None, needs_help=True if help else None)
    of_all_stages = OpportunityFilter(rep_id=asked.rep_id, needs_help=asked.needs_help)
    with database.read() as session:
        known = pressing_opportunities(session, identity, asked, MOST_SHOWN)
        counts = stage_counts(session, identity, of_all_stages)
        reps = rep_names(session, identity)
        words = own_words(session).words
    t = own_translator(words, page.t)

    def href(**changed: str) -> str:
        query = {"stage": stage, "rep": rep, "help": help, **changed}
        return f"/opportunities?{urlencode({name: value for name, value in query.items() if value})}"

    return page.html(
        "opportunities.html",
        here="opportunities",
        lines=[opportunity_line(one, reps, t) for one in known],
        stages=[
            (one == wanted, t(name), counts[one], href(stage="" if one == wanted else one.value))
            for one in words.stage_order
            for name, _ in (STAGES[one],)
        ],
        stage=stage,
        rep=rep,
        reps=[] if identity.rep_id else sorted(reps.items(), key=lambda pair: pair[1]),
        help=bool(help),
        is_filtered=bool(wanted or rep or help),
        is_cut=len(known) == MOST_SHOWN,
    )


@router.get("/opportunities/{opportunity_id}")
def show_opportunity(
    opportunity_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep
) -> Response:
    """One opportunity: how far it is, what nobody knows yet, the help, the form, and its changes."""
    with database.read() as session:
        known = find_opportunity(session, identity, opportunity_id)
        changes = opportunity_changes(session, identity, opportunity_id)
        zone, today = local_zone(session), local_today(session, clock())
        words = own_words(session).words
    t = own_translator(words, page.t)
    return page.html(
        "opportunity.html",
        here="opportunities",
        href=opportunity_href(known.id),
        name=known.opportunity.name,
        account=known.account_name,
        account_href=account_href(known.account_id),
        tiles=tiles(known.opportunity, today, t),
        help=help_box(known, zone, t),
        may_answer=known.needs_help and identity.role in (Role.MANAGER, Role.DIRECTOR),
        form=opportunity_form(known.opportunity, t, words.stage_order),
        version=known.version,
        changes=change_lines(changes, zone, t),
    )


async def told_opportunity(request: Request, page: PageDep) -> Opportunity:
    """The opportunity that a form tells of; raises InvalidInput with what to correct."""
    sent = {name: str(value) for name, value in (await request.form(max_fields=40)).items()}
    name, value, close_on = (sent.get(key, "").strip() for key in ("name", "value", "close_on"))
    stage = sent.get("stage", Stage.IDENTIFIED)
    texts = (name, sent.get("help_wanted", ""), *(sent.get(f"note_{one}", "") for one in Criterion))
    lost = sent.get("lost") == "true"
    if not name or len(name) > 120:
        raise _refused(page.t("Give the opportunity a name of at most 120 characters. Nothing was saved."))
    if any("\x00" in text or len(text) > 300 for text in texts):
        raise _refused(page.t("A sentence here has at most 300 characters. Nothing was saved; shorten it."))
    if stage not in set(Stage):
        raise _refused(page.t("Choose a stage from the list. Nothing was saved."))
    if value and not (value.isascii() and value.isdecimal() and int(value[:12]) <= MOST_MONEY and len(value) < 12):
        raise _refused(page.t("The value is a whole number of CNY, at most 10,000,000,000. Nothing was saved."))
    if lost and stage in (Stage.SIGNED, Stage.GROWING):
        raise _refused(page.t("What was signed is not lost: choose another stage, or take the mark away."))
    return Opportunity(
        name=name,
        stage=Stage(stage),
        value=int(value) if value else None,
        close_on=_day(close_on, page),
        lost=lost,
        findings={one: finding_sent(sent.get(f"answer_{one}", ""), sent.get(f"note_{one}", "")) for one in Criterion},
        help_wanted=sent.get("help_wanted", "").strip(),
    )


Told = Annotated[Opportunity, Depends(told_opportunity)]


@router.post("/accounts/{account_id}/opportunities")
def begin(account_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, told: Told) -> Response:
    """A new opportunity of this account."""
    with database.write() as session:
        name = external_id_of(session, identity, account_id)
        known = begin_opportunity(session, identity, name, told, clock())
    return RedirectResponse(opportunity_href(known.id), status_code=303)


@router.post("/opportunities/{opportunity_id}")
def save(
    opportunity_id: str,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    told: Told,
    version: Annotated[int, Form()],
) -> Response:
    """Let what was typed count; nothing is saved over a change that was not seen."""
    with database.write() as session:
        if find_opportunity(session, identity, opportunity_id).version != version:
            raise OpportunityMoved
        change_opportunity(session, identity, opportunity_id, told, clock())
    return RedirectResponse(opportunity_href(opportunity_id), status_code=303)


@router.post("/opportunities/{opportunity_id}/answer")
def answer(
    opportunity_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    answer: Annotated[str, Form(max_length=1000, pattern=_TEXT)],
) -> Response:
    """Answer who asks for help."""
    if not answer.strip():
        raise _refused(page.t("Write what you will do, or what you advise. Nothing was saved."))
    with database.write() as session:
        answer_help(session, identity, opportunity_id, answer.strip(), clock())
    return RedirectResponse(opportunity_href(opportunity_id), status_code=303)


def _day(text: str, page: Page) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2100:
        raise _refused(page.t("Write the day as YYYY-MM-DD, between 2000 and 2100. Nothing was saved."))
    return day


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput("opportunity.value", sentence)
