"""An export is complete: whatever is held of somebody is in it, and nothing that is another's."""

import json

import httpx
import pytest
from sqlalchemy import select

from app.db import Database
from app.errors import NotFound
from app.models import AuditRecord
from app.privacy.export import export_subject
from app.privacy.held import HELD, Whose
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.planted import MANAGER, Planted, fill_columns, id_of, words_of

PEOPLE = (Whose.ACCOUNT, Whose.CONTACT, Whose.REP, Whose.MANAGER)


@pytest.mark.parametrize("whose", PEOPLE)
def test_every_column_that_is_his_is_exported(database: Database, planted: Planted, whose: Whose) -> None:
    """A word of its own in each column of each table: all of them come out."""
    with database.write() as session:
        filled = fill_columns(session, id_of(planted, whose))
        told = export_subject(session, MANAGER, id_of(planted, whose), NOW)
    assert set(filled) == {name for name, held in HELD.items() if whose in held.reach}
    text = json.dumps(told)
    assert [word for words in filled.values() for word in words if word not in text] == []
    assert sum(map(len, filled.values())) >= {Whose.ACCOUNT: 9, Whose.CONTACT: 4, Whose.REP: 4, Whose.MANAGER: 3}[whose]


@pytest.mark.parametrize("whose", PEOPLE)
def test_whoever_mentions_him_is_exported_too(database: Database, planted: Planted, whose: Whose) -> None:
    """Old plans, import faults, kept answers, runs and notes."""
    with database.write() as session:
        told = export_subject(session, MANAGER, id_of(planted, whose), NOW)
    text = json.dumps(told, ensure_ascii=False)
    assert [word for word in words_of(planted, whose) if word not in text] == []
    tables = {"plan", "plan_run", "import_batch", "import_row", "kept_answer", "ledger_row", "visit_event"}
    assert tables - set(told["tables"]) == ({"plan"} if whose in (Whose.CONTACT, Whose.MANAGER) else set())


def test_an_export_tells_nothing_of_others(database: Database, planted: Planted) -> None:
    """Neither the customers' nor the rep's rows are in each other's."""
    with database.write() as session:
        of_account = json.dumps(export_subject(session, MANAGER, planted.account_id, NOW), ensure_ascii=False)
        of_rep = export_subject(session, MANAGER, planted.rep_id, NOW)
    assert week.WULIN.name not in of_account
    assert "token_sha256" not in json.dumps(of_rep)
    assert set(of_rep["tables"]["account"][0]) == {"id", "owner"}


def test_an_export_is_noted(database: Database, planted: Planted) -> None:
    """Who asked for whom, and when."""
    with database.write() as session:
        export_subject(session, MANAGER, planted.contact_id, NOW)
        entry = session.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject_id, entry.actor_kind) == ("privacy.exported", planted.contact_id, "manager")


def test_whom_nobody_knows_cannot_be_exported(database: Database, planted: Planted) -> None:
    """Ids are ours; an external one is none."""
    with database.write() as session, pytest.raises(NotFound):
        export_subject(session, MANAGER, "HZ-001", NOW)


def test_managers_export_over_the_api(planted: Planted, manager: httpx.Client, wang: httpx.Client) -> None:
    """And nobody else; no cache keeps it."""
    path = f"/api/v1/privacy/subjects/{planted.account_id}:export"
    told = manager.post(path)
    assert (told.status_code, told.headers["cache-control"]) == (200, "no-store")
    assert told.json()["kind"] == "account"
    assert wang.post(path).status_code == 403
    assert manager.post("/api/v1/privacy/subjects/acc_none:export").json()["code"] == "privacy.unknown"
