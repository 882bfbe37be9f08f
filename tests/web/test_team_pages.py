"""The pages of a manager of one team: his part, and no button that is not his."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from app.access.admission import PROOF_LASTS
from app.db import Database
from app.method.settings import MethodSettings
from app.models import SessionRecord
from app.planning.store import publish_plan, save_plan
from tests.conftest import NOW, SignIn
from tests.worlds import week
from tests.worlds.stored import OPTIONS

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
    """A director's page has what his lacks: the other team and the lists; each plans again where he orders."""
    mine, all_of_it = boss.get("/week"), manager.get("/week")
    assert (mine.status_code, all_of_it.status_code) == (200, 200)
    assert week.WANG.name in mine.text
    on_the_map = json.dumps(week.XIAOSHAN.name)[1:-1]
    assert 'action="/new-plan"' in mine.text
    for word in (week.LI.name, on_the_map, 'href="/lists"', 'action="/lists#plan"'):
        assert word not in mine.text
        assert word in all_of_it.text


def test_a_week_of_several_plans_is_shown_whole(
    boss: httpx.Client, manager: httpx.Client, database: Database, stored_week: str
) -> None:
    """The north plans anew: the director's week has both teams and says whose plan is whose, the manager's his own."""
    north = tuple(route for route in week.PLAN.routes if route.rep_id == "wang")
    with database.write() as session:
        options = replace(OPTIONS, reps=("wang",))
        plan = replace(week.PLAN, routes=north, ledger=())
        newer = save_plan(session, plan, options=options, settings=MethodSettings())
        publish_plan(session, newer, NOW)
    whole, mine = manager.get("/week").text, boss.get("/week").text
    for plan_id, name in ((newer, week.WANG.name), (stored_week, week.LI.name)):
        assert re.search(f'href="/plans/{plan_id}">[^/]*<bdi>{name}</bdi>', whole)
    assert "Publish to the reps" not in whole
    assert (week.LI.name in mine, f"/plans/{newer}/change" in mine) == (False, True)


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


def test_he_orders_a_plan_of_his_team(boss: httpx.Client) -> None:
    """The form offers his reps alone, and names of others mean nobody."""
    form = boss.get("/new-plan?week=2026-11-23&rep=wang").text
    assert 'value="wang" checked' in form
    assert 'value="li"' not in form
    refused = boss.post("/plans", data={"week": "2026-11-23", "time_limit_s": "1", "rep": "li"})
    assert (refused.status_code, "There is nobody like that to plan for." in refused.text) == (422, True)


def test_what_is_all_teams_says_so(boss: httpx.Client, stored_week: str) -> None:
    """A page with a sentence, and nothing happens."""
    assert 'action="/plans/' not in boss.get("/week").text
    refused = boss.post(f"/plans/{stored_week}/publish")
    assert (refused.status_code, "has days of other teams" in refused.text) == (403, True)


def test_an_export_asks_for_a_fresh_proof(boss: httpx.Client, database: Database, stored_week: str) -> None:
    """The file of the ledger is for who has shown who he is not long ago; the page is not."""
    address = f"/plans/{stored_week}/ledger"
    assert week.XIAOSHAN.name not in boss.get(f"{address}.csv").text
    with database.write() as session:
        session.execute(update(SessionRecord).values(proved_at=NOW - PROOF_LASTS - timedelta(seconds=1)))
    refused = boss.get(f"{address}.csv")
    assert (refused.status_code, refused.headers["location"].split("?")[0]) == (303, "/prove")
    assert boss.get(address).status_code == 200
