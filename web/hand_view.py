"""The week of one rep as lists to be changed by hand, and what a change would bring, in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from app.by_hand.change import Preview
from app.by_hand.words import broken_rule
from app.planning.by_hand import KeptAnyway
from app.planning.compare import Change, Comparison, VisitChange
from app.planning.states import PlanStatus
from app.planning.store import StoredPlan
from app.planning.week_plan import PlannedRoute, PlannedStop, WeekPlan
from app.wording import clock
from web import formats
from web.i18n import Translator
from web.ledger_view import times_href
from web.words import marked

CHANGES: Mapping[Change, str] = {
    Change.ADDED: marked("Added"),
    Change.DROPPED: marked("Taken out"),
    Change.MOVED: marked("Moved"),
    Change.RETIMED: marked("Another time"),
}


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop of a day; `broken` are the rules that somebody chose to break for it."""

    account_id: str
    name: str
    time: str
    is_promised: bool
    is_locked: bool
    broken: tuple[str, ...]
    href: str
    times_href: str


@dataclass(frozen=True, slots=True)
class DayList:
    iso: str
    name: str
    summary: str
    is_locked: bool
    has_begun: bool
    broken: tuple[str, ...]
    stops: tuple[StopLine, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A rep's week as lists; `back` names the page that they stand on (see `page_href`)."""

    address: str
    back: str
    rep_id: str
    rep_name: str
    rep_locked: bool
    is_open: bool
    days: tuple[DayList, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would bring: from where to where, numbers with their meaning, other visits, broken rules by key."""

    moved: str
    others: tuple[tuple[str, str], ...]
    tiles: tuple[tuple[str, str], ...]
    broken: tuple[tuple[str, str], ...]


def board_href(plan_id: str, rep_id: str, **asked: str) -> str:
    """The page of a rep's week, with what is asked for on it."""
    given = {name: value for name, value in asked.items() if value}
    return f"/plans/{quote(plan_id)}/change?{urlencode({'rep': rep_id, **given})}"


def move_href(plan_id: str, route: PlannedRoute, stop: PlannedStop, back: str) -> str:
    """Where this stop of the route is put elsewhere."""
    asked = {"account": stop.external_id, "from_on": route.on.isoformat(), "back": back}
    return board_href(plan_id, route.rep_id, **asked) + "#change"


def page_href(back: str, plan_id: str, rep_id: str) -> str:
    """The page where a stop was grabbed: the plan's own ("week"), the rep's day (its date), or the lists ("")."""
    if back == "week":
        return f"/plans/{quote(plan_id)}?{urlencode({'rep': rep_id})}#stops"
    if back:
        return f"/reps/{quote(rep_id, safe='')}/days/{back}?{urlencode({'plan': plan_id})}"
    return board_href(plan_id, rep_id)


def board_of(
    stored: StoredPlan, rep_id: str, names: Mapping[str, str], back: str, now: datetime, t: Translator
) -> Board:
    """The days of the rep; `names` says who is behind the ids of those who chose to break a rule."""
    plan = stored.plan
    routes = sorted((route for route in plan.routes if route.rep_id == rep_id), key=lambda route: route.on)
    return Board(
        address=f"/plans/{quote(stored.id)}",
        back=back,
        rep_id=rep_id,
        rep_name=next((route.rep_name for route in routes), rep_id),
        rep_locked=any(lock.rep_id == rep_id and lock.on is None for lock in plan.hand.locks),
        is_open=stored.status is not PlanStatus.SUPERSEDED,
        days=tuple(_day(stored.id, plan, route, names, back, now, t) for route in routes),
    )


def _day(
    plan_id: str, plan: WeekPlan, route: PlannedRoute, names: Mapping[str, str], back: str, now: datetime, t: Translator
) -> DayList:
    of_day = plan.hand.kept_on(route.rep_id, route.on)
    visits = t.count("{n} visit", "{n} visits", len(route.stops))
    return DayList(
        iso=route.on.isoformat(),
        name=formats.day(route.on, t),
        summary=f"{visits} · {formats.duration(route.travel_s, t)} · {clock(route.return_s)}"
        if route.stops
        else visits,
        is_locked=plan.hand.is_closed(route.rep_id, route.on),
        has_begun=route.has_begun(now),
        broken=tuple(told_rule(kept, route, names, t) for kept in of_day if not kept.external_id),
        stops=tuple(_stop(plan_id, plan, route, stop, of_day, names, back, t) for stop in route.stops),
    )


def _stop(
    plan_id: str,
    plan: WeekPlan,
    route: PlannedRoute,
    stop: PlannedStop,
    of_day: Sequence[KeptAnyway],
    names: Mapping[str, str],
    back: str,
    t: Translator,
) -> StopLine:
    return StopLine(
        account_id=stop.external_id,
        name=stop.name,
        time=clock(stop.start_s),
        is_promised=stop.is_appointment,
        is_locked=plan.hand.stop_lock(route.rep_id, route.on, stop.external_id) is not None,
        broken=tuple(told_rule(kept, route, names, t) for kept in of_day if kept.external_id == stop.external_id),
        href=move_href(plan_id, route, stop, back),
        times_href=times_href(stop.external_id),
    )


def told_rule(kept: KeptAnyway, route: PlannedRoute | None, names: Mapping[str, str], t: Translator) -> str:
    """The rule that is broken on its day's route, by whom and since when."""
    said = broken_rule(kept, route, t.text)
    if kept.at is None:
        return said
    who = names.get(kept.by) or t("somebody")
    return t("{rule} Kept by {who}, {when}.", rule=said, who=who, when=formats.day(kept.at.date(), t))


def notes_by_hand(plan: WeekPlan, names: Mapping[str, str], t: Translator) -> tuple[str, ...]:
    """Every rule that is broken on purpose, for the notes of the plan."""
    told = ((kept.on, told_rule(kept, plan.route(kept.rep_id, kept.on), names, t)) for kept in plan.hand.kept)
    return tuple(f"{formats.day(on, t)}: {sentence}" for on, sentence in told)


def effect(seen: Preview, account_id: str, t: Translator) -> Effect:
    """What the change of this account would bring."""
    before, after = seen.comparison.before, seen.comparison.after
    own = [change for change in seen.comparison.changes if change.external_id == account_id]
    others = [change for change in seen.comparison.changes if change.external_id != account_id]
    return Effect(
        next((_places(change, t) for change in own), ""),
        tuple((change.name, _places(change, t)) for change in others),
        (
            (t("Travel"), _signed(after.travel_s - before.travel_s, t)),
            (t("Worth"), _signed(after.worth_s - before.worth_s, t)),
            (t("Overtime"), _signed(after.overtime_s - before.overtime_s, t)),
            (t("The plan in all"), _signed(seen.value_s, t)),
        ),
        tuple((kept.key, broken_rule(kept, seen.plan.route(kept.rep_id, kept.on), t.text)) for kept in seen.asked),
    )


def _signed(seconds: float, t: Translator) -> str:
    minutes = round(seconds / 60)
    return t("{n} min", n=f"{minutes:+d}" if minutes else "0")


def change_lines(comparison: Comparison, t: Translator) -> tuple[tuple[str, str, str], ...]:
    """What became of each visit that the version before had elsewhere: kind, name, and from where to where."""
    return tuple((t(CHANGES[change.kind]), change.name, _places(change, t)) for change in comparison.changes)


def _places(change: VisitChange, t: Translator) -> str:
    """From where to where, as short as it can be told: what stays the same is not said twice."""
    before, after = change.before, change.after
    if before is not None and after is not None and before.day == after.day:
        return f"{formats.day(after.on, t)} {clock(before.start_s)} → {clock(after.start_s)}"
    places = (place for place in (before, after) if place is not None)
    return " → ".join(f"{place.rep_name} · {formats.day(place.on, t)} {clock(place.start_s)}" for place in places)
