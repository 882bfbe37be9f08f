"""Goals in words: a year's ladder, what a route answers of its day, and what is missing for the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from app.goals.needs import Outlay
from app.goals.standing import DayAnswer, GoalStanding
from app.method.account import Grade
from app.method.goal_ladder import Ladder, Rung, Span
from web import formats
from web.i18n import Translator


@dataclass(frozen=True, slots=True)
class RungLine:
    """A span with its targets as text; `is_now` where today lies in it."""

    name: str
    planned: str
    brought_in: str
    to_go: str
    is_now: bool
    parts: tuple["RungLine", ...]


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One rep in the list of all: his year so far and his day."""

    name: str
    href: str
    target: str
    brought_in: str
    share: str
    to_go: str
    day: str


def goal_line(standing: GoalStanding, today: date, t: Translator) -> GoalLine:
    """The rep's line; a rep who does not work in this year has no numbers."""
    brought_in = 0 if standing.ladder is None else standing.ladder.year.brought_in
    target = standing.day_target(today)
    answered = t("{expected} of {target}", expected=_amount(standing.answer.expected), target=_amount(target))
    return GoalLine(
        name=standing.rep.name,
        href=f"/goals/{quote(standing.rep.external_id, safe='')}",
        target=_amount(standing.yearly_target),
        brought_in=_amount(brought_in),
        share=f"{100 * brought_in / standing.yearly_target:.0f}%",
        to_go=_amount(standing.to_go),
        day=answered if target else t("Day off"),
    )


def tiles(standing: GoalStanding, today: date, t: Translator) -> Iterator[tuple[str, str, str]]:
    """This day, week, month, quarter and year: what is to go, beside what was planned and brought in."""
    names = {
        Span.DAY: t("Today"),
        Span.WEEK: t("This week"),
        Span.MONTH: t("This month"),
        Span.QUARTER: t("This quarter"),
        Span.YEAR: t("This year"),
    }
    if standing.ladder is None:
        return
    for rung in reversed(list(_around(standing.ladder.year, today))):
        done, planned = _amount(rung.brought_in), _amount(rung.planned)
        meaning = t("to go; {done} of {planned} brought in", done=done, planned=planned)
        yield names[rung.span], _amount(rung.to_go), meaning


def since_sentence(ladder: Ladder, t: Translator) -> str:
    """Which days the year does not ask back, for nobody knows what they brought; empty where it is the whole year."""
    if ladder.since <= ladder.year.first_on:
        return ""
    since = formats.dated_day(ladder.since, t)
    return t("Counted from {day}, the first with a route; days before it count as planned.", day=since)


def rung_line(rung: Rung, today: date, t: Translator) -> RungLine:
    """The span and all below it."""
    return RungLine(
        name=_span_name(rung, t),
        planned=_amount(rung.planned),
        brought_in=_amount(rung.brought_in),
        to_go=_amount(rung.to_go),
        is_now=rung.first_on <= today <= rung.last_on,
        parts=tuple(rung_line(part, today, t) for part in rung.parts),
    )


def day_sentence(answer: DayAnswer, target: int, t: Translator) -> str:
    """What the day has to bring, what its route is expected to bring, and by whom; empty on a day without a target."""
    if not target:
        return ""
    told = {"target": _money(target, t), "expected": _money(answer.expected, t)}
    customers, prospects = _by_grade(answer.customers), _by_grade(answer.prospects)
    whom = " · ".join(
        [
            *([t("customers {who}", who=customers)] if customers else []),
            *([t("prospects {who}", who=prospects)] if prospects else []),
        ]
    )
    if not whom:
        return t("Target of the day: {target}. No visit is planned for it.", **told)
    return t("Target of the day: {target}. This route is expected to bring {expected}: {whom}.", **told, whom=whom)


def need_sentences(needed: Outlay, money: int, t: Translator) -> list[str]:
    """What is to go read backwards, and the gap in plain words."""
    need = needed.need
    said = [
        t(
            "{money} are about {deals} deals of {value}. At today's chances that takes {prospects} precise prospects,"
            " {visits} visits and {days} field days.",
            money=_money(money, t),
            deals=need.deals,
            value=_money(needed.deal_value, t),
            prospects=need.precise_prospects,
            visits=need.visits,
            days=need.field_days,
        )
    ]
    if needed.missing_prospects:
        said.append(
            t(
                "There are {has} precise prospects: {missing} more are needed by the end of the year.",
                has=needed.precise_prospects,
                missing=needed.missing_prospects,
            )
        )
    else:
        said.append(t("There are {has} precise prospects: enough.", has=needed.precise_prospects))
    if needed.missing_field_days:
        said.append(
            t(
                "{has} field days are left this year: {missing} too few. Fuller days or better chances close the gap.",
                has=needed.field_days_left,
                missing=needed.missing_field_days,
            )
        )
    else:
        said.append(t("{has} field days are left this year: enough.", has=needed.field_days_left))
    if not needed.own:
        said.append(t("Without a precise prospect of his own, the chances are those of a B account known by name."))
    return said


def _money(amount: int, t: Translator) -> str:
    return t("CNY {amount}", amount=_amount(amount))


def _amount(amount: int) -> str:
    return f"{amount:,}"


def _by_grade(counted: Mapping[Grade, int]) -> str:
    return " ".join(f"{grade}×{counted[grade]}" for grade in Grade if counted[grade])


def _around(rung: Rung, today: date) -> Iterator[Rung]:
    """The spans that today lies in, from this one down."""
    if rung.first_on <= today <= rung.last_on or rung.span is Span.YEAR:
        yield rung
        for part in rung.parts:
            yield from _around(part, today)


def _span_name(rung: Rung, t: Translator) -> str:
    match rung.span:
        case Span.YEAR:
            return f"{rung.first_on.year}"
        case Span.QUARTER:
            return t("Quarter {n}", n=(rung.first_on.month + 2) // 3)
        case Span.MONTH:
            return formats.month(rung.first_on, t)
        case Span.WEEK:
            return f"{formats.short_day(rung.first_on, t)} – {formats.short_day(rung.last_on, t)}"
        case Span.DAY:
            return formats.day(rung.first_on, t)
