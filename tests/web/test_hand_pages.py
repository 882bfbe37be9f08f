"""Changing a plan by hand on its page: what it brings is shown, then saved; and the same by dragging."""

import re
from html import unescape

from tests.worlds.company import FRIDAY

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
