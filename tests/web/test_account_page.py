"""The page of one account: how it stands, its history, and the form that changes it."""

import re
from html import unescape

import httpx

from tests.conftest import SignIn
from tests.web.test_slot_pages import ENGLISH
from tests.worlds import week
from tests.worlds.events import event, event_id

PAGE = "/accounts/HZ-001"
TYPED = {"name": "西湖文具", "category": "signed", "grade": "B", "owner": "wang", "active": "true", "need": "explicit"}


def _version(client: httpx.Client) -> str:
    found = re.search(r'name="version" value="(\d+)"', client.get(PAGE).text)
    assert found is not None
    return found[1]


def test_it_says_how_the_account_stands_and_why(manager: httpx.Client, stored_week: str) -> None:
    """Due with its reason, the next visit, the three answers, the people; and what keeps one from being planned."""
    html = unescape(manager.get(PAGE, headers=ENGLISH).text)
    for words in (week.WEST_LAKE.name, "54 days ago · every 30 days", "Tue 24 Nov 09:20", "陈总", "Offer a time"):
        assert words in html
    assert "Nobody knows who decides there" in unescape(manager.get("/accounts/HZ-009", headers=ENGLISH).text)


def test_its_history_has_list_plan_and_what_the_rep_reported(
    manager: httpx.Client, wang: httpx.Client, stored_week: str
) -> None:
    """Newest first; a change of facts is in it for a director."""
    visit = re.search(r'data-visit="(vis_\w+)"', wang.get(f"/today?on={week.TUESDAY}").text)
    assert visit is not None
    wang.put(f"/api/v1/visits/{visit[1]}/events/{event_id(1)}", json=event("done"))
    manager.post(PAGE, data={"version": _version(manager), **TYPED})
    html = unescape(manager.get(PAGE, headers=ENGLISH).text)
    kinds = re.findall(r'data-what="(\w+)"', html)
    assert {"imported", "planned", "reported", "changed"} <= set(kinds)
    assert "by a manager" in html
    assert 'data-what="changed"' not in wang.get(PAGE).text


def test_what_is_typed_is_kept(manager: httpx.Client, stored_week: str) -> None:
    """Through the way of every change: the API tells the new facts and a new version."""
    before = manager.get("/api/v1/accounts/HZ-001").json()
    assert manager.post(PAGE, data={"version": _version(manager), **TYPED}).status_code == 303
    after = manager.get("/api/v1/accounts/HZ-001").json()
    assert (after["name"], after["category"], after["grade"]) == ("西湖文具", "signed", "B")
    assert after["version"] == before["version"] + 1
    assert after["contacts"] == before["contacts"]


def test_a_form_that_is_out_of_date_is_refused_with_both_values(manager: httpx.Client, stored_week: str) -> None:
    """Nothing of it is kept; the page shows what was typed beside what is there, and saving once more goes on."""
    seen = _version(manager)
    manager.patch("/api/v1/accounts/HZ-001", json={"name": "西湖百货"}, headers={"If-Match": "*"})
    refused = manager.post(PAGE, data={"version": seen, **TYPED}, headers=ENGLISH)
    assert refused.status_code == 409
    rows = re.findall(r'<th scope="row">Name</th><td><bdi>(.*?)</bdi></td><td><bdi>(.*?)</bdi>', refused.text)
    assert rows == [("西湖文具", "西湖百货")]
    assert manager.get("/api/v1/accounts/HZ-001").json()["name"] == "西湖百货"
    again = re.search(r'name="version" value="(\d+)"', refused.text)
    assert again is not None
    assert manager.post(PAGE, data={"version": again[1], **TYPED}).status_code == 303


def test_a_rep_reads_his_own_and_changes_none(wang: httpx.Client, sign_in: SignIn, stored_week: str) -> None:
    """Another's account does not exist for him."""
    mine = wang.get(PAGE)
    assert mine.status_code == 200
    assert f'<form method="post" action="{PAGE}"' not in mine.text
    assert wang.post(PAGE, data={"version": "1", **TYPED}).status_code == 403
    assert sign_in("rep", "li").get(PAGE).status_code == 404
