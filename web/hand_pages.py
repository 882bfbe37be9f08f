"""Changing a plan by hand: the days of a rep as lists, what a change would bring, saving it, and locks."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.people import names_of
from app.by_hand.change import Change, RulesBroken, Spot, change_plan, preview_change
from app.by_hand.locks import lock_by_hand, unlock_by_hand
from app.by_hand.words import ChangeRefused
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.planning.compare import compare
from app.planning.seen_plans import load_seen_plan
from app.planning.states import PlanStatus
from app.planning.store import StoredPlan
from app.planning.week_plan import Outcome
from web.hand_view import board_href, change_lines, day_lists, effect, rep_is_locked
from web.page import Page, PageDep
from web.plan_pages import known_plan
from web.words import plan_state

router = APIRouter()

MOST_CHOICES = 500
Id = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says; empty where nothing is chosen yet."""

    account: str = ""
    to_rep: str = ""
    on: str = ""
    position: str = ""
    time: str = ""
    drop: bool = False

    def change(self) -> Change | None:
        """None until the new place is chosen."""
        if not self.account or not (self.drop or (self.to_rep and self.on)):
            return None
        if self.drop:
            return Change(self.account, None)
        start_s = None
        if self.time:
            hours, minutes = self.time.split(":")[:2]
            start_s = int(hours) * 3600 + int(minutes) * 60
        return Change(
            self.account,
            Spot(self.to_rep, date.fromisoformat(self.on), int(self.position) if self.position else None, start_s),
        )


_DAY, _TIME, _PLACE = r"^(\d{4}-\d{2}-\d{2})?$", r"^(([01]\d|2[0-3]):[0-5]\d(:\d\d)?)?$", r"^\d{0,3}$"


@router.get("/plans/{plan_id}/change")
def board(
    plan_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    rep: Id = "",
    account: Id = "",
    to_rep: Id = "",
    on: Annotated[str, Query(pattern=_DAY)] = "",
    position: Annotated[str, Query(pattern=_PLACE)] = "",
    time: Annotated[str, Query(pattern=_TIME)] = "",
    drop: bool = False,
) -> Response:
    """The lists, and beside them the account that is to be moved with what that would bring."""
    asked = Asked(account, to_rep, on, position, time, drop)
    with database.read() as session:
        stored = known_plan(session, identity, plan_id)
        refusal, brings = "", None
        if (change := asked.change()) is not None:
            try:
                brings = effect(preview_change(session, identity, plan_id, change, clock()), page.t)
            except ChangeRefused as refused:
                refusal = refused.say(page.t.text)
        return _board(page, session, identity, stored, rep, asked, refusal=refusal, brings=brings)


@router.post("/plans/{plan_id}/change")
def save(
    plan_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    account: Annotated[str, Form(max_length=200)],
    rep: Annotated[str, Form(max_length=200)] = "",
    to_rep: Annotated[str, Form(max_length=200)] = "",
    on: Annotated[str, Form(pattern=_DAY)] = "",
    position: Annotated[str, Form(pattern=_PLACE)] = "",
    time: Annotated[str, Form(pattern=_TIME)] = "",
    drop: Annotated[bool, Form()] = False,
    keep: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Make the change and show the new version; where it cannot be made any more, show why."""
    asked = Asked(account, to_rep, on, position, time, drop)
    change = asked.change()
    if change is None:
        return RedirectResponse(board_href(plan_id, rep, account=account), status_code=303)
    try:
        with database.write() as session:
            new_id = change_plan(session, identity, plan_id, change, keep or [], clock())
            note_deed(session, identity, "plan.changed", new_id, clock())
    except (ChangeRefused, RulesBroken):
        places = {"account": account, "to_rep": to_rep, "on": on, "position": position, "time": time}
        again = {name: value for name, value in places.items() if value} | ({"drop": "true"} if drop else {})
        return RedirectResponse(board_href(plan_id, rep, **again), status_code=303)
    return RedirectResponse(board_href(new_id, to_rep or rep), status_code=303)


@router.post("/plans/{plan_id}/lock")
def lock(
    plan_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    rep: Annotated[str, Form(max_length=200)],
    on: Annotated[str, Form(pattern=_DAY)] = "",
    account: Annotated[str, Form(max_length=200)] = "",
    locked: Annotated[bool, Form()] = False,
) -> Response:
    """Hold a stop, a day or a rep, or let go of it."""
    day = date.fromisoformat(on) if on else None
    with database.write() as session:
        if locked:
            kept_id = lock_by_hand(session, identity, plan_id, rep, day, account)
        else:
            kept_id = unlock_by_hand(session, identity, plan_id, rep, day, account, clock())
        note_deed(session, identity, "plan.locked" if locked else "plan.unlocked", kept_id, clock())
    return RedirectResponse(board_href(kept_id, rep), status_code=303)


def _board(
    page: Page,
    session: Session,
    identity: Identity,
    stored: StoredPlan,
    rep_id: str,
    asked: Asked,
    **values: Any,
) -> Response:
    plan, t = stored.plan, page.t
    reps = {route.rep_id: route.rep_name for route in plan.routes}
    shown = rep_id if rep_id in reps else next(iter(reps), "")
    before = None if stored.changed_from is None else load_seen_plan(session, identity, stored.changed_from)
    stops = {stop.external_id: stop.name for route in plan.routes for stop in route.stops}
    others = {row.external_id: row.name for row in plan.ledger if row.outcome is Outcome.UNSERVED}
    names = names_of(session, {kept.by for kept in plan.hand.kept})
    return page.html(
        "change.html",
        here="week",
        stored=stored,
        state=plan_state(stored, t),
        is_open=stored.status is not PlanStatus.SUPERSEDED,
        address=f"/plans/{quote(stored.id)}",
        reps=[(name, reps[name], board_href(stored.id, name)) for name in reps],
        rep_id=shown,
        rep_locked=rep_is_locked(plan.hand, shown),
        days=day_lists(stored.id, plan, shown, names, t),
        all_days=sorted({route.on for route in plan.routes}),
        asked=asked,
        asked_name=stops.get(asked.account) or others.get(asked.account) or asked.account,
        is_planned=asked.account in stops,
        others=sorted(others.items())[:MOST_CHOICES],
        changes=() if before is None else change_lines(compare(before.plan, plan), t),
        before=before,
        **values,
    )
