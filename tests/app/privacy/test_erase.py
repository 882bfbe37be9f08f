"""Whoever is erased is gone: from every answer, every table and every byte of the database."""

import json
import struct
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.access.audit import broken_links
from app.db import Database
from app.errors import AppError, NotFound
from app.models import (
    AccountRecord,
    ContactRecord,
    ErasureRecord,
    RepRecord,
    RouteRecord,
    RunFileRecord,
    ShiftRecord,
    StopRecord,
)
from app.planning.store import load_plan
from app.privacy.erase import Erased, erase_subject
from app.privacy.export import export_subject
from app.privacy.held import Whose
from app.privacy.scrubbing import scrub_erased
from app.runs.import_work import ImportOrder, order_import
from tests.conftest import NOW
from tests.postgres import Server
from tests.worlds import week
from tests.worlds.planted import MANAGER, NAME, PHONE, Planted, degrees_of, everything_stored, id_of, words_of

PEOPLE = (Whose.ACCOUNT, Whose.CONTACT, Whose.REP, Whose.MANAGER)


def erase(database: Database, subject_id: str) -> Erased:
    with database.write() as session:
        return erase_subject(session, MANAGER, subject_id, NOW)


def spellings(word: str) -> set[str]:
    return {word, json.dumps(word)[1:-1]}


def found_in(stored: str, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if any(form in stored for form in spellings(word))]


def bytes_of(database: Database, request: pytest.FixtureRequest) -> bytes:
    """What a thief of the disk would have: the files of SQLite with their logs, or those of the server's database."""
    if database.is_sqlite:
        file = Path(str(database.url.database))
        paths = sorted(file.parent.glob(f"{file.name}*"))
    else:
        server: Server = request.getfixturevalue("postgres_server")
        server.run("CHECKPOINT")
        folder = server.value("SHOW data_directory")
        number = server.value(f"SELECT oid FROM pg_database WHERE datname = '{database.url.database}'")
        paths = sorted(Path(str(folder), "base", str(number)).iterdir())
    return b"".join(path.read_bytes() for path in paths)


@pytest.mark.parametrize("whose", PEOPLE)
def test_nothing_is_left_in_the_tables(database: Database, planted: Planted, whose: Whose) -> None:
    """Not in one column of one table, in whatever spelling; the audit log is whole."""
    words = words_of(planted, whose)
    with database.read() as session:
        assert found_in("\n".join(everything_stored(session)), words) == list(words)
    erased = erase(database, id_of(planted, whose))
    with database.read() as session:
        assert found_in("\n".join(everything_stored(session)), words) == []
        assert list(broken_links(session)) == []
        (record,) = session.scalars(select(ErasureRecord))
    assert (record.subject_id, record.kind, record.scrubbed_at) == (erased.subject_id, whose.value, None)
    assert len(erased.rows) >= 7


@pytest.mark.parametrize("whose", PEOPLE)
def test_nothing_is_left_in_the_files(
    database: Database, planted: Planted, whose: Whose, request: pytest.FixtureRequest
) -> None:
    """0 hits in the raw bytes, where there were hits before."""
    words = words_of(planted, whose)
    forms = [form.encode() for word in words for form in spellings(word)]
    order = ">d" if database.is_sqlite else "<d"  # of the eight bytes of a column of degrees
    forms += [struct.pack(order, degrees) for degrees in degrees_of(whose)]
    stolen = bytes_of(database, request)
    assert sum(form in stolen for form in forms) >= len(words)
    erase(database, id_of(planted, whose))
    assert scrub_erased(database, NOW)
    stolen = bytes_of(database, request)
    assert [form for form in forms if form in stolen] == []
    with database.read() as session:
        assert session.scalars(select(ErasureRecord.scrubbed_at)).all() == [NOW]


def test_what_was_deleted_long_ago_is_overwritten_too(sqlite_database: Database, tmp_path: Path) -> None:
    """Free pages of a file that was written without that care, as older versions did."""
    file = Path(str(sqlite_database.url.database))
    with sqlite_database.write() as session:
        session.execute(text("PRAGMA secure_delete = OFF"))
        session.execute(text("CREATE TABLE old (value VARCHAR)"))
        session.execute(text("INSERT INTO old VALUES (:value)"), {"value": "geheim" * 2000})
    with sqlite_database.write() as session:
        session.execute(text("PRAGMA secure_delete = OFF"))
        session.execute(text("DROP TABLE old"))
    assert b"geheimgeheim" in file.read_bytes()
    sqlite_database.scrub()
    assert b"geheimgeheim" not in file.read_bytes()


def test_others_keep_what_is_theirs(database: Database, planted: Planted) -> None:
    """Plans stay readable, with one stop less; who was named beside the erased one is named still."""
    with database.read() as session:
        plan_id = session.scalars(select(RouteRecord.plan_id)).first()
        assert plan_id is not None
    erase(database, planted.account_id)
    with database.read() as session:
        stored = load_plan(session, plan_id)
        assert stored is not None
        assert sum(len(route.stops) for route in stored.plan.routes) == 6
        rows = {row.external_id: row for row in stored.plan.ledger}
        assert rows[week.TONGLU.external_id].params["with"] == ["***", "other"]
        assert rows[f"erased-{planted.account_id[4:]}"].name == "***"
        assert rows[week.WULIN.external_id].name == week.WULIN.name


def test_a_contact_goes_without_his_account(database: Database, planted: Planted, manager: httpx.Client) -> None:
    """The account stays as it is, its old stops name nobody."""
    erase(database, planted.contact_id)
    seen = manager.get(f"/api/v1/accounts/{planted.account_id}").json()
    assert (seen["name"], seen["contacts"]) == (NAME, [])
    with database.read() as session:
        stops = session.scalars(select(StopRecord).where(StopRecord.visit_id == planted.visit_id)).all()
        assert {(stop.name, stop.contact_name, stop.contact_phone) for stop in stops} == {(NAME, "***", "***")}


def test_a_rep_goes_and_his_work_stays(database: Database, planted: Planted, manager: httpx.Client) -> None:
    """Under a name that leads to nobody; his routes begin nowhere near his home; accounts have no owner; he is out."""
    erase(database, planted.rep_id)
    with database.read() as session:
        rep = session.get_one(RepRecord, planted.rep_id)
        assert (rep.name, rep.external_id, rep.home_lat, rep.leave) == (f"erased-{rep.id[4:]}", rep.name, 0.0, [])
        assert rep.deleted_at is not None
        routes = session.execute(
            select(RouteRecord, ShiftRecord.on_day)
            .join(ShiftRecord, ShiftRecord.id == RouteRecord.shift_id)
            .where(ShiftRecord.rep_id == rep.id)
        ).all()
    assert len(routes) == 2
    for route, _ in routes:
        assert (route.rep_name, route.start_name) == (rep.name, "")
        assert (route.start_lat, route.start_lon) == (round(route.start_lat, 1), round(route.start_lon, 1))
        assert 30 <= route.start_lat <= 30.5
    assert manager.get(f"/api/v1/accounts/{week.WULIN.external_id}").json()["owner"] is None
    assert "wang" not in [one["external_id"] for one in manager.get("/api/v1/reps").json()["data"]]


def test_his_session_ends(database: Database, planted: Planted, wang: httpx.Client) -> None:
    """At once."""
    path = f"/api/v1/visits/{planted.visit_id}"
    assert wang.get(path).status_code == 200
    erase(database, planted.rep_id)
    assert wang.get(path).status_code == 401


def test_erasing_again_changes_nothing(database: Database, planted: Planted) -> None:
    """The first time counts; whom nobody knows cannot be erased."""
    first, again = erase(database, planted.rep_id), erase(database, planted.rep_id)
    assert (again.erased_at, again.rows) == (first.erased_at, {})
    with pytest.raises(NotFound):
        erase(database, "acc_none")


def test_the_erased_cannot_be_exported(database: Database, planted: Planted) -> None:
    """There is nothing left."""
    erase(database, planted.account_id)
    with database.write() as session, pytest.raises(NotFound):
        export_subject(session, MANAGER, planted.account_id, NOW)


def test_nobody_is_erased_while_a_list_waits(database: Database, planted: Planted) -> None:
    """It may name him; the answer says what to do."""
    with database.write() as session:
        order_import(session, ImportOrder("list.csv"), f"name,phone\n{NAME},{PHONE}\n".encode(), NOW)
    with pytest.raises(AppError) as refused:
        erase(database, planted.account_id)
    assert refused.value.code == "privacy.import_waits"
    with database.write() as session:
        session.query(RunFileRecord).delete()
    assert erase(database, planted.account_id).rows


def test_managers_erase_over_the_api(planted: Planted, manager: httpx.Client, program: httpx.Client) -> None:
    """And nobody else; a request sent twice has one effect and one answer."""
    path, key = f"/api/v1/privacy/subjects/{planted.contact_id}:erase", {"Idempotency-Key": "e1"}
    assert program.post(path).status_code == 403
    first, again = manager.post(path, headers=key), manager.post(path, headers=key)
    assert (first.status_code, again.json()) == (200, first.json())
    assert first.json()["kind"] == "contact"
    assert first.json()["rows"]["contact"] == 1
    assert manager.post(path).json() == {**first.json(), "rows": {}}


def test_short_names_take_nothing_from_others(database: Database, stored_week: str) -> None:
    """A contact called 陈总, of whom there are many, takes only what is told of this one."""
    with database.write() as session:
        _erase_first_contact(session)
    with database.read() as session:
        left = session.scalars(select(StopRecord.contact_name)).all()
    assert left.count("陈总") == 4


def _erase_first_contact(session: Session) -> None:
    account = select(AccountRecord.id).where(AccountRecord.external_id == week.WEST_LAKE.external_id)
    contact = session.scalars(select(ContactRecord).where(ContactRecord.account_id.in_(account))).one()
    assert contact.name == "陈总"
    erase_subject(session, MANAGER, contact.id, NOW)
