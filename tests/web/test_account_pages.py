"""The table of accounts as an address asks for it."""

import re
from html import unescape

import httpx

from tests.web.test_slot_pages import ENGLISH


def _page(client: httpx.Client, query: str) -> str:
    return unescape(client.get(f"/accounts?{query}", headers=ENGLISH).text)


def _rows(html: str) -> list[str]:
    return re.findall(r'data-account="([^"]+)"', html)


def test_columns_and_due_states_are_links_that_keep_the_rest_of_the_filter(
    manager: httpx.Client, stored_week: str
) -> None:
    """Everything is in the address, so that it can be sent to somebody."""
    html = _page(manager, "owner=wang&sort=last")
    assert '<th scope="col" aria-sort="ascending"><a href="/accounts?owner=wang&sort=-last">' in html
    assert 'data-due="overdue" href="/accounts?owner=wang&sort=last&due=overdue"' in html


def test_an_address_that_asks_for_nonsense_gets_a_page(manager: httpx.Client, stored_week: str) -> None:
    """A column that is not there is the first one, a start behind the end the last page; nothing found says so."""
    whole = _rows(_page(manager, ""))
    assert _rows(_page(manager, "sort=phone&start=999999")) == whole
    assert "No account matches" in _page(manager, "text=nobody-is-called-so")
    assert "No account matches" in _page(manager, "grade=Z")


def test_a_rep_has_a_table_of_his_own(wang: httpx.Client, manager: httpx.Client) -> None:
    """In which he changes nothing; what is asked for of others is not there."""
    mine = _rows(_page(wang, ""))
    assert mine == _rows(_page(manager, "owner=wang"))
    assert wang.get("/accounts.json").json()["ids"]
    assert wang.get("/accounts.json", params={"owner": "li"}).json()["ids"] == []
    assert wang.post("/accounts", data={"every": "true"}).status_code == 403
