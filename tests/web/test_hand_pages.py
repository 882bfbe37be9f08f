"""Changing a plan by hand on its page: what it brings is shown, then saved; and the same by dragging."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from app.planning.by_hand import OF_STOPS, ByHand, KeptAnyway, SoftRule
from tests.worlds import week
from tests.worlds.company import FRIDAY
from web.hand_view import notes_by_hand
from web.i18n import translator

ON = FRIDAY.isoformat()


def inputs(text: str) -> dict[str, list[str]]:
    """What the form that saves would send."""
    form = text[text.index('method="post" action="/plans/', text.index('id="change"')) :]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]):
        found.setdefault(name, []).append(unescape(value))
    return found


def test_a_change_is_shown_and_saved_only_then(manager, planned_company):
    """Added outside its hours: the rule is named, nothing is stored; kept anyway, stop and plan say so."""
    path = f"/plans/{planned_company}/change"
    seen = manager.get(path, params={"rep": "wang", "account": "NIGHT", "to_rep": "wang", "on": ON, "time": "10:00"})
    assert "outside its hours" in seen.text
    assert "Keep anyway" in seen.text
    without = {name: values for name, values in inputs(seen.text).items() if name != "keep"}
    refused = manager.post(path, data=without, follow_redirects=True)
    assert "Keep anyway" in refused.text
    saved = manager.post(path, data=inputs(seen.text), follow_redirects=True)
    assert saved.status_code == 200
    assert str(saved.url.path) != path
    assert "Kept by somebody" in saved.text
    assert "Added" in saved.text
    assert "outside its hours" in manager.get(str(saved.url.path).removesuffix("/change")).text
    old = manager.get(path, params={"rep": "wang"})
    assert "A newer version of this plan is there" in old.text
    back = manager.post(
        str(saved.url.path).removesuffix("change") + "undo", data={"back": "week"}, follow_redirects=True
    )
    assert back.status_code == 200
    assert "outside its hours" not in back.text
    assert "Changed by hand" in back.text
    again = manager.post(f"/plans/{planned_company}/undo")
    assert again.status_code == 409
    assert "A newer version of this plan is there" in again.text


def test_days_that_have_begun_have_no_grips(manager, app, stored_week):
    """On the lists and on the rep's own day; before it they have them. The day's page leads to Me once."""
    for hour, begun in ((0, False), (2, True)):
        app.state.clock = lambda at=datetime(2026, 11, 24, hour, tzinfo=UTC): at
        board = manager.get(f"/plans/{stored_week}/change", params={"rep": "wang"}).text
        stops = board.partition(f'data-on="{week.TUESDAY}"')[2].partition("</ol>")[0]
        assert ("data-account" in stops, "data-grip" in stops) == (True, not begun)
        day = manager.get(f"/reps/wang/days/{week.TUESDAY}", params={"plan": stored_week}).text
        assert ("data-grip" in day) == (not begun)
        assert day.count('href="/me"') == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_rule_that_may_be_broken_is_told_with_who_kept_it(language: str) -> None:
    """Each in a sentence of its own, in both languages."""
    on, at = week.TUESDAY, datetime(2026, 11, 20, 9, tzinfo=UTC)
    kept = [
        KeptAnyway(rule, "wang", on, week.WEST_LAKE.external_id if rule in OF_STOPS else "", 70_000, "psn_1", at)
        for rule in SoftRule
    ]
    told = notes_by_hand(replace(week.PLAN, hand=ByHand(kept=tuple(kept))), {"psn_1": "吴敏"}, translator(language))
    assert len(set(told)) == len(SoftRule)
    assert all("吴敏" in sentence for sentence in told)
    assert [week.WEST_LAKE.name in sentence for sentence in told] == [rule in OF_STOPS for rule in SoftRule]


def test_what_cannot_be_done_is_said(manager, planned_company):
    """A promise is not moved, and the way to move it is named; a locked day is left alone until it is unlocked."""
    path = f"/plans/{planned_company}"
    asked = {"rep": "li", "account": "PROMISED-FRIDAY", "drop": "true"}
    assert "Offer another time" in manager.get(f"{path}/change", params=asked).text
    lock = {"rep": "wang", "on": ON, "locked": "true"}
    assert "Unlock the day" in manager.post(f"{path}/lock", data=lock, follow_redirects=True).text
    added = {"rep": "wang", "account": "NIGHT", "to_rep": "wang", "on": ON}
    assert "is locked" in manager.get(f"{path}/change", params=added).text
    assert (
        "Unlock the day"
        not in manager.post(f"{path}/lock", data={**lock, "locked": "false"}, follow_redirects=True).text
    )
