"""The page of the funnel and the lists behind its numbers, for a manager and for a rep."""

import re

import httpx

from tests.conftest import SignIn

ENGLISH = {"Accept-Language": "en"}
NUMBER = re.compile(r'href="(/accounts[^"]*)">(\d+)</a>')


def test_each_number_opens_its_list(manager: httpx.Client, sign_in: SignIn, stored_week: str) -> None:
    """The table behind a number has that many rows; a rep sees his own accounts, and nothing to change them by."""
    for reader in (manager, sign_in("rep", "wang")):
        page = reader.get("/funnel", headers=ENGLISH).text
        numbers = set(NUMBER.findall(page))
        assert len(numbers) > 8
        for href, n in numbers:
            rows = reader.get(href.replace("&amp;", "&"), headers=ENGLISH).text
            assert rows.count("<tr data-account=") == int(n), href
            assert ("Change many accounts" in rows) is (reader is manager)


def test_the_api_tells_the_same(manager: httpx.Client, program: httpx.Client, stored_week: str) -> None:
    """The legs of /api/v1/funnel are the numbers of the page, and may be filtered as it."""
    told = program.get("/api/v1/funnel").json()
    page = manager.get("/funnel", headers=ENGLISH).text
    assert [leg["group"] for leg in told["legs"]][:2] == ["all", "reachable"]
    for leg in told["legs"]:
        assert leg["accounts"] == sum(leg["by_category"].values())
        assert f">{leg['accounts']}</a>" in page or not leg["accounts"]
    everybody = told["legs"][0]["accounts"]
    assert program.get("/api/v1/funnel", params={"owner": "wang"}).json()["legs"][0]["accounts"] < everybody
    assert program.get("/api/v1/funnel", params={"market": "nowhere"}).json()["met"] == 0
