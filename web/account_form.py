"""The form of an account's main facts: what was typed, and where it differs from what is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Form

from app.method.account import Account, Answer, Category, Grade, Need
from web import formats
from web.i18n import Translator
from web.words import CATEGORIES, marked

ANSWERS: Mapping[str, str] = {
    Need.EXPLICIT: marked("Yes, they say so"),
    Need.LATENT: marked("Yes, to be uncovered"),
    Answer.YES: marked("Yes"),
    Answer.NO: marked("No"),
    Answer.UNKNOWN: marked("Not known"),
}
FIELDS: Mapping[str, str] = {
    "name": marked("Name"),
    "address": marked("Address"),
    "market": marked("Market"),
    "owner": marked("Owner"),
    "category": marked("Category"),
    "grade": marked("Grade"),
    "need": marked("Need"),
    "ability_to_pay": marked("Ability to pay"),
    "authority": marked("Who decides is known"),
    "interval_days": marked("Days between visits"),
    "next_step_on": marked("Next step agreed for"),
    "must_visit": marked("Must be visited"),
    "active": marked("Active"),
    "do_not_visit": marked("Not to be visited"),
}
FLAGS = ("must_visit", "active", "do_not_visit")
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class TypedAccount:
    """The facts as they were typed, and the version of the account that was looked at."""

    version: int
    facts: Mapping[str, Any]


def typed_account(
    version: Annotated[int, Form()],
    name: Annotated[str, Form(min_length=1, max_length=200)],
    category: Annotated[Category, Form()],
    grade: Annotated[Grade, Form()],
    address: Annotated[str, Form(max_length=500)] = "",
    market: Annotated[str, Form(max_length=100)] = "",
    owner: Annotated[str, Form(max_length=200)] = "",
    need: Annotated[Need | None, Form()] = None,
    ability_to_pay: Annotated[Answer | None, Form()] = None,
    authority: Annotated[Answer | None, Form()] = None,
    interval_days: Annotated[float | None, Form(gt=0, le=MOST_DAYS)] = None,
    next_step_on: Annotated[date | None, Form()] = None,
    must_visit: Annotated[bool, Form()] = False,
    active: Annotated[bool, Form()] = False,
    do_not_visit: Annotated[bool, Form()] = False,
) -> TypedAccount:
    facts = {
        "name": name.strip() or name,
        "address": address.strip(),
        "market": market.strip(),
        "owner": owner or None,
        "category": category,
        "grade": grade,
        "need": need,
        "ability_to_pay": ability_to_pay,
        "authority": authority,
        "interval_days": interval_days,
        "next_step_on": next_step_on,
        "must_visit": must_visit,
        "active": active,
        "do_not_visit": do_not_visit,
    }
    return TypedAccount(version, facts)


def typed_by_assistant(
    version: Annotated[int, Form()],
    name: Annotated[str, Form(min_length=1, max_length=200)],
    address: Annotated[str, Form(max_length=500)] = "",
    next_step_on: Annotated[date | None, Form()] = None,
) -> TypedAccount:
    """Those facts that are an assistant's to change."""
    facts = {"name": name.strip() or name, "address": address.strip(), "next_step_on": next_step_on}
    return TypedAccount(version, facts)


def facts_of(account: Account) -> dict[str, Any]:
    """What the form shows of the account before anything is typed."""
    return {name: getattr(account, name) for name in FIELDS}


def told(name: str, value: Any, reps: Mapping[str, str], t: Translator) -> str:
    """A fact in words; a dash where nobody told it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return t("Yes") if value else t("No")
    if name == "category":
        return t(CATEGORIES[value])
    if name in ("need", "ability_to_pay", "authority"):
        return t(ANSWERS[value])
    if name == "owner":
        return reps.get(value, str(value))
    if isinstance(value, date):
        return formats.day(value, t)
    return f"{value:g}" if isinstance(value, float) else str(value)


def differences(
    typed: Mapping[str, Any], now: Mapping[str, Any], reps: Mapping[str, str], t: Translator
) -> Sequence[tuple[str, str, str]]:
    """Name, typed and present value of every fact in which the two differ."""
    return [
        (t(FIELDS[name]), told(name, typed[name], reps, t), told(name, now[name], reps, t))
        for name in FIELDS
        if name in typed and typed[name] != now[name]
    ]
