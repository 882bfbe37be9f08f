"""Plans side by side in the manager's words: how each was ordered, its numbers, and who gained or lost by it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.planning.compare import Change, Placement, Totals, VisitChange, compare
from app.planning.options import PlanOptions
from app.planning.store import StoredPlan
from app.planning.week_plan import LedgerRow, Outcome, WeekPlan
from app.wording import clock
from web import formats
from web.i18n import Translator
from web.ledger_view import ledger_line
from web.plan_sketch import SketchedRoute, sketches
from web.rep_marks import initials, rep_colours, rep_tone
from web.week_view import certificate_line
from web.words import CHANGES, NEARNESS, plan_state

MOST_CHANGES = 300  # of one kind on a page


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """One of the plans: what it is, and its drawing; `drawing` has the tone and name of the rep of each route."""

    id: str
    number: int
    status: str
    state: str
    options: tuple[str, ...]
    drawing: tuple[tuple[str, str, SketchedRoute], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of one plan, with how it differs from the first plan's; empty where it does not."""

    text: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class RepRow:
    """One rep's visits and driving in each plan."""

    name: str
    initials: str
    tone: str
    visits: tuple[Figure, ...]
    travel: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One account that gained, lost, or is seen elsewhere; `why` is said of those nobody sees any more."""

    external_id: str
    name: str
    told: str
    why: str


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The accounts that a plan treats alike, compared with the first one."""

    kind: str
    name: str
    accounts: int
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """What one of the later plans does to accounts that the first treats otherwise."""

    number: int
    groups: tuple[ChangeGroup, ...]


@dataclass(frozen=True, slots=True)
class CompareView:
    plans: tuple[PlanColumn, ...]
    figures: tuple[FigureRow, ...]
    reps: tuple[RepRow, ...]
    differences: tuple[PlanDifference, ...]
    one_week: bool


def compare_view(stored: Sequence[StoredPlan], t: Translator) -> CompareView:
    """Two or three plans beside each other; the first is what the others are compared with."""
    plans = [one.plan for one in stored]
    names = {route.rep_id: route.rep_name for plan in plans for route in plan.routes}
    tones = {rep_id: rep_tone(colour) for rep_id, colour in rep_colours(names).items()}
    return CompareView(
        plans=tuple(
            PlanColumn(
                one.id,
                one.number,
                one.status,
                plan_state(one, t),
                options_words(one.options, t),
                tuple((tones[route.rep_id], names[route.rep_id], route) for route in drawn),
            )
            for one, drawn in zip(stored, sketches(plans), strict=True)
        ),
        figures=tuple(_figures(plans, t)),
        reps=tuple(_rep_row(rep_id, names[rep_id], tone, plans, t) for rep_id, tone in tones.items()),
        differences=tuple(PlanDifference(one.number, tuple(_groups(plans[0], one.plan, t))) for one in stored[1:]),
        one_week=len({plan.week_on for plan in plans}) == 1,
    )


def options_words(options: PlanOptions, t: Translator) -> tuple[str, ...]:
    """How the plan was ordered, as the form asks it."""
    days = options.planned_days or options.horizon
    first_on, last_on = days[0], days[-1]
    words = [t("{first} to {last}", first=formats.day(first_on, t), last=formats.day(last_on, t))]
    if options.iterations is None:
        words.append(t("{time} s of search for each rep", time=f"{options.time_limit_s:g}"))
    if options.nearness_pct is not None:
        name = NEARNESS.get(options.nearness_pct)
        words.append(t("travel weighs {pct} %", pct=options.nearness_pct) if name is None else t(name))
    if options.reps:
        words.append(t.count("{n} rep", "{n} reps", len(options.reps)))
    if options.previous is not None:
        words.append(t("holds on to an earlier plan"))
    if options.assume_qualified:
        words.append(t("every account taken as qualified"))
    return tuple(words)


def _figures(plans: Sequence[WeekPlan], t: Translator) -> list[FigureRow]:
    totals = [Totals.of(plan.routes) for plan in plans]
    left_out = [sum(row.outcome is Outcome.UNSERVED for row in plan.ledger) for plan in plans]

    def hours(seconds: int) -> str:
        return formats.hours(seconds, t)

    return [
        FigureRow(t("Visits"), _changes_of([one.visits for one in totals], str)),
        FigureRow(t("Worth"), _changes_of([one.worth_s for one in totals], hours)),
        FigureRow(t("On the road"), _changes_of([one.travel_s for one in totals], hours)),
        FigureRow(t("Distance"), _changes_of([one.travel_m for one in totals], lambda m: formats.distance(m, t))),
        FigureRow(t("Overtime"), _changes_of([one.overtime_s for one in totals], hours)),
        FigureRow(t("Left out"), _changes_of(left_out, str)),
        FigureRow(t("How good it is"), tuple(Figure(certificate_line(plan.certificate, t).sentence) for plan in plans)),
    ]


def _changes_of(amounts: Sequence[int], told: Callable[[int], str]) -> tuple[Figure, ...]:
    """Each amount with what it has more or less than the first, as far as that can be seen."""
    zero = told(0)
    figures = []
    for amount in amounts:
        change = told(abs(amount - amounts[0]))
        sign = "" if change == zero else "+" if amount > amounts[0] else "−"
        figures.append(Figure(told(amount), f"{sign}{change}" if sign else ""))
    return tuple(figures)


def _rep_row(rep_id: str, name: str, tone: str, plans: Sequence[WeekPlan], t: Translator) -> RepRow:
    own = [[route for route in plan.routes if route.rep_id == rep_id] for plan in plans]
    totals = [Totals.of(routes) for routes in own]
    return RepRow(
        name,
        initials(name),
        tone,
        _changes_of([one.visits for one in totals], str),
        _changes_of([one.travel_s for one in totals], lambda seconds: formats.hours(seconds, t)),
    )


def _groups(first: WeekPlan, other: WeekPlan, t: Translator) -> list[ChangeGroup]:
    found = compare(first, other)
    why = {row.external_id: row for row in other.ledger if row.outcome is not Outcome.ROUTED}
    groups = []
    for kind in Change:
        changes = found.of_kind(kind)
        lines = tuple(_line(change, why.get(change.external_id), t) for change in changes[:MOST_CHANGES])
        if changes:
            groups.append(ChangeGroup(kind.value, t(CHANGES[kind]), len(changes), lines))
    return groups


def _line(change: VisitChange, why: LedgerRow | None, t: Translator) -> ChangeLine:
    places = [_place(place, t) for place in (change.before, change.after) if place is not None]
    return ChangeLine(
        change.external_id,
        change.name,
        " → ".join(places),
        ledger_line(why, t).sentence if change.kind is Change.DROPPED and why is not None else "",
    )


def _place(place: Placement, t: Translator) -> str:
    return f"{place.rep_name} · {formats.day(place.on, t)} · {clock(place.start_s)}"
