"""Seminars: a list of them and a form for the next; one with its list of whom to ask, and what became of each."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from app.access.roles import Role
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import AppError
from app.intake.overview import local_today
from app.intake.rep_lists import seen_reps
from app.method.account import Grade
from app.method.invitation_states import InvitationState
from app.method.rep import Half
from app.seminars.invitations import draw_up, invitations, seats_by_cell, set_invitation
from app.seminars.seminars import (
    MOST_SEATS,
    SeminarFacts,
    call_off,
    change_seminar,
    create_seminar,
    find_seminar,
    seminars_by_day,
)
from web.page import PageDep
from web.seminar_view import invitation_line, invitations_csv, seat_rows, seminar_line, texts_to_send, when
from web.words import HALVES, INVITATION_STATES

router = APIRouter()

MOST_SHOWN = 200
USUAL_SEATS = 30
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class SeminarChanged(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "seminar.changed",
            "The seminar was changed meanwhile",
            "Somebody has changed this seminar since you opened it. Nothing was saved; open it again and change it.",
        )


class SeminarForm(BaseModel):
    """What the form of a seminar sends."""

    on: Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
    half: Half
    place: Annotated[str, Field(max_length=300)]
    seats: int
    host: list[Annotated[str, Field(max_length=200)]] = []
    version: int = 0

    @property
    def facts(self) -> SeminarFacts:
        return SeminarFacts(self.on, self.half, self.place, self.seats, tuple(sorted(set(self.host))))


@router.get("/seminars")
def show_seminars(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """All seminars that are seen, the latest first, and a form for the next."""
    with database.read() as session:
        today = local_today(session, clock())
        found, reps = seminars_by_day(session, identity, today, MOST_SHOWN), seen_reps(session, identity)
    return page.html(
        "seminars.html",
        here="seminars",
        lines=[seminar_line(seminar, page.t) for seminar in found],
        may_change=identity.leads,
        reps=reps,
        today=today,
        halves=[(half.value, page.t(name)) for half, name in HALVES.items()],
        usual_seats=USUAL_SEATS,
        most_seats=MOST_SEATS,
    )


@router.post("/seminars")
def add_seminar(
    form: Annotated[SeminarForm, Form()], identity: IdentityDep, database: DatabaseDep, clock: ClockDep
) -> Response:
    """A new one."""
    with database.write() as session:
        seminar = create_seminar(session, identity, form.facts, clock())
    return _back(seminar.id)


@router.get("/seminars/{seminar_id}")
def show_seminar(
    seminar_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep
) -> Response:
    """One seminar: seats by market and grade, the list with its reasons, the text to send."""
    with database.read() as session:
        seminar = find_seminar(session, identity, seminar_id, clock())
        found, reps = invitations(session, identity, seminar_id, clock()), seen_reps(session, identity)
        today = local_today(session, clock())
    t, is_open = page.t, not seminar.is_over and not seminar.is_called_off
    return page.html(
        "seminar.html",
        here="seminars",
        seminar=seminar,
        line=seminar_line(seminar, t),
        title=when(seminar, t),
        may_change=identity.leads and is_open,
        may_invite=identity.role is not Role.REP and is_open,
        may_export=identity.leads,
        may_mark=not seminar.is_called_off,
        grades=[grade.value for grade in Grade],
        seats=seat_rows(seats_by_cell(found), t),
        invitations=[invitation_line(one, t) for one in found],
        states=[
            (state, t(name))
            for state, name in INVITATION_STATES.items()
            if state is not InvitationState.CAME or today >= seminar.facts.on
        ],
        messages=texts_to_send(seminar),
        reps=reps,
        today=today,
        halves=[(half.value, t(name)) for half, name in HALVES.items()],
        most_seats=MOST_SEATS,
    )


@router.post("/seminars/{seminar_id}")
def save_seminar(
    seminar_id: str,
    form: Annotated[SeminarForm, Form()],
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
) -> Response:
    """Change it, unless somebody else has meanwhile."""
    with database.write() as session:
        if find_seminar(session, identity, seminar_id, clock()).version != form.version:
            raise SeminarChanged
        change_seminar(session, identity, seminar_id, form.facts, clock())
    return _back(seminar_id)


@router.post("/seminars/{seminar_id}/cancel")
def cancel_seminar(seminar_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Call it off."""
    with database.write() as session:
        call_off(session, identity, seminar_id, clock())
    return _back(seminar_id)


@router.post("/seminars/{seminar_id}/list")
def draw_up_list(seminar_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Draw up the list, or draw it up again."""
    with database.write() as session:
        draw_up(session, identity, seminar_id, clock())
    return _back(seminar_id)


@router.post("/seminars/{seminar_id}/invitations")
def mark_invitation(
    seminar_id: str,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    account: Annotated[str, Form(max_length=200)],
    state: Annotated[InvitationState, Form()] = InvitationState.OPEN,
) -> Response:
    """What became of an invitation, or one more account."""
    with database.write() as session:
        set_invitation(session, identity, seminar_id, account.strip(), state, clock())
    return _back(seminar_id)


@router.get("/seminars/{seminar_id}/invitations.csv")
def export_invitations(
    seminar_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep
) -> Response:
    """The list as a file for Excel."""
    with database.read() as session:
        seminar = find_seminar(session, identity, seminar_id, clock())
        body = invitations_csv(invitations(session, identity, seminar_id, clock()), page.t)
    name = f"seminar-{seminar.facts.on.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(
        body, media_type="text/csv; charset=utf-8", headers={**headers, "X-Content-Type-Options": "nosniff"}
    )


def _back(seminar_id: str) -> Response:
    return RedirectResponse(f"/seminars/{seminar_id}", status_code=303)
