"""Changing a plan by hand: the days of a rep as lists, what a change would bring, saving it, locks, and undoing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.people import names_of
from app.access.scope import sees_all_of
from app.by_hand.change import Change, RulesBroken, Spot, change_plan, preview_change
from app.by_hand.locks import lock_by_hand, unlock_by_hand
from app.by_hand.undo import undo_change
from app.by_hand.words import ChangeRefused
from app.db import Database
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.planning.compare import compare
from app.planning.seen_plans import load_seen_plan
from app.planning.store import StoredPlan
from app.planning.week_plan import Outcome
from web import formats
from web.hand_view import board_href, board_of, change_lines, effect, page_href
from web.i18n import Translator
from web.page import Page, PageDep
from web.plan_pages import known_plan
from web.undo_notice import undo_notice
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
    from_on: str = ""  # the day of the visit that is meant
    back: str = ""  # the page where it was grabbed, see `page_href`

    def change(self) -> Change | None:
        """None until the new place is chosen."""
        if not self.account or not (self.drop or (self.to_rep and self.on)):
            return None
        from_on = date.fromisoformat(self.from_on) if self.from_on else None
        if self.drop:
            return Change(self.account, None, from_on)
        start_s = None
        if self.time:
            hours, minutes = self.time.split(":")[:2]
            start_s = int(hours) * 3600 + int(minutes) * 60
        return Change(
            self.account,
            Spot(self.to_rep, date.fromisoformat(self.on), int(self.position) if self.position else None, start_s),
            from_on,
        )


_DAY, _TIME, _PLACE = r"^(\d{4}-\d{2}-\d{2})?$", r"^(([01]\d|2[0-3]):[0-5]\d(:\d\d)?)?$", r"^\d{0,3}$"
_BACK = r"^(week|\d{4}-\d{2}-\d{2})?$"
Back = Annotated[str, Form(pattern=_BACK)]


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
    from_on: Annotated[str, Query(pattern=_DAY)] = "",
    back: Annotated[str, Query(pattern=_BACK)] = "",
    panel: bool = False,
) -> Response:
    """The lists, and beside them the account that is to be moved with what that would bring; `panel`: only that."""
    asked = Asked(account, to_rep, on, position, time, drop, from_on, back)
    with database.read() as session:
        stored = known_plan(session, identity, plan_id)
        refusal, brings = "", None
        if (change := asked.change()) is not None:
            try:
                brings = effect(preview_change(session, identity, plan_id, change, clock()), account, page.t)
            except ChangeRefused as refused:
                refusal = refused.say(page.t.text)
        moving = _moving(stored, rep, asked, page.t) | {"refusal": refusal, "brings": brings}
        return (
            page.html("_change.html", **moving) if panel else _board(page, session, identity, stored, moving, clock())
        )


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
    from_on: Annotated[str, Form(pattern=_DAY)] = "",
    back: Back = "",
) -> Response:
    """Make the change and show the new version; where it cannot be made any more, show why."""
    asked = Asked(account, to_rep, on, position, time, drop, from_on, back)
    change = asked.change()
    if change is None:
        return RedirectResponse(board_href(plan_id, rep, account=account, from_on=from_on, back=back), status_code=303)
    try:
        with database.write() as session:
            new_id = change_plan(session, identity, plan_id, change, keep or [], clock())
            note_deed(session, identity, "plan.changed", new_id, clock())
    except (ChangeRefused, RulesBroken):
        again = {"account": account, "to_rep": to_rep, "on": on, "position": position, "time": time, "back": back}
        again |= {"drop": "true" if drop else "", "from_on": from_on}
        return RedirectResponse(board_href(plan_id, rep, **again), status_code=303)
    return RedirectResponse(page_href(back, new_id, rep if back else to_rep or rep), status_code=303)


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
    back: Back = "",
) -> Response:
    """Hold a stop, a day or a rep, or let go of it."""
    day = date.fromisoformat(on) if on else None
    try:
        with database.write() as session:
            if locked:
                kept_id = lock_by_hand(session, identity, plan_id, rep, day, account)
            else:
                kept_id = unlock_by_hand(session, identity, plan_id, rep, day, account, clock())
            note_deed(session, identity, "plan.locked" if locked else "plan.unlocked", kept_id, clock())
    except ChangeRefused as refused:
        return _refused(page, identity, database, plan_id, rep, refused, clock())
    return RedirectResponse(page_href(back, kept_id, rep), status_code=303)


@router.post("/plans/{plan_id}/undo")
def undo(
    plan_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    rep: Annotated[str, Form(max_length=200)] = "",
    back: Back = "",
) -> Response:
    """Take the last change by hand back, and show the plan as it was before."""
    try:
        with database.write() as session:
            new_id = undo_change(session, identity, plan_id, clock())
            note_deed(session, identity, "plan.change_undone", new_id, clock())
    except ChangeRefused as refused:
        return _refused(page, identity, database, plan_id, rep, refused, clock())
    return RedirectResponse(page_href(back, new_id, rep), status_code=303)


def _refused(
    page: Page, identity: Identity, database: Database, plan_id: str, rep: str, refused: ChangeRefused, now: datetime
) -> Response:
    """The lists as they are, with what stands in the way."""
    with database.read() as session:
        stored = known_plan(session, identity, plan_id)
        moving = _moving(stored, rep, Asked(), page.t) | {"refusal": refused.say(page.t.text)}
        return _board(page, session, identity, stored, moving, now, status=refused.status)


def _moving(stored: StoredPlan, rep_id: str, asked: Asked, t: Translator) -> dict[str, Any]:
    """What the choice of a new place says."""
    plan = stored.plan
    reps = {route.rep_id: route.rep_name for route in plan.routes}
    shown = rep_id if rep_id in reps else next(iter(reps), "")
    stops = {stop.external_id: stop.name for route in plan.routes for stop in route.stops}
    others = {row.external_id: row.name for row in plan.ledger if row.outcome is Outcome.UNSERVED}
    return {
        "address": f"/plans/{quote(stored.id)}",
        "rep_id": shown,
        "reps": [(name, reps[name], board_href(stored.id, name)) for name in reps],
        "all_days": [(on, formats.day(on, t)) for on in sorted({route.on for route in plan.routes})],
        "asked": asked,
        "asked_name": stops.get(asked.account) or others.get(asked.account) or asked.account,
        "is_planned": asked.account in stops,
        "others": sorted(others.items())[:MOST_CHOICES],
        "leave_href": page_href(asked.back, stored.id, shown),
    }


def _board(
    page: Page,
    session: Session,
    identity: Identity,
    stored: StoredPlan,
    moving: dict[str, Any],
    now: datetime,
    *,
    status: int = 200,
) -> Response:
    plan, t, shown = stored.plan, page.t, moving["rep_id"]
    before = None if stored.changed_from is None else load_seen_plan(session, identity, stored.changed_from)
    names = names_of(session, {kept.by for kept in plan.hand.kept})
    return page.html(
        "change.html",
        status=status,
        here="week",
        stored=stored,
        state=plan_state(stored, t),
        may_publish=sees_all_of(session, identity, stored.options.reps),
        board=board_of(stored, shown, names, "", now, t),
        undo=undo_notice(session, identity, stored, shown, "", t),
        changes=() if before is None else change_lines(compare(before.plan, plan), t),
        before=before,
        **moving,
    )
