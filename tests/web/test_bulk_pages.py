"""Many accounts changed at once: seen first, then all or none."""

import re

import httpx
import pytest

from tests.web.test_slot_pages import ENGLISH

ENTRIES = "/api/v1/audit-log?limit=100"


def _seen(html: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found is not None
    return found[1]


def _account(client: httpx.Client, external_id: str) -> dict[str, object]:
    facts: dict[str, object] = client.get(f"/api/v1/accounts/{external_id}").json()
    return facts


def test_what_would_change_is_shown_and_then_done(manager: httpx.Client, stored_week: str) -> None:
    """Of all that the filter finds those that are so already stay as they are; each change is in the audit log."""
    asked = {"every": "true", "grade": "A", "market": "西湖区"}
    preview = manager.post("/accounts?owner=wang", data=asked, headers=ENGLISH)
    assert "5 accounts change" in preview.text
    assert _account(manager, "HZ-002")["grade"] == "B"
    done = manager.post("/accounts?owner=wang", data={**asked, "seen": _seen(preview.text)})
    assert (done.status_code, done.headers["location"]) == (303, "/accounts?owner=wang")
    after = [_account(manager, f"HZ-00{n}") for n in range(1, 6)]
    assert {(one["grade"], one["market"]) for one in after} == {("A", "西湖区")}
    assert _account(manager, "HZ-007")["market"] == ""
    deeds = [entry["action"] for entry in manager.get(ENTRIES).json()["data"]]
    assert deeds.count("account.updated") == 5
    again = manager.post("/accounts?owner=wang", data=asked, headers=ENGLISH)
    assert "Nothing would change" in again.text


def test_nothing_is_done_where_something_changed_since(manager: httpx.Client, stored_week: str) -> None:
    """Not even to the others: the page shows how it would be now."""
    asked = {"id": ["HZ-001", "HZ-002"], "do_not_visit": "yes"}
    seen = _seen(manager.post("/accounts", data=asked).text)
    manager.patch("/api/v1/accounts/HZ-002", json={"grade": "C"}, headers={"If-Match": "*"})
    refused = manager.post("/accounts", data={**asked, "seen": seen}, headers=ENGLISH)
    assert refused.status_code == 409
    assert "nothing was saved" in refused.text
    assert not _account(manager, "HZ-001")["do_not_visit"]
    assert manager.post("/accounts", data={**asked, "seen": _seen(refused.text)}).status_code == 303
    assert _account(manager, "HZ-001")["do_not_visit"]


@pytest.mark.parametrize("asked", [{"grade": "A"}, {"id": "HZ-001"}, {"id": "NONE-1", "active": "no"}])
def test_whoever_chooses_nothing_changes_nothing(
    manager: httpx.Client, stored_week: str, asked: dict[str, str]
) -> None:
    """No account, no fact, or an account that is not there."""
    assert "Nothing would change" in manager.post("/accounts", data=asked, headers=ENGLISH).text
