"""Opportunities as pages: from the account to the list, with help asked and answered."""

import html as marks
import re

import httpx
import pytest

from tests.conftest import SignIn
from tests.worlds import week

ENGLISH = {"Accept-Language": "en"}
XIXI = f"/accounts/{week.XIXI.external_id}"
HOSTILE = "<b>年框</b>"


def test_help_goes_round(sign_in: SignIn, manager: httpx.Client, stored_week: str) -> None:
    """A rep begins a deal with a name, asks; the first page leads his manager to it; the rep reads the answer."""
    wang = sign_in("rep", "wang")
    assert "Begin an opportunity" in wang.get(XIXI, headers=ENGLISH).text
    begun = wang.post(f"{XIXI}/opportunities", data={"name": HOSTILE, "stage": "contacted"})
    href = begun.headers["location"]
    page = wang.get(href, headers=ENGLISH).text
    assert HOSTILE not in page
    assert HOSTILE in marks.unescape(page)
    assert "0 of 6 known" in page
    sent = {"name": "年框", "stage": "met_kp", "answer_budget": "yes", "help_wanted": "价格谈不下来", "version": "1"}
    assert wang.post(href, data=sent).headers["location"] == href
    assert wang.post(href, data=sent).status_code == 409
    front = manager.get("/", headers=ENGLISH).text
    assert "1 opportunity asks for help" in front
    assert f'href="{href}"' in front
    assert "价格谈不下来" in manager.get("/opportunities?help=true", headers=ENGLISH).text
    assert "Answer</button>" in manager.get(href, headers=ENGLISH).text
    manager.post(f"{href}/answer", data={"answer": "周四我陪你去"})
    assert "asks for help" not in manager.get("/", headers=ENGLISH).text
    page = wang.get(href, headers=ENGLISH).text
    assert "周四我陪你去" in page
    assert "Stage: Contacted → Met the KP" in page
    assert "年框" in wang.get(XIXI).text


def test_the_list_is_filtered_by_stage_and_rep(manager: httpx.Client, stored_week: str) -> None:
    """Each stage says how many there are; another rep's are left out."""
    manager.post(f"{XIXI}/opportunities", data={"name": "甲单", "stage": "signed"})
    manager.post(f"/accounts/{week.XIAOSHAN.external_id}/opportunities", data={"name": "乙单"})

    def names(query: str) -> list[str]:
        return re.findall("(甲单|乙单)", manager.get(f"/opportunities{query}").text)

    assert sorted(names("")) == ["乙单", "甲单"]
    assert names("?stage=signed") == ["甲单"]
    assert names("?rep=li") == ["乙单"]
    assert names("?stage=signed&rep=li") == []
    assert "None matches." in manager.get("/opportunities?stage=signed&rep=li", headers=ENGLISH).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "a name of at most"),
        ({"stage": "nearly"}, "Choose a stage"),
        ({"value": "-1"}, "whole number of CNY"),
        ({"close_on": "soon"}, "YYYY-MM-DD"),
        ({"help_wanted": "长" * 301}, "at most 300"),
        ({"stage": "signed", "lost": "true"}, "What was signed is not lost"),
    ],
)
def test_a_wrong_form_is_told_what_to_do(
    manager: httpx.Client, stored_week: str, wrong: dict[str, str], said: str
) -> None:
    """And keeps nothing."""
    refused = manager.post(f"{XIXI}/opportunities", data={"name": "年框", **wrong}, headers=ENGLISH)
    assert refused.status_code == 422
    assert said in refused.text
    assert "No opportunity yet" in manager.get("/opportunities", headers=ENGLISH).text
