"""The pages of pairs: proposed on the front page, compared, merged with chosen facts, undone, told apart."""

import re
from dataclasses import replace

import httpx

from app.access.identity import Identity
from app.db import Database
from app.intake.account_changes import tell_accounts
from app.method.account import Contact, Grade
from tests.conftest import NOW, SignIn
from tests.worlds import week

TWIN = replace(
    week.XIXI, external_id="C-77", name="西溪 & 印务", grade=Grade.A, contacts=(Contact("林工", phone="0571-88887777"),)
)
SAME_PHONE = replace(week.XIXI, external_id="C-78", contacts=(Contact("周", phone="0571 8888 7777"),), location=None)


def tell(database: Database) -> None:
    with database.write() as session:
        tell_accounts(session, Identity("manager"), "crm", [TWIN, SAME_PHONE], NOW)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_a_manager_merges_two_and_takes_it_back(
    database: Database, stored_week: str, manager: httpx.Client, sign_in: SignIn
) -> None:
    """The front page asks only where there is something to ask; what was chosen counts; both are there again after."""
    assert "/pairs" not in manager.get("/").text
    assert "No two accounts look like one customer" in manager.get("/pairs").text
    tell(database)
    assert "2 pairs of accounts may be one customer" in manager.get("/").text
    assert 'href="/pairs/C-77/C-78"' in manager.get("/pairs").text
    both = manager.get("/pairs/C-77/C-78")
    assert both.status_code == 200
    assert "西溪 &amp; 印务" in both.text
    assert both.text.count('name="fact_grade"') == 2
    assert 'name="fact_owner"' not in both.text
    sent = {name: hidden(both.text, name) for name in ("kept_version", "other_version")}
    merged = manager.post("/pairs/C-77/C-78", data={**sent, "fact_name": "kept", "fact_grade": "other"})
    assert (merged.status_code, merged.headers["location"]) == (303, "/pairs")
    again = manager.post("/pairs/C-77/C-78", data=sent)
    assert (again.status_code, "look at them again" in again.text) == (409, True)
    by_old_address = manager.get("/accounts/C-78").text
    assert "西溪 &amp; 印务" in by_old_address
    assert re.search(r'class="lead">[^<]* C ·', by_old_address)
    recent = manager.get("/pairs").text
    (undo,) = re.findall(r'action="(/merges/acc_\w+/undo)"', recent)
    assert manager.post(undo).status_code == 303
    assert re.search(r'class="lead">[^<]* A ·', manager.get("/accounts/C-77").text)
    assert manager.post("/pairs/C-77/C-78/apart").status_code == 303
    assert 'href="/pairs/C-77/C-78"' not in manager.get("/pairs").text
    assert sign_in("rep", "wang").get("/pairs").status_code == 403
