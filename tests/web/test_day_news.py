"""What a new version of a day changes, told stop by stop, and nothing where nothing changed."""

from typing import Any

import pytest

from tests.web.chromium import PHONE, window

A, B, C, D = (
    {"id": name.lower(), "name": name, "number": n, "span": f"{9 + n}:00–{9 + n}:30"}
    for n, name in enumerate("ABCD", start=1)
)
LATER = {**B, "span": "15:00–15:30"}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([A, B, C], [A, B, C], []),
        ([], [A], [("added", "A", None)]),
        ([A], [], [("gone", "A", None)]),
        ([A, B, C], [A, LATER, C], [("retimed", "B", B["span"])]),
        ([A, B, C, D], [A, C, D, LATER], [("moved", "B", B["span"])]),
        ([A, B, C], [A, D, C], [("added", "D", None), ("gone", "B", None)]),
        ([A, B, C, D], [D, A, B, C], [("moved", "D", D["span"])]),
    ],
)
def test_each_change_is_told_once(browser, site, before: list[Any], after: list[Any], told: list[Any]):
    """As few stops as can be are said to have moved; the others only have other times."""
    with window(browser, PHONE) as (page, _):
        page.goto(f"{site.url}/sign-in")
        news = page.evaluate(
            "async ([before, after]) => (await import('/static/day_news.js')).changes(before, after)", [before, after]
        )
    assert [(one["kind"], one["name"], one.get("before")) for one in news] == told
