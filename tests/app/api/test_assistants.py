"""Assistants over the API: who makes them, what they see and change, and a role that counts from the next request."""

from dataclasses import dataclass, replace

import httpx
import pytest
from sqlalchemy import select

from app.access.identity import SHELL
from app.db import Database
from app.intake.account_changes import tell_accounts
from app.models import AuditRecord
from tests.app.api.test_people import ANY, V1, made
from tests.conftest import NOW, SignIn
from tests.worlds import week


@dataclass(frozen=True)
class Teams:
    """王芳's team in the north and 李强's in the south; `boss` leads the north, `helper` assists it."""

    north: str
    south: str
    boss: httpx.Client
    helper: httpx.Client
    helper_id: str


@pytest.fixture
def teams(manager: httpx.Client, sign_in: SignIn, stored_week: str) -> Teams:
    north, south = (str(made(manager, "teams", name=name)["id"]) for name in ("北队", "南队"))
    for rep_id, team_id in (("wang", north), ("li", south)):
        manager.put(f"{V1}/reps/{rep_id}/team", json={"team_id": team_id}, headers=ANY)
    boss = made(manager, "people", login="boss", name="北", role="manager", team_id=north)
    helper = made(manager, "people", login="xiaolin", name="小林", role="assistant", team_ids=[north])
    signed_in = (sign_in("manager", person_id=str(one["id"])) for one in (boss, helper))
    return Teams(north, south, *signed_in, str(helper["id"]))


def owners(client: httpx.Client) -> set[str]:
    return {one["owner"] for one in client.get(f"{V1}/accounts", params={"limit": 200}).json()["data"]}


def test_an_assistant_sees_the_teams_he_helps(manager: httpx.Client, teams: Teams) -> None:
    """One team's accounts and no other's, both when he helps both; who he is tells which, and the team names him."""
    assert owners(teams.helper) == {"wang"}
    assert teams.helper.get(f"{V1}/accounts/HZ-007").status_code == 404
    both = {"team_ids": [teams.south, teams.north]}
    assert manager.patch(f"{V1}/people/{teams.helper_id}", json=both, headers=ANY).status_code == 200
    assert owners(teams.helper) == {"wang", "li"}
    me = teams.helper.get(f"{V1}/me").json()
    assert (me["role"], me["team_id"], len(me["teams"])) == ("assistant", None, 2)
    assert manager.get(f"{V1}/teams/{teams.south}").json()["assistants"] == [{"id": teams.helper_id, "name": "小林"}]
    manager.put(f"{V1}/reps/li/team", json={"team_id": None}, headers=ANY)
    assert owners(teams.helper) == {"wang"}
    assert manager.delete(f"{V1}/teams/{teams.south}", headers=ANY).json()["code"] == "team.not_empty"


def test_a_manager_makes_assistants_of_his_team_alone(manager: httpx.Client, teams: Teams) -> None:
    """No other team, no other role, now or later; who helps another team too is a director's to change."""
    own = made(teams.boss, "people", login="own", name="小周", role="assistant", team_ids=[teams.north])
    told = {"login": "lin2", "name": "x", "role": "assistant"}
    for team_ids in ([teams.south], [teams.north, teams.south], []):
        assert teams.boss.post(f"{V1}/people", json={**told, "team_ids": team_ids}).status_code == 422
    assert teams.boss.post(f"{V1}/people", json={**told, "role": "director"}).status_code == 403
    for facts in ({"role": "director", "team_ids": []}, {"role": "manager", "team_id": teams.north, "team_ids": []}):
        assert teams.boss.patch(f"{V1}/people/{own['id']}", json=facts, headers=ANY).status_code == 403
    seen = teams.boss.get(f"{V1}/people").json()["data"]
    assert {one["login"] for one in seen} == {"xiaolin", "own"}
    both = {"team_ids": [teams.north, teams.south]}
    assert manager.patch(f"{V1}/people/{own['id']}", json=both, headers=ANY).status_code == 200
    assert teams.boss.get(f"{V1}/people/{own['id']}").status_code == 404
    assert teams.boss.delete(f"{V1}/people/{own['id']}", headers=ANY).status_code == 404
    assert teams.boss.delete(f"{V1}/people/{teams.helper_id}", headers=ANY).status_code == 204
    assert teams.helper.get(f"{V1}/me").status_code == 401


def test_a_role_counts_from_the_next_request_on(manager: httpx.Client, database: Database, teams: Teams) -> None:
    """Promoted, the open session plans; demoted, it does not; and the log has both, with the fields, and by whom."""
    person = f"{V1}/people/{teams.helper_id}"
    assert teams.helper.get(f"{V1}/plans").status_code == 403
    promoted = {"role": "manager", "team_id": teams.south, "team_ids": []}
    assert manager.patch(person, json=promoted, headers=ANY).json()["role"] == "manager"
    assert (teams.helper.get(f"{V1}/plans").status_code, owners(teams.helper)) == (200, {"li"})
    demoted = {"role": "assistant", "team_id": None, "team_ids": [teams.north]}
    changed = manager.patch(person, json=demoted, headers=ANY)
    assert (changed.json()["version"], changed.json()["team_ids"]) == (3, [teams.north])
    assert (teams.helper.get(f"{V1}/plans").status_code, owners(teams.helper)) == (403, {"wang"})
    teams.helper.post(f"{V1}/accounts/HZ-001/evidence", json={"leg": "need", "answer": "latent", "text": "x"})
    with database.read() as session:
        deeds = session.execute(
            select(AuditRecord.action, AuditRecord.fields, AuditRecord.actor_kind)
            .where(AuditRecord.subject_id == teams.helper_id)
            .order_by(AuditRecord.number)
        ).all()
        kinds = select(AuditRecord.actor_kind).where(AuditRecord.actor_id == teams.helper_id)
        assert set(session.scalars(kinds)) == {"assistant"}
    assert [(action, fields) for action, fields, _ in deeds[1:]] == [
        ("person.updated", ["role", "team_id", "team_ids"]),
        ("person.updated", ["role", "team_id", "team_ids"]),
    ]


def test_an_assistant_changes_what_a_telephone_tells(database: Database, teams: Teams) -> None:
    """Name, address, hours and the next step; no owner, no grade, no answer without grounds. Money he is not told."""
    rich = replace(week.XIXI, external_id="RICH", owner="wang", deal_value=90_000, yearly_value=40_000)
    with database.write() as session:
        tell_accounts(session, SHELL, "list", [rich], NOW)
    path = f"{V1}/accounts/RICH"
    seen = [client.get(path).json() for client in (teams.boss, teams.helper)]
    assert [(one["deal_value"], one["yearly_value"]) for one in seen] == [(90_000, 40_000), (None, None)]
    kept = teams.helper.patch(path, json={"address": "文三路 9 号", "next_step_on": "2026-12-01"}, headers=ANY)
    assert (kept.status_code, kept.json()["address"]) == (200, "文三路 9 号")
    assert teams.boss.get(path).json()["deal_value"] == 90_000
    refused = teams.helper.patch(path, json={"name": "x", "owner": "wang", "need": "explicit"}, headers=ANY)
    assert (refused.status_code, refused.json()["code"]) == (403, "account.beyond_assistant")
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/body/need", "/body/owner"]
    assert teams.boss.get(path).json()["name"] == rich.name
