"""Erased stays erased: neither a list, nor a program, nor an older backup brings anybody back."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli.main import command_line
from app.db import Database
from app.intake.store import import_accounts, save_reps
from app.models import AccountRecord, ContactRecord, ErasureRecord, RepRecord
from app.privacy.erase import erase_subject
from app.privacy.held import Whose
from app.privacy.survival import (
    UnusableLedger,
    apply_beside,
    apply_ledger,
    keep_beside,
    ledger_beside,
    read_ledger,
    stored_ledger,
    write_ledger,
)
from app.storage import backup as backups
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.planted import (
    ADDRESS,
    CONTACT,
    MAIL,
    MANAGER,
    NAME,
    PHONE,
    WECHAT,
    Planted,
    everything_stored,
    id_of,
    plant_people,
    words_of,
)
from tests.worlds.stored import LIST, listed_row, store_week

PEOPLE = (Whose.ACCOUNT, Whose.CONTACT, Whose.REP, Whose.MANAGER)
RETOLD = replace(
    week.WEST_LAKE,
    name=NAME,
    address=ADDRESS,
    contacts=(replace(week.WEST_LAKE.contacts[0], name=CONTACT, phone=PHONE, mail=MAIL, wechat=WECHAT),),
)


def erase(database: Database, subject_id: str) -> None:
    with database.write() as session:
        erase_subject(session, MANAGER, subject_id, NOW)
    keep_beside(database)


def told_again(database: Database, whose: Whose, planted: Planted) -> list[str]:
    with database.read() as session:
        stored = "\n".join(everything_stored(session))
    return [word for word in words_of(planted, whose) if word in stored]


def kproute(database: Database, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.setenv("KPROUTE_DATABASE_URL", database.url.render_as_string(hide_password=False))
    done = CliRunner().invoke(command_line((arguments[0],)), list(arguments))
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


@pytest.mark.parametrize("whose", PEOPLE)
def test_an_older_backup_brings_nobody_back(
    database: Database, planted: Planted, whose: Whose, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Backup, erase, restore: the person is gone before anybody can look."""
    file = tmp_path / "backup"
    backups.backup(database.url, file)
    erase(database, id_of(planted, whose))
    database.dispose()
    said = kproute(database, monkeypatch, "restore", str(file))
    assert "1 of 1 who had been erased were in the backup, and are erased again." in said
    assert told_again(database, whose, planted) == []
    with database.read() as session:
        assert session.scalars(select(ErasureRecord.subject_id)).all() == [id_of(planted, whose)]


@pytest.mark.parametrize("whose", PEOPLE)
def test_a_file_that_was_put_back_by_hand_brings_nobody_back(
    sqlite_database: Database, whose: Whose, tmp_path: Path
) -> None:
    """Whoever copies an older file over the database finds the person gone at the next start."""
    with sqlite_database.write() as session:
        store_week(session, NOW)
        planted = plant_people(session, NOW)
    file, copy = Path(str(sqlite_database.url.database)), tmp_path / "copy"
    backups.backup(sqlite_database.url, copy)
    erase(sqlite_database, id_of(planted, whose))
    sqlite_database.dispose()
    file.write_bytes(copy.read_bytes())
    started = Database(f"sqlite:///{file}")
    started.upgrade()
    assert told_again(started, whose, planted) != []
    assert apply_beside(started) == 1
    assert told_again(started, whose, planted) == []
    assert apply_beside(started) == 0
    started.dispose()


def test_a_lost_server_needs_the_ledger_only(
    database: Database, planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but an old backup and the ledger: `reapply` erases again, and lists are compared as before."""
    ledger = tmp_path / "ledger"
    with database.read() as session:
        before = stored_ledger(session)
    assert before.erasures == ()
    erase(database, planted.contact_id)
    kproute(database, monkeypatch, "privacy", "ledger", str(ledger))
    assert CONTACT not in ledger.read_text()
    assert (ledger.stat().st_mode & 0o777) == 0o600
    with database.write() as session:
        session.execute(ErasureRecord.__table__.delete())  # type: ignore[attr-defined]
        import_accounts(session, replace(LIST, rows=(listed_row(2, RETOLD),), faults=()), NOW)
        assert session.scalars(select(ContactRecord.name).where(ContactRecord.name == CONTACT)).all() == [CONTACT]
        contact = session.scalars(select(ContactRecord).where(ContactRecord.name == CONTACT)).one()
        contact.id = planted.contact_id
    assert "1 who were there again are erased again." in kproute(
        database, monkeypatch, "privacy", "reapply", str(ledger)
    )
    assert told_again(database, Whose.CONTACT, planted) == []
    assert apply_ledger(database, read_ledger(ledger)) == 0


def test_a_ledger_keeps_no_clear_text(database: Database, planted: Planted, tmp_path: Path) -> None:
    """Neither names nor numbers, nor the external id."""
    erase(database, planted.account_id)
    with database.read() as session:
        write_ledger(stored_ledger(session), tmp_path / "ledger")
        told = session.execute(select(ErasureRecord.subject_id, ErasureRecord.prints)).all()
    text = (tmp_path / "ledger").read_text() + str(told)
    assert [w for w in (*words_of(planted, Whose.ACCOUNT), week.WEST_LAKE.external_id) if w in text] == []


def test_the_ledger_of_a_file_lies_beside_it(sqlite_database: Database, postgres_database: Database) -> None:
    """A server's is the operator's."""
    file = Path(str(sqlite_database.url.database))
    assert ledger_beside(sqlite_database.url) == file.with_name(f"{file.name}.erasures")
    assert ledger_beside(postgres_database.url) is None


@pytest.mark.parametrize("content", ["", "{}", '{"format": "other"}', '{"format": "kproute-erasures/1"}', "\x00"])
def test_what_is_no_ledger_is_refused(tmp_path: Path, content: str) -> None:
    """With a sentence; nothing is changed."""
    (tmp_path / "ledger").write_text(content)
    with pytest.raises(UnusableLedger, match="Name a file"):
        read_ledger(tmp_path / "ledger")


def test_a_list_does_not_bring_an_account_back(database: Database, planted: Planted, manager: httpx.Client) -> None:
    """Under its id, or under another one with its name and address; the row says so and quotes nothing."""
    erase(database, planted.account_id)
    again = replace(LIST, rows=(listed_row(2, RETOLD), listed_row(3, replace(RETOLD, external_id="new"))), faults=())
    with database.write() as session:
        summary = import_accounts(session, replace(again, rows=(*again.rows, listed_row(4, week.WULIN))), NOW)
        assert (summary.accounts, summary.rejected) == (1, 2)
    assert told_again(database, Whose.ACCOUNT, planted) == []
    rows = manager.get(f"/api/v1/imports/{summary.id}/rows").json()["data"]
    assert [(row["line"], row["code"], row["name"]) for row in rows] == [(2, "ERASED", ""), (3, "ERASED", "")]


def test_a_list_does_not_bring_a_contact_back(database: Database, planted: Planted, manager: httpx.Client) -> None:
    """The account is kept without him, whichever account tells of him."""
    erase(database, planted.contact_id)
    moved = replace(week.WULIN, contacts=RETOLD.contacts)
    with database.write() as session:
        rows = (listed_row(2, RETOLD), listed_row(3, moved))
        summary = import_accounts(session, replace(LIST, rows=rows, faults=()), NOW)
        assert (summary.accounts, summary.warnings) == (2, 2)
    assert told_again(database, Whose.CONTACT, planted) == []
    rows_told = manager.get(f"/api/v1/imports/{summary.id}/rows").json()["data"]
    assert {(row["line"], row["code"]) for row in rows_told} == {(2, "ERASED_CONTACT"), (3, "ERASED_CONTACT")}


def test_a_program_does_not_bring_anybody_back(database: Database, planted: Planted, program: httpx.Client) -> None:
    """Item by item, one by one, and as a contact; each refusal has its code."""
    erase(database, planted.contact_id)
    contact = {"name": CONTACT, "phone": PHONE}
    path = f"/api/v1/accounts/{planted.account_id}/contacts"
    assert program.post(path, json=contact).json()["code"] == "contact.erased"
    assert program.post(path, json={"name": "x", "phone": f"+{PHONE}"}).json()["code"] == "contact.erased"
    assert program.post(path, json={"name": "x", "phone": f"{PHONE}0"}).status_code == 201
    item = {"source": "list", "external_id": week.WEST_LAKE.external_id, "name": NAME, "contacts": [contact]}
    assert program.post("/api/v1/accounts:batchUpsert", json={"items": [item]}).json()["refused"] == 0
    assert told_again(database, Whose.CONTACT, planted) == []
    erase(database, planted.account_id)
    (told,) = program.post("/api/v1/accounts:batchUpsert", json={"items": [item]}).json()["items"]
    assert (told["result"], told["errors"][0]["code"]) == ("refused", "account.erased")
    put = program.put(f"/api/v1/accounts/{week.WEST_LAKE.external_id}", json={"name": "other name"})
    assert (put.status_code, put.json()["code"]) == (409, "account.erased")


def test_nobody_brings_a_rep_back(database: Database, planted: Planted, program: httpx.Client) -> None:
    """A list keeps the others and says how many it left out; a program is refused."""
    erase(database, planted.rep_id)
    with database.write() as session:
        assert save_reps(session, week.REPS) == 1
        assert sorted(session.scalars(select(RepRecord.external_id)))[-1] == "li"
    csv = "id,name,home_lat,home_lon\nwang,王芳,30.2,120.1\nzhou,周,30.2,120.1\n".encode()
    told = program.post("/api/v1/reps:import", files={"file": ("reps.csv", csv)}).json()
    assert (told["reps"], [fault["code"] for fault in told["faults"]]) == (1, ["ERASED_REP"])
    facts = {"name": "王芳", "home": {"lat": 30.2, "lon": 120.1}}
    assert program.put("/api/v1/reps/wang", json=facts).json()["code"] == "rep.erased"


def test_an_account_that_was_only_deleted_comes_back(
    database: Database, stored_week: str, program: httpx.Client
) -> None:
    """Deleting is no erasing."""
    path = f"/api/v1/accounts/{week.WEST_LAKE.external_id}"
    program.delete(path, headers={"If-Match": "*"})
    assert program.put(path, json={"name": "again"}).status_code == 201
    with database.read() as session:
        assert session.scalars(select(AccountRecord.name).where(AccountRecord.name == "again")).all() == ["again"]
