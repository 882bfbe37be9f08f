"""The week in review: the rep's page, and what his manager sees of it."""

import httpx
import pytest

from tests.conftest import SignIn

ENGLISH = {"Accept-Language": "en"}
SENT = {"week": "2026-11-23", "score_closing": "2", "note_closing": "没敢<b>再问", "lost": "太早报价"}


def test_the_manager_sees_it_only_while_it_is_shared(sign_in: SignIn, manager: httpx.Client, stored_week: str) -> None:
    """On the rep's page, as text; unshared, it is gone from there and stays with the rep."""
    wang = sign_in("rep", "wang")
    assert "made of those planned" in wang.get("/review", headers=ENGLISH).text
    for shared in (False, True, False):
        sent = {**SENT, "shared": "true"} if shared else SENT
        assert wang.post("/review", data=sent).headers["location"] == "/review?week=2026-11-23"
        page = manager.get("/reps/wang", headers=ENGLISH).text
        assert ("Weeks he shares with you" in page) is shared
        assert ("没敢&lt;b&gt;再问" in page) is shared
        assert "太早报价" in wang.get("/review").text
    assert manager.get("/review").status_code == 403
    assert 'href="/review"' in wang.get("/me").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"score_pace": "6"}, "from 1 to 5"),
        ({"won": "长" * 301}, "at most 300"),
        ({"week": "soon"}, "Open the week again"),
        ({"week": "2026-12-07"}, "has not begun"),
    ],
)
def test_a_wrong_review_is_told_what_to_do(sign_in: SignIn, stored_week: str, wrong: dict[str, str], said: str) -> None:
    """And keeps nothing."""
    wang = sign_in("rep", "wang")
    refused = wang.post("/review", data={**SENT, **wrong}, headers=ENGLISH)
    assert refused.status_code == 422
    assert said in refused.text
    assert "太早报价" not in wang.get("/review").text
