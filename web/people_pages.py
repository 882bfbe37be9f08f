"""People: reps, their ways in and assistants, for every manager; teams and managers, for directors.

Links and codes are shown once, in the answer to the button that made them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from app.access.admission import is_proved
from app.access.invitations import INVITATION_LIVES, invite
from app.access.links import LINK_LIVES, create_way_in
from app.access.logins import new_login
from app.access.open_sessions import end_sessions_of_rep
from app.access.people import (
    PersonFacts,
    change_person,
    create_person,
    delete_person,
    find_person,
    people,
    unknown_person,
)
from app.access.rep_access import rep_name, reps_access
from app.access.roles import PersonRole, Role
from app.access.teams import create_team, put_into_team, teams
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from app.intake.rep_lists import rep_record, unknown_rep
from web import formats
from web.page import Page, PageDep
from web.qr import qr_code

router = APIRouter()

MOST_SHOWN = 1000
FormId = Annotated[str, Form(max_length=200)]
Name = Annotated[str, Form(max_length=200)]
Teams = Annotated[list[str], Form(default_factory=list, max_length=MOST_SHOWN)]


@router.get("/people")
def show_people(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """The reps and assistants whom this manager sees; for a director the teams and the managers too."""
    now, directs = clock(), identity.role is Role.DIRECTOR
    with database.read() as session:
        reps = reps_access(session, identity, now)
        all_teams = teams(session, identity, "", MOST_SHOWN)
        found = people(session, identity, "", MOST_SHOWN)
    assistants = [one for one in found if one.facts.role is PersonRole.ASSISTANT]
    own = {one.id for one in assistants}
    names = {team.id: team.name for team in all_teams}
    return page.html(
        "people.html",
        here="people",
        reps=[
            (rep, names.get(rep.team_id or "", ""), formats.ago(now - rep.seen_at, page.t) if rep.seen_at else "")
            for rep in reps
        ],
        teams=all_teams,
        managers=[
            (one, names.get(one.facts.team_id or "", "")) for one in found if one.facts.role is not PersonRole.ASSISTANT
        ],
        assistants=[
            (one, [names[team_id] for team_id in names if team_id in one.facts.team_ids]) for one in assistants
        ],
        shared=[member for team in all_teams for member in team.assistants if member.id not in own],
        is_director=directs,
        is_proved=is_proved(identity, now),
    )


@router.post("/people/way-in")
def make_way_in(
    page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, rep_id: FormId
) -> Response:
    """A link, its QR code and six digits for a rep; what he was given before ends."""
    with database.write() as session:
        way = create_way_in(session, identity, rep_id, clock())
        name = rep_name(session, identity, rep_id)
    link = f"{page.settings.public_url}/sign-in/{way.token}"
    return page.html(
        "way_in.html",
        here="people",
        rep_id=rep_id,
        name=name,
        link=link,
        code=f"{way.code[:3]} {way.code[3:]}",
        qr=qr_code(link, page.t("QR code of the sign-in link")),
        minutes=int(LINK_LIVES.total_seconds() // 60),
    )


@router.post("/people/end-sessions")
def end_sessions(identity: IdentityDep, database: DatabaseDep, clock: ClockDep, rep_id: FormId) -> Response:
    """Sign a rep out on every device."""
    with database.write() as session:
        end_sessions_of_rep(session, identity, rep_id, clock())
    return _back()


@router.post("/people/teams")
def add_team(identity: IdentityDep, database: DatabaseDep, clock: ClockDep, name: Name) -> Response:
    """A new team."""
    with database.write() as session:
        create_team(session, identity, _named(name), clock())
    return _back()


@router.post("/people/team")
def move_rep(
    identity: IdentityDep, database: DatabaseDep, clock: ClockDep, rep_id: FormId, team_id: FormId = ""
) -> Response:
    """Make a rep one of another team, or of none."""
    with database.write() as session:
        record = rep_record(session, identity, rep_id)
        if record is None or record.deleted_at is not None:
            raise unknown_rep()
        put_into_team(session, identity, record, team_id or None, clock())
    return _back()


@router.post("/people/managers")
def add_manager(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    login: Name,
    name: Name,
    team_id: FormId = "",
) -> Response:
    """Somebody new, a director where no team is named, and the invitation for him."""
    role = PersonRole.MANAGER if team_id else PersonRole.DIRECTOR
    facts = PersonFacts(new_login(login), _named(name), role, team_id or None)
    with database.write() as session:
        made = create_person(session, identity, facts, clock())
        token = invite(session, identity, made.id, clock())
    return _invited(page, facts.name, token)


@router.post("/people/assistants")
def add_assistant(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    login: Name,
    name: Name,
    team: Teams,
) -> Response:
    """An assistant of these teams, and the invitation for him."""
    facts = PersonFacts(new_login(login), _named(name), PersonRole.ASSISTANT, None, _chosen(team))
    with database.write() as session:
        made = create_person(session, identity, facts, clock())
        token = invite(session, identity, made.id, clock())
    return _invited(page, facts.name, token)


@router.post("/people/assistants/teams")
def choose_teams(
    identity: IdentityDep, database: DatabaseDep, clock: ClockDep, person_id: FormId, team: Teams
) -> Response:
    """Let an assistant help these teams from now on, and no other."""
    chosen = _chosen(team)
    with database.write() as session:
        facts = find_person(session, identity, person_id).facts
        if facts.role is not PersonRole.ASSISTANT:
            raise unknown_person()
        change_person(session, identity, person_id, replace(facts, team_ids=chosen), clock())
    return _back()


@router.post("/people/invite")
def invite_again(
    page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, person_id: FormId
) -> Response:
    """A new invitation, for a password or a phone that is lost; the old password and the sessions end."""
    with database.write() as session:
        name = find_person(session, identity, person_id).facts.name
        token = invite(session, identity, person_id, clock())
    return _invited(page, name, token)


@router.post("/people/remove")
def remove(identity: IdentityDep, database: DatabaseDep, clock: ClockDep, person_id: FormId) -> Response:
    """Somebody leaves: he is signed out and cannot come in again."""
    with database.write() as session:
        delete_person(session, identity, person_id, clock())
    return _back()


def _invited(page: Page, name: str, token: str) -> Response:
    return page.html(
        "invited.html",
        here="people",
        name=name,
        link=f"{page.settings.public_url}/invitation/{token}",
        hours=INVITATION_LIVES.days * 24,
    )


def _chosen(teams: Sequence[str]) -> frozenset[str]:
    if not teams:
        raise InvalidInput("person.no_team", "Choose at least one team. Somebody who helps none has no work here.")
    return frozenset(teams)


def _named(name: str) -> str:
    """A name without what cannot be seen around it."""
    if not name.strip() or not name.isprintable():
        raise InvalidInput("name.unusable", "Write a name, in one line.")
    return name.strip()


def _back() -> Response:
    return RedirectResponse("/people", status_code=303)
