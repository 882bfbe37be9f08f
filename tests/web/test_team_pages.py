"""The pages of a manager of one team: his part, and no button that is not his."""

import json
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from app.access.rules import PROOF_LASTS
from app.db import Database
from app.models import SessionRecord
from tests.conftest import NOW, SignIn
from tests.worlds import week

ANY = {"If-Match": "*"}


@pytest.fixture
def boss(manager: httpx.Client, sign_in: SignIn, stored_week: str) -> httpx.Client:
    """The browser of the manager of a team with 王芳 alone."""
    team = manager.post("/api/v1/teams", json={"name": "北队"}).json()["id"]
    manager.put("/api/v1/reps/wang/team", json={"team_id": team}, headers=ANY)
    facts = {"login": "boss", "name": "老板", "role": "manager", "team_id": team}
    person = manager.post("/api/v1/people", json=facts).json()
    client = sign_in("manager", person_id=person["id"])
    client.headers["Accept-Language"] = "en"
    return client


def test_the_week_shows_his_team(boss: httpx.Client, manager: httpx.Client, stored_week: str) -> None:
    """A director's page has what his lacks: the other team, the lists, and the button that plans again."""
    mine, all_of_it = boss.get("/week"), manager.get("/week")
    assert (mine.status_code, all_of_it.status_code) == (200, 200)
    assert week.WANG.name in mine.text
    on_the_map = json.dumps(week.XIAOSHAN.name)[1:-1]
    for word in (week.LI.name, on_the_map, 'href="/lists"', 'action="/lists#plan"'):
        assert word not in mine.text
        assert word in all_of_it.text


def test_another_team_is_not_there(boss: httpx.Client, stored_week: str) -> None:
    """Its days, its accounts and its rows are neither shown nor said to exist."""
    for plan in ("", f"?plan={stored_week}"):
        assert boss.get(f"/reps/wang/days/{week.TUESDAY}{plan}").status_code == 200
        hidden = boss.get(f"/reps/li/days/{week.TUESDAY}{plan}")
        nobody = boss.get(f"/reps/nobody/days/{week.TUESDAY}{plan}")
        assert (hidden.status_code, nobody.status_code) == (404, 404)
    assert boss.get("/accounts/HZ-007/times").status_code == 404
    rows = boss.get(f"/plans/{stored_week}/ledger").text
    assert (week.WULIN.name in rows, week.XIAOSHAN.name in rows) == (True, False)


def test_what_is_a_directors_says_so(boss: httpx.Client, stored_week: str) -> None:
    """A page with a sentence, and nothing happens."""
    refused = boss.post(f"/plans/{stored_week}/publish")
    assert (refused.status_code, "Ask a director to do this." in refused.text) == (403, True)


def test_an_export_asks_for_a_fresh_proof(boss: httpx.Client, database: Database, stored_week: str) -> None:
    """The file of the ledger is for who has shown who he is not long ago; the page is not."""
    address = f"/plans/{stored_week}/ledger"
    assert week.XIAOSHAN.name not in boss.get(f"{address}.csv").text
    with database.write() as session:
        session.execute(update(SessionRecord).values(proved_at=NOW - PROOF_LASTS - timedelta(seconds=1)))
    refused = boss.get(f"{address}.csv")
    assert (refused.status_code, refused.headers["location"].split("?")[0]) == (303, "/prove")
    assert boss.get(address).status_code == 200
