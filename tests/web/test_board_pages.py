"""The board as a page and through the API: the same numbers, each with what lies behind it."""

import re

import httpx

from tests.conftest import SignIn
from tests.worlds import week

ENGLISH = {"Accept-Language": "en"}


def test_numbers_open_to_accounts(manager: httpx.Client, stored_week: str) -> None:
    """As many as the number says; few cases are grey; reps by name, and it is said that nobody is ranked."""
    page = manager.get("/board", headers=ENGLISH).text
    assert "Nobody is ranked" in page
    assert 'class="small-n"' in page
    href, hits, n = next(
        (found[1], int(found[2]), int(found[3]))
        for found in re.finditer(r'<a href="([^"]+)">\d+%</a><small>(\d+) of (\d+) ·', page)
        if "measure=coverage" in found[1] and "by=&amp;" in found[1]
    )
    behind = manager.get(href.replace("&amp;", "&"), headers=ENGLISH).text
    assert [int(count) for count in re.findall(r'<span class="chip">(\d+)</span>', behind)] == [n - hits, hits]
    told = manager.get("/api/v1/board").json()
    assert (told["rates"]["coverage"]["hits"], told["rates"]["coverage"]["n"]) == (hits, n)
    assert [group["name"] for group in told["by"]["rep"]] == sorted(group["name"] for group in told["by"]["rep"])


def test_the_board_leads_to_deals_and_to_who_asks_for_help(manager: httpx.Client, stored_week: str) -> None:
    """The win rate opens to the deals it counts; without one that asks for help there is no such link."""
    assert "opportunities?help=1" not in manager.get("/board", headers=ENGLISH).text
    told = {"account_id": week.WULIN.external_id}
    manager.post("/api/v1/opportunities", json={**told, "name": "new press", "stage": "signed"})
    manager.post("/api/v1/opportunities", json={**told, "name": "second press", "help_wanted": "who knows their CFO?"})
    page = manager.get("/board", headers=ENGLISH).text
    assert '<a class="button" href="/opportunities?help=1">1 opportunity asks for help</a>' in page
    behind = manager.get("/board/accounts?measure=win_rate", headers=ENGLISH).text
    assert '<a href="/opportunities/opp_' in behind
    assert "new press" in behind
    assert "second press" not in behind


def test_a_board_that_is_none_is_refused(manager: httpx.Client, sign_in: SignIn, stored_week: str) -> None:
    """An unknown number, days the wrong way round, another's rep; a rep has no board."""
    assert manager.get("/board/accounts?measure=visits").status_code == 404
    assert manager.get("/board?from_on=2026-02-01&to_on=2026-01-01").status_code == 422
    assert manager.get("/board?rep=nobody").status_code == 404
    assert manager.get("/board?from_on=&to_on=&team=&rep=").status_code == 200
    assert manager.get("/api/v1/board?from=yesterday").status_code == 422
    assert sign_in("rep", "wang").get("/board").status_code == 403
