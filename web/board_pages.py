"""The board: what a period brought, with an interval and an n beside every rate, and the accounts behind each."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from app.access.teams import teams
from app.board.board import Board, BoardWish, board
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import NotFound
from app.intake.method_settings import settings_in_force
from app.intake.rep_lists import seen_reps
from app.method.board import Dimension, Measure
from app.opportunities.known import OpportunityFilter, stage_counts
from web import formats
from web.board_view import BoardWords, cases_behind, value_name
from web.board_words import MEASURES
from web.page import PageDep
from web.rep_form import Blank

router = APIRouter()

MOST_TEAMS = 200
_Within = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Day = Annotated[_Within | None, Blank, Query()]


def board_wish(from_on: Day = None, to_on: Day = None, team: str = "", rep: str = "") -> BoardWish:
    """The filters of the page; what is left empty asks for everything."""
    return BoardWish(from_on, to_on, team or None, rep or None)


WishDep = Annotated[BoardWish, Depends(board_wish)]


@router.get("/board")
def show_board(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, wish: WishDep) -> Response:
    """The quarter of today, or the days, team and rep that are asked for."""
    with database.read() as session:
        found = board(session, identity, wish, clock())
        small_n = settings_in_force(session).small_n
        waiting = OpportunityFilter(rep_id=wish.rep_id, needs_help=True)
        asking = 0 if wish.team_id else sum(stage_counts(session, identity, waiting).values())
        of_teams, reps = teams(session, identity, "", MOST_TEAMS), seen_reps(session, identity)
    words = BoardWords(found, _query(found, wish), small_n, page.t)
    return page.html(
        "board.html",
        here="board",
        board=found,
        wish=wish,
        period=_period(found, page),
        measures=[(page.t(one.name), page.t(one.meaning)) for one in MEASURES.values()],
        whole=words.whole(),
        parts=words.parts(),
        refusals=words.refusals(),
        small_n=small_n,
        asking=page.t.count("{n} opportunity asks for help", "{n} opportunities ask for help", asking)
        if asking
        else "",
        asking_href=f"/opportunities?{urlencode({'help': '1', **({'rep': wish.rep_id} if wish.rep_id else {})})}",
        teams=of_teams if len(of_teams) > 1 else [],
        reps=sorted(reps, key=lambda one: (one.name, one.external_id)),
    )


@router.get("/board/accounts")
def show_accounts_behind(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    wish: WishDep,
    measure: str = Measure.COVERAGE,
    by: str = "",
    value: str = "",
) -> Response:
    """The accounts that one number counts."""
    if measure not in set(Measure) or by not in {"", *Dimension}:
        raise NotFound("board.unknown", "The board has no such number. Go back to the board and choose one.")
    asked, of = Measure(measure), Dimension(by) if by else None
    with database.read() as session:
        found = board(session, identity, wish, clock())
    behind = found.behind(asked, of, value)
    group = ""
    if of is not None:
        group = value_name(of, value, behind[0].rep_name if behind else value, page.t)
    return page.html(
        "board_accounts.html",
        here="board",
        title=page.t(MEASURES[asked].name),
        meaning=page.t(MEASURES[asked].meaning),
        group=group,
        period=_period(found, page),
        lists=cases_behind(behind, asked, page.t),
    )


def _period(found: Board, page: PageDep) -> str:
    first, last = formats.dated_day(found.from_on, page.t), formats.dated_day(found.to_on, page.t)
    return page.t("{first} to {last}", first=first, last=last)


def _query(found: Board, wish: BoardWish) -> dict[str, str]:
    days = {"from_on": found.from_on.isoformat(), "to_on": found.to_on.isoformat()}
    return {**days, **({"team": wish.team_id} if wish.team_id else {}), **({"rep": wish.rep_id} if wish.rep_id else {})}
