"""All versions of plans, and two or three of them side by side."""

import re
from dataclasses import replace

import httpx
import pytest

from app.access.links import create_link
from app.db import Database
from app.method.settings import MethodSettings
from app.planning.states import PlanStatus
from app.planning.store import StoredPlan, load_plan, save_plan
from tests.conftest import NOW
from tests.web.test_pages import _visible
from tests.worlds import week
from tests.worlds.stored import OPTIONS, store_week
from tests.worlds.week import PLAN
from web.compare_view import compare_view, options_words
from web.i18n import translator
from web.words import plan_state

EN = translator("en")


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def versions(database: Database) -> tuple[str, str]:
    """The small week in force, and a draft in which 李强 has his Tuesday off."""
    with database.write() as session:
        first = store_week(session, NOW)
        other = replace(PLAN, routes=(week.WANG_TUESDAY, week.WANG_WEDNESDAY))
        options = replace(OPTIONS, nearness_pct=150, previous=first)
        return first, save_plan(session, other, options=options, settings=MethodSettings())


@pytest.fixture
def office(anonymous: httpx.Client, database: Database) -> httpx.Client:
    with database.write() as session:
        token = create_link(session, "manager", None, NOW)
    anonymous.post(f"/sign-in/{token}")
    anonymous.headers["Accept-Language"] = "en"
    return anonymous


def test_the_list_says_which_version_is_in_force(versions: tuple[str, str], office: httpx.Client) -> None:
    """And how each was ordered; every version opens."""
    page = office.get("/plans")
    said = " ".join(_visible(page.text).split())
    assert re.search(r"Plan 2 Draft .* – .* Nearer together · holds on to an earlier plan", said)
    assert re.search(r"Plan 1 Published .* 7 4 days of reps", said)
    assert all(office.get(f"/plans/{plan_id}").status_code == 200 for plan_id in versions)


def test_a_draft_that_was_changed_further_is_an_older_draft(versions: tuple[str, str], database: Database) -> None:
    """It has never been in force; a plan that has been is called superseded."""
    with database.read() as session:
        draft = load_plan(session, versions[1])
    assert draft is not None
    changed = replace(draft, status=PlanStatus.SUPERSEDED)
    assert plan_state(changed, EN) == "Older draft"
    assert plan_state(replace(changed, published_at=NOW), EN) == "Superseded"


def test_two_plans_side_by_side(versions: tuple[str, str], office: httpx.Client) -> None:
    """The older one is what the other would change, whichever was named first; a name that attacks is text."""
    first, draft = versions
    page = office.get("/plans/compare", params={"plan": [draft, first]})
    said = " ".join(_visible(page.text).split())
    assert "What plan 2 changes against plan 1 Not visited any more 2 accounts" in said
    assert "Visits 7 5 −2" in said
    assert week.HOSTILE_NAME not in page.text
    assert page.text.count('<svg class="sketch"') == 2
    assert page.text.count("Publish plan") == 1  # what is in force needs no button
    assert office.post(f"/plans/{draft}/publish").status_code == 303
    assert "Plan 1 Superseded" in " ".join(_visible(office.get("/plans").text).split())


def test_a_plan_beside_its_equal_changes_nothing() -> None:
    draft = StoredPlan("pln_1", 1, PlanStatus.DRAFT, NOW, None, None, PLAN, OPTIONS, MethodSettings())
    view = compare_view([draft, replace(draft, id="pln_2", number=2)], EN)
    assert [difference.groups for difference in view.differences] == [()]
    assert all(figure.change == "" for row in view.figures for figure in row.figures)


@pytest.mark.parametrize("chosen", [[], ["first"], ["first", "first"], ["first", "draft", "pln_3", "pln_4"]])
def test_without_two_or_three_plans_there_is_the_list_to_choose_from(
    versions: tuple[str, str], office: httpx.Client, chosen: list[str]
) -> None:
    names = {"first": versions[0], "draft": versions[1]}
    answer = office.get("/plans/compare", params={"plan": [names.get(name, name) for name in chosen]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/plans#choose")


def test_a_plan_that_is_not_there_is_not_compared(versions: tuple[str, str], office: httpx.Client) -> None:
    assert office.get("/plans/compare", params={"plan": [versions[0], "pln_none"]}).status_code == 404


def test_options_are_told_as_the_form_asks_them() -> None:
    """What was left as usual is not mentioned."""
    assert options_words(OPTIONS, EN) == ("Mon 23 Nov to Sun 29 Nov", "4 s of search for each rep")
    other = replace(OPTIONS, days=14, nearness_pct=80, assume_qualified=True, iterations=10)
    assert options_words(other, EN)[1:] == ("travel weighs 80 %", "every account taken as qualified")
