"""The API of the settings: read, changed in part, taken back to what is usual, and refused with a pointer."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.db import Database
from app.intake.method_settings import settings_in_force
from app.method.settings import MethodSettings
from app.models import AuditRecord

V1 = "/api/v1/settings"
ANYHOW = {"If-Match": "*"}


def test_what_is_named_is_changed_and_the_rest_stays(manager: httpx.Client, database: Database) -> None:
    """Tables in part, lists as a whole, null back to the default; each change has a new version and its entry."""
    usual = manager.get(V1)
    assert (usual.json()["version"], usual.json()["visit_minutes"]["prospect"]) == (0, 45)
    assert manager.get(V1, headers={"If-None-Match": usual.headers["etag"]}).status_code == 304
    told = {"visit_minutes": {"prospect": 50}, "level_factor": [1, 1, 1, 1, 1, 1.5], "country": "DE"}
    seen = {"If-Match": usual.headers["etag"]}
    changed = manager.patch(V1, json=told, headers=seen)
    assert changed.status_code == 200, changed.text
    assert changed.json() == {
        **usual.json(),
        "version": 1,
        "country": "DE",
        "visit_minutes": {"prospect": 50, "maintenance": 30, "signed": 30},
        "level_factor": [1, 1, 1, 1, 1, 1.5],
    }
    assert manager.get(V1).headers["etag"] == changed.headers["etag"]
    assert manager.patch(V1, json=told, headers=seen).status_code == 412
    assert manager.patch(V1, json=told).status_code == 428
    back = manager.patch(V1, json=dict.fromkeys(told), headers=ANYHOW)
    assert back.json() == {**usual.json(), "version": 2}
    assert manager.patch(V1, json={}, headers=ANYHOW).json()["version"] == 2
    with database.read() as session:
        entries = session.scalars(select(AuditRecord).where(AuditRecord.action == "settings.changed")).all()
    assert [sorted(entry.fields) for entry in entries] == [["country", "level_factor", "visit_minutes"]] * 2


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"visit_minutes": {"prospect": 0}}, "/body/visit_minutes/prospect"),
        ({"visit_minutes": {"friend": 30}}, "/body/visit_minutes/friend"),
        ({"interval_days": {"signed": {"A": "30"}}}, "/body/interval_days/signed/A"),
        ({"level_factor": [1, 1]}, "/body/level_factor"),
        ({"level_factor": [1, 1, 1, 1, 1, 11]}, "/body/level_factor/5"),
        ({"share_at_stake": [[30, 0.1], [30, 0.2], [180, 0.3], [365, 0.4]]}, "/body"),
        ({"country": "ZZ"}, "/body/country"),
        ({"yearly_target": 0}, "/body/yearly_target"),
        ({"target": 1}, "/body/target"),
        ({"market_share": {"home": 60}}, "/body"),
        ({"market_share": {"home": 110, "surroundings": -20}}, "/body/market_share/surroundings"),
        ({"market_areas": {"滨江": "moon"}}, "/body/market_areas/滨江"),
    ],
)
def test_what_makes_no_sense_is_refused(manager: httpx.Client, told: dict[str, Any], pointer: str) -> None:
    """With a pointer to it; nothing is kept, not even what was right beside it."""
    answer = manager.patch(V1, json={"visit_cap": 3, **told}, headers=ANYHOW)
    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json()["errors"]]
    assert manager.get(V1).json()["visit_cap"] == MethodSettings().visit_cap


def test_markets_are_named_one_by_one(manager: httpx.Client) -> None:
    """A market is added, another forgotten, and null takes back what is usual."""
    usual = manager.get(V1).json()["market_areas"]
    changed = manager.patch(V1, json={"market_areas": {"滨江": "home", "外埠": None}}, headers=ANYHOW)
    assert changed.json()["market_areas"] == {"本埠": "home", "周边": "surroundings", "滨江": "home"}
    assert manager.patch(V1, json={"market_areas": None}, headers=ANYHOW).json()["market_areas"] == usual
    refused = manager.patch(V1, json={"market_share": {"home": 60}}, headers=ANYHOW)
    assert "add up to 110 %, not to 100 %" in refused.text


def test_a_rep_differs_and_goes_back(manager: httpx.Client, database: Database, stored_week: str) -> None:
    """His number beside the organisation's, in force for him alone; null takes it back; nonsense is refused."""
    where = "/api/v1/reps/wang/settings"
    usual = manager.get(where)
    organisation = {"yearly_target": 2_000_000}
    assert usual.json() == {"rep_id": "wang", "version": 0, "yearly_target": None, "organisation": organisation}
    seen = {"If-Match": usual.headers["etag"]}
    changed = manager.patch(where, json={"yearly_target": 900_000}, headers=seen)
    assert changed.json() == {**usual.json(), "version": 1, "yearly_target": 900_000}
    assert manager.patch(where, json={"yearly_target": None}, headers=seen).status_code == 412
    with database.read() as session:
        settings = settings_in_force(session)
    assert (settings.of("wang").yearly_target, settings.of("li").yearly_target) == (900_000, 2_000_000)
    # The organisation's own stay apart from it.
    assert manager.patch(V1, json={"yearly_target": 3_000_000}, headers=ANYHOW).json()["yearly_target"] == 3_000_000
    assert manager.get(where).json()["organisation"] == {"yearly_target": 3_000_000}
    wrong = manager.patch(where, json={"yearly_target": 0}, headers=ANYHOW)
    assert [fault["pointer"] for fault in wrong.json()["errors"]] == ["/body/yearly_target"]
    back = manager.patch(where, json={"yearly_target": None}, headers=ANYHOW)
    assert (back.json()["version"], back.json()["yearly_target"]) == (2, None)
    with database.read() as session:
        assert settings_in_force(session).by_rep == {}
        entries = session.scalars(select(AuditRecord).where(AuditRecord.action == "rep_settings.changed")).all()
    assert [entry.fields for entry in entries] == [["yearly_target"]] * 2
