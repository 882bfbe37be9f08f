"""Opportunities in the reader's words: their lines, their form, and every change of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from app.method.account import Answer
from app.method.opportunity import Criterion, Finding, Opportunity, Stage
from app.opportunities.known import KnownOpportunity, OpportunityChange
from web import formats
from web.account_form import ANSWERS
from web.history_view import ACTORS
from web.i18n import Translator
from web.stage_words import STAGES
from web.trace import TraceLine
from web.words import marked

CRITERIA: Mapping[Criterion, tuple[str, str]] = {  # the name of each, and what it asks
    Criterion.BUDGET: (marked("Budget"), marked("Is there money for it this year?")),
    Criterion.AUTHORITY: (marked("Authority"), marked("Do we know who decides, and have we met?")),
    Criterion.NEED: (marked("Need"), marked("Do they say themselves that they need it?")),
    Criterion.TIMING: (marked("Timing"), marked("Is there a day by which they want it?")),
    Criterion.COMPETITION: (marked("Competition"), marked("Are we ahead of the others they talk to?")),
    Criterion.COACH: (marked("Coach"), marked("Does somebody inside help us?")),
}
FACTS: Mapping[str, str] = {
    "name": marked("Name"),
    "stage": marked("Stage"),
    "value": marked("Value"),
    "close_on": marked("Expected to close"),
    "lost": marked("Lost"),
    "findings": marked("What decides it"),
    "help_wanted": marked("Help"),
    "help_answer": marked("Help answered"),
}


@dataclass(frozen=True, slots=True)
class OpportunityLine:
    """One opportunity in a list."""

    href: str
    name: str
    account: str
    owner: str
    stage: str
    value: str
    close: str
    known: str
    open: str
    lost: bool
    help: str  # the sentence that nobody has answered yet


@dataclass(frozen=True, slots=True)
class HelpBox:
    """What was asked and what was answered, each with who and when."""

    question: str
    asked: str
    answer: str
    answered: str


@dataclass(frozen=True, slots=True)
class OpportunityForm:
    """What the form shows before anything is changed."""

    name: str
    stage: str
    value: str
    close_on: str
    lost: bool
    help_wanted: str
    stages: tuple[tuple[str, str, str], ...]
    criteria: tuple[tuple[str, str, str, str, str], ...]  # which, its name, its question, answer, note
    answers: tuple[tuple[str, str], ...]


def opportunity_href(opportunity_id: str) -> str:
    return f"/opportunities/{quote(opportunity_id, safe='')}"


def opportunity_line(known: KnownOpportunity, reps: Mapping[str, str], t: Translator) -> OpportunityLine:
    """The opportunity as a row; `reps` names reps by their external ids."""
    told = known.opportunity
    return OpportunityLine(
        href=opportunity_href(known.id),
        name=told.name,
        account=known.account_name,
        owner=reps.get(known.owner, known.owner) if known.owner else "",
        stage=t(STAGES[told.stage][0]),
        value=money(told.value, t),
        close=formats.dated_day(told.close_on, t) if told.close_on else "",
        known=known_of_six(told, t),
        open=t(", ").join(t(CRITERIA[one][0]) for one in told.open_criteria),
        lost=told.lost,
        help=told.help_wanted if known.needs_help else "",
    )


def help_box(known: KnownOpportunity, zone: ZoneInfo, t: Translator) -> HelpBox | None:
    """The question and its answer; None where nobody asks."""
    if known.help is None:
        return None
    asked = _moment(known.help.asked_at, zone, t)
    answered = "" if known.help.answered_at is None else _moment(known.help.answered_at, zone, t)
    return HelpBox(
        known.opportunity.help_wanted,
        " · ".join(part for part in (known.help.asked_by, asked) if part),
        known.help.answer,
        " · ".join(part for part in (known.help.answered_by, answered) if part),
    )


def opportunity_form(
    told: Opportunity | None, t: Translator, stage_order: Sequence[Stage] = tuple(Stage)
) -> OpportunityForm:
    """The form of an opportunity; of one that is yet to begin (None) it is empty."""
    name, told = ("", Opportunity("–")) if told is None else (told.name, told)
    return OpportunityForm(
        name=name,
        stage=told.stage.value,
        value="" if told.value is None else str(told.value),
        close_on="" if told.close_on is None else told.close_on.isoformat(),
        lost=told.lost,
        help_wanted=told.help_wanted,
        stages=tuple(
            (stage.value, t(name), t(milestone)) for stage in stage_order for name, milestone in (STAGES[stage],)
        ),
        criteria=tuple(
            (one.value, t(name), t(question), told.finding(one).answer.value, told.finding(one).note)
            for one, (name, question) in CRITERIA.items()
        ),
        answers=tuple((answer.value, t(ANSWERS[answer])) for answer in Answer),
    )


def tiles(told: Opportunity, today: date, t: Translator) -> list[tuple[str, str, str]]:
    """Stage, value, day and completeness, each with a word of meaning."""
    name, milestone = STAGES[told.stage]
    return [
        (t("Stage"), t("Lost") if told.lost else t(name), t(milestone)),
        (t("Value"), money(told.value, t) or "–", t("as far as we know")),
        (t("Expected to close"), formats.day(told.close_on, t) if told.close_on else "–", _close(told, today, t)),
        (t("Known"), known_of_six(told, t), t(", ").join(t(CRITERIA[one][0]) for one in told.open_criteria)),
    ]


def change_lines(changes: Sequence[OpportunityChange], zone: ZoneInfo, t: Translator) -> list[TraceLine]:
    """Every change with who and when; of the stage also from which to which."""
    return [
        TraceLine.of(one.at, zone, one.by_name or t(ACTORS[one.by_kind]), _changed(one.changed, t), t)
        for one in changes
    ]


def known_of_six(told: Opportunity, t: Translator) -> str:
    return t("{n} of {all} known", n=told.completeness, all=len(Criterion))


def money(value: int | None, t: Translator) -> str:
    return "" if value is None else t("CNY {amount}", amount=f"{value:,}")


def finding_sent(answer: str, note: str) -> Finding:
    """What a form says of one criterion; nothing said is unknown."""
    return Finding(Answer(answer) if answer in set(Answer) else Answer.UNKNOWN, note.strip())


def _changed(changed: Mapping[str, tuple[Any, Any]], t: Translator) -> list[str]:
    said = []
    for name, (before, now) in changed.items():
        if name == "stage":
            to = t(STAGES[Stage(now)][0])
            said.append(
                t("Stage: {now}", now=to)
                if before is None
                else t("Stage: {before} → {now}", before=t(STAGES[Stage(before)][0]), now=to)
            )
        else:
            said.append(t(FACTS[name]))
    return said


def _close(told: Opportunity, today: date, t: Translator) -> str:
    if told.close_on is None or told.lost:
        return ""
    days = (told.close_on - today).days
    if days < 0:
        return t.count("{n} day ago", "{n} days ago", -days)
    return t.count("in {n} day", "in {n} days", days)


def _moment(at: Any, zone: ZoneInfo, t: Translator) -> str:
    there = at.astimezone(zone)
    return f"{formats.day(there.date(), t)} {there:%H:%M}"
