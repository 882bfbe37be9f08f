"""A list of past visits on the page Lists: every row counted, and shown in the history of its account."""

import re
from datetime import timedelta

import httpx
from fastapi import FastAPI

from tests.conftest import NOW
from tests.web.test_slot_pages import ENGLISH

NOTE = "<script>alert(1)</script>"
LIST = f"""客户编号,拜访日期,业务员,拜访结果,备注
HZ-001,2026-11-02,王芳,完成,{NOTE}
HZ-001,2027-01-01,,,
"""


def send(client: httpx.Client, content: str) -> httpx.Response:
    return client.post("/lists/visits", files={"file": ("拜访.csv", content.encode())})


def history(client: httpx.Client) -> str:
    """The account's page without what is drawn by lot at every request: nonces and the names of map layers."""
    return re.sub(r"nonce=\"[^\"]*\"|nonce-[^'\"]+|[0-9a-f]{32}", "", client.get("/accounts/HZ-001").text)


def test_past_visits_come_in_once_and_are_in_the_history(manager: httpx.Client, stored_week: str) -> None:
    """The page counts every row and names the wrong one; what was written in the file is text."""
    assert 'action="/lists/visits"' in manager.get("/lists").text
    for counts in (["1", "0", "1"], ["0", "1", "1"]):
        answer = send(manager, LIST)
        assert answer.status_code == 200
        assert re.findall(r"<dd>(\d+)</dd>", answer.text) == counts
        assert "NO_PAST_DAY" in answer.text
    html = manager.get("/accounts/HZ-001", headers=ENGLISH).text
    assert len(re.findall('data-what="visited"', html)) == 1
    assert "王芳 · &lt;script&gt;" in html
    assert NOTE not in html


def test_a_list_of_visits_is_taken_back_within_seven_days(
    manager: httpx.Client, stored_week: str, app: FastAPI
) -> None:
    """What it added goes and nothing else, and it is offered no longer; after a week it is refused."""
    before = history(manager)
    app.state.clock = lambda: NOW - timedelta(days=7)
    (old,) = re.findall(r'name="told" value="(\w+)"', send(manager, "客户编号,拜访日期\nHZ-001,2026-10-02\n").text)
    app.state.clock = lambda: NOW
    between = history(manager)
    (told,) = re.findall(r'name="told" value="(\w+)"', send(manager, LIST).text)
    assert told in manager.get("/lists").text
    undone = manager.post("/lists/visits/undo", data={"told": told}, follow_redirects=True)
    assert undone.status_code == 200
    assert told not in undone.text
    assert history(manager) == between != before
    assert manager.post("/lists/visits/undo", data={"told": told}).status_code == 404
    assert old not in undone.text
    assert manager.post("/lists/visits/undo", data={"told": old}).status_code == 409


def test_a_file_without_days_is_no_list_of_visits(manager: httpx.Client, stored_week: str) -> None:
    """It is refused whole, with the names that its column may have."""
    answer = send(manager, "客户编号,客户名称\nHZ-001,店\n")
    assert answer.status_code == 422
    assert "拜访日期" in answer.text
