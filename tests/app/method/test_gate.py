"""Who is worth a drive: the whole table of verdicts, and the order in which they are given."""

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.method.account import Account, Answer, Appointment, Category, Contact, ContactRole, Need, OpeningHours
from app.method.gate import assumed_qualified, declared_otherwise, is_precise, legs, verdict
from app.method.settings import MethodSettings
from tests.worlds.facts import BOSS, INFLUENCER, MONDAY, WEEK, customer, prospect

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
NEED = {YES: Need.LATENT, NO: Need.NO, UNKNOWN: Need.UNKNOWN}
NEVER_OPEN = OpeningHours.weekly((), frozenset())
SILENT: dict[str, Any] = {"need": None, "ability_to_pay": None, "authority": None, "contacts": ()}


def code(account: Account) -> str | None:
    return verdict(account, MethodSettings(), horizon=WEEK).code


def documented(need: Answer, ability: Answer, authority: Answer) -> str | None:
    """The method, read aloud: a no ends it; else the first unknown of authority, ability and need is the task."""
    if NO in (need, ability, authority):
        return "NOT_PRECISE"
    tasks = ((authority, "FIND_FIRST_KP"), (ability, "CHECK_ABILITY_TO_PAY"), (need, "UNCOVER_NEED"))
    return next((task for answer, task in tasks if answer is UNKNOWN), None)


@pytest.mark.parametrize(("need", "ability", "authority"), list(itertools.product(Answer, repeat=3)))
def test_the_27_states_of_a_prospect(need: Answer, ability: Answer, authority: Answer) -> None:
    """Each has its verdict, and names the legs it stands on."""
    account = prospect(need=NEED[need], ability_to_pay=ability, authority=authority, contacts=())
    found = verdict(account, MethodSettings(), horizon=WEEK)
    assert found.code == documented(need, ability, authority)
    answers = {"authority": authority, "ability_to_pay": ability, "need": need}
    if found.code == "NOT_PRECISE":
        assert found.params == {"legs": [leg for leg, a in answers.items() if a is NO], "days": 180}
    elif found.code is not None:
        assert found.params == {"unknown": [leg for leg, a in answers.items() if a is UNKNOWN]}
    assert is_precise(account) is (found.code is None)
    assert found.may_be_routed is (found.code is None)


def test_an_explicit_need_counts_as_a_latent_one() -> None:
    """Both are yes."""
    assert code(prospect(need=Need.EXPLICIT)) is None


def test_a_known_first_kp_answers_authority() -> None:
    """With or without a column for it, but not against a plain no; an influencer does not."""
    assert code(prospect(authority=UNKNOWN, contacts=(BOSS,))) is None
    assert code(prospect(authority=None, contacts=(BOSS,))) is None
    assert code(prospect(authority=NO, contacts=(BOSS,))) == "NOT_PRECISE"
    assert code(prospect(authority=UNKNOWN, contacts=(INFLUENCER,))) == "FIND_FIRST_KP"


def test_verdicts_come_in_their_order() -> None:
    """With everything wrong, each cure uncovers the next verdict, to the last."""
    account = prospect(
        active=False, do_not_visit=True, location=None, place_is_rough=True, opening=NEVER_OPEN, visits=2,
        authority=UNKNOWN, ability_to_pay=UNKNOWN, need=Need.UNKNOWN, contacts=(),
    )  # fmt: skip
    cures: list[tuple[str, dict[str, Any]]] = [
        ("INACTIVE", {"active": True}),
        ("DO_NOT_VISIT", {"do_not_visit": False}),
        ("ROUGH_LOCATION", {"place_is_rough": False}),
        ("NEEDS_LOCATION", {"location": prospect().location}),
        ("CLOSED", {"opening": prospect().opening}),
        ("VISIT_CAP", {"visits": 1}),
        ("FIND_FIRST_KP", {"authority": YES}),
        ("CHECK_ABILITY_TO_PAY", {"ability_to_pay": YES}),
        ("UNCOVER_NEED", {"need": Need.LATENT}),
    ]
    for expected, cure in cures:
        assert code(account) == expected
        account = replace(account, **cure)
    assert code(account) is None


def test_a_no_comes_before_every_question() -> None:
    """Who cannot pay gets no task to find out who decides."""
    assert code(prospect(authority=UNKNOWN, ability_to_pay=NO, contacts=())) == "NOT_PRECISE"


@pytest.mark.parametrize(("flag", "expected"), [(True, None), (False, "NOT_PRECISE"), (None, "FIND_FIRST_KP")])
def test_a_precise_flag_alone_is_taken_as_declared(flag: bool | None, expected: str | None) -> None:
    """Yes, no, and a blank cell, which is unknown."""
    account = prospect(**SILENT, declared_precise=flag)
    assert code(account) == expected
    assert not declared_otherwise(account)


def test_evidence_comes_before_the_flag_and_the_conflict_is_shown() -> None:
    """Declared precise with a need of no; declared imprecise with three times yes."""
    too_hopeful, too_modest = prospect(need=Need.NO, declared_precise=True), prospect(declared_precise=False)
    assert (code(too_hopeful), declared_otherwise(too_hopeful)) == ("NOT_PRECISE", True)
    assert (code(too_modest), declared_otherwise(too_modest)) == (None, True)


def test_evidence_that_agrees_with_the_flag_is_no_conflict() -> None:
    """Precise and declared so, or neither."""
    assert not declared_otherwise(prospect(declared_precise=True))
    assert not declared_otherwise(prospect(ability_to_pay=NO, declared_precise=False))


def test_the_flag_speaks_for_a_leg_without_a_column() -> None:
    """A list that has only a column for the need."""
    account = prospect(**{**SILENT, "need": Need.LATENT}, declared_precise=True)
    assert legs(account) == {"authority": YES, "ability_to_pay": YES, "need": YES}


@pytest.mark.parametrize("category", [Category.MAINTENANCE, Category.SIGNED])
def test_customers_need_a_kp_and_nothing_else(category: Category) -> None:
    """First KP or influencer; a user is not enough."""
    for role in (ContactRole.FIRST_KP, ContactRole.KP):
        assert code(customer(category, contacts=(Contact("陈总", role),), visits=50)) is None
    for contacts in ((), (Contact("小李", ContactRole.USER),)):
        assert code(customer(category, contacts=contacts)) == "FIND_KP"


@pytest.mark.parametrize(("visits", "expected"), [(0, None), (1, None), (2, "VISIT_CAP"), (7, "VISIT_CAP")])
def test_a_prospect_is_never_seen_a_third_time(visits: int, expected: str | None) -> None:
    """Two visits without a signature are the cap."""
    assert code(prospect(visits=visits)) == expected


def test_a_reopened_prospect_gets_exactly_one_more_visit() -> None:
    """After two visits a third, and then no fourth."""
    assert code(prospect(visits=2, reopened=True)) is None
    assert code(prospect(visits=3, reopened=True)) == "VISIT_CAP"


def test_closed_means_closed_on_every_day_of_the_plan() -> None:
    """Open on Saturdays is open in a week, and closed in what is left of it on Sunday."""
    saturdays = prospect(opening=OpeningHours.weekly(((9 * 3600, 12 * 3600),), frozenset({5})))
    assert code(saturdays) is None
    assert verdict(saturdays, MethodSettings(), horizon=WEEK[6:]).code == "CLOSED"
    assert verdict(prospect(), MethodSettings(), horizon=()).code == "CLOSED"


def test_a_promise_opens_a_closed_door() -> None:
    """An appointment in the plan's days, not one of the week after."""
    assert code(prospect(opening=NEVER_OPEN, appointment=Appointment(MONDAY, 36_000))) is None
    later = Appointment(MONDAY + timedelta(days=7), 36_000)
    assert code(prospect(opening=NEVER_OPEN, appointment=later)) == "CLOSED"


def test_a_silent_row_can_be_assumed_qualified() -> None:
    """It becomes a precise prospect with an unnamed first KP."""
    account = assumed_qualified(prospect(**SILENT))
    assert code(account) is None
    assert account.contacts == (Contact("", ContactRole.FIRST_KP),)
    assert (account.need, account.declared_precise) == (Need.LATENT, True)
    assert code(assumed_qualified(customer(contacts=()))) is None


def test_an_assumption_keeps_what_is_known() -> None:
    """Named contacts and an explicit need stay; unknown answers become yes."""
    known = prospect(need=Need.EXPLICIT, authority=UNKNOWN, ability_to_pay=UNKNOWN, contacts=(INFLUENCER,))
    account = assumed_qualified(known)
    assert (account.need, account.contacts, account.ability_to_pay) == (Need.EXPLICIT, (INFLUENCER,), YES)
    assert code(account) is None


@pytest.mark.parametrize(
    "said", [{"declared_precise": False, **SILENT}, {"need": Need.NO}, {"ability_to_pay": NO}, {"authority": NO}]
)
def test_an_assumption_never_overrules_a_no(said: dict[str, Any]) -> None:
    """Whoever wrote no meant it."""
    assert code(assumed_qualified(prospect(**said))) == "NOT_PRECISE"


def test_an_assumption_does_not_lift_the_other_bars() -> None:
    """Inactive stays inactive, unlocated unlocated, capped capped."""
    assert code(assumed_qualified(prospect(active=False))) == "INACTIVE"
    assert code(assumed_qualified(prospect(location=None))) == "NEEDS_LOCATION"
    assert code(assumed_qualified(prospect(visits=2))) == "VISIT_CAP"
