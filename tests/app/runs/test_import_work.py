"""Imports behind the request: kept until done, once, or not at all."""

import contextlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from app.access.identity import SHELL
from app.db import Database
from app.engines.local_engine import LocalEngine
from app.intake.drafts import begin_draft, choose_columns, choose_datum, choose_layout, find_draft
from app.intake.layout import Layout
from app.method.account import Datum
from app.models import AccountRecord, ImportColumnsRecord, ImportRecord, RunFileRecord, RunRecord
from app.runs.import_work import ImportOrder, ImportWork, order_draft, order_import
from app.runs.lease import Lease
from app.runs.run_queue import Claim, cancel_run, claim_run
from app.runs.runs import PlanRuns, RunView, run_view
from app.runs.states import Lane, RunKind, RunState
from app.runs.worker import RunWorker
from tests.conftest import NOW
from tests.waiting import until

LIST = "客户编号,客户名称,纬度,经度\nK1,西湖文化,30.259,120.140\nK2,龙井茶业,30.226,120.118\n".encode()


@pytest.fixture
def runs(database: Database) -> Iterator[PlanRuns]:
    """The workers of one program, at rest."""
    with contextlib.closing(LocalEngine(1, stands_back=False)) as engine:
        runs = PlanRuns(database, engine, lambda: NOW)
        yield runs
        runs.close()


def ordered(database: Database, content: bytes = LIST, datum: Datum = Datum.WGS84) -> str:
    with database.write() as session:
        return order_import(session, ImportOrder("客户.csv", datum), content, NOW)


def view(database: Database, run_id: str) -> RunView:
    with database.read() as session:
        run = run_view(session, run_id)
    assert run is not None
    return run


def counted(database: Database, *tables: type) -> list[int]:
    with database.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_an_ordered_import_is_done(database: Database, runs: PlanRuns) -> None:
    """The accounts are there, the run names the import, and the file is gone."""
    run_id = ordered(database)
    assert view(database, run_id).kind is RunKind.IMPORT
    runs.start()
    until(lambda: view(database, run_id).is_over)
    done = view(database, run_id)
    assert (done.state, done.plan_id) == (RunState.SUCCEEDED, None)
    with database.read() as session:
        assert session.scalars(select(ImportRecord.id)).all() == [done.import_id]
    assert counted(database, AccountRecord, RunFileRecord) == [2, 0]


def test_a_file_that_is_no_list_fails_with_a_sentence(database: Database, runs: PlanRuns) -> None:
    """Nothing is imported, and the run says why."""
    run_id = ordered(database, b"PK\x03\x04 and then nothing")
    runs.start()
    until(lambda: view(database, run_id).is_over)
    failed = view(database, run_id)
    assert (failed.state, failed.error_code) == (RunState.FAILED, "import.unusable")
    assert failed.error_text
    assert counted(database, AccountRecord, RunFileRecord) == [0, 0]


def test_an_import_that_is_cancelled_in_the_queue_changes_nothing(database: Database) -> None:
    """It ends at once, and its file goes."""
    run_id = ordered(database)
    with database.write() as session:
        assert cancel_run(session, run_id, NOW)
    assert view(database, run_id).state is RunState.CANCELLED
    assert counted(database, AccountRecord, RunFileRecord) == [0, 0]


def test_whoever_comes_late_imports_nothing(database: Database) -> None:
    """A worker was taken for dead, and another began anew: only the later attempt counts, once."""
    run_id = ordered(database)
    work = ImportWork(database, lambda: NOW)
    with database.write() as session:
        first = claim_run(session, Lane.LISTS)
        session.execute(
            update(RunRecord).where(RunRecord.id == run_id).values(lease_until=datetime.now(UTC) - timedelta(hours=1))
        )
    with database.write() as session:
        second = claim_run(session, Lane.LISTS)
    assert first is not None
    assert second is not None
    work(first, _at_rest(database, first))
    assert counted(database, AccountRecord, ImportRecord) == [0, 0]
    work(second, _at_rest(database, second))
    assert counted(database, AccountRecord, ImportRecord, RunFileRecord) == [2, 1, 0]
    assert view(database, run_id).attempt == 2


def worked_off(database: Database) -> None:
    """What waits is done by a worker that nobody disturbs."""
    worker = RunWorker(Lane.LISTS, database, ImportWork(database, lambda: NOW), lambda: NOW)
    worker.start()
    until(lambda: counted(database, RunFileRecord) == [0])
    worker.stop(0)
    worker.join()


class TestListsThatWereLookedThrough:
    @staticmethod
    def draft(database: Database) -> str:
        """Names that nobody knows, looked through: the columns were said by hand."""
        with database.write() as session:
            draft_id = begin_draft(session, "l.csv", b"Nr;Wer\n1;\xcb\xb3\n2;b\n", NOW)
            choose_layout(session, find_draft(session, draft_id), Layout("gb18030", ";", None, 1))
            draft = find_draft(session, draft_id)
            choose_columns(session, draft, {"external_id": 0, "name": 1}, assume_qualified=False)
        return draft_id

    @staticmethod
    def ordered(database: Database, draft_id: str) -> str:
        with database.write() as session:
            return order_draft(session, SHELL, find_draft(session, draft_id), NOW)

    def test_they_come_in_as_they_were_looked_through(self, database: Database) -> None:
        """Ordered twice it is one run; the draft is in then, and how it was read is kept for the next list."""
        draft_id = self.draft(database)
        run_id = self.ordered(database, draft_id)
        assert self.ordered(database, draft_id) == run_id
        worked_off(database)
        done = view(database, run_id)
        assert (done.state, done.phase) == (RunState.SUCCEEDED, "keep")
        with database.read() as session:
            assert find_draft(session, draft_id).import_id == done.import_id
            names = session.scalars(select(AccountRecord.name).order_by(AccountRecord.external_id)).all()
            assert names == ["顺", "b"]
        assert counted(database, ImportRecord, ImportColumnsRecord, RunFileRecord) == [1, 1, 0]

    def test_what_was_changed_meanwhile_does_not_come_in(self, sqlite_database: Database) -> None:
        """The run fails with a sentence, nothing is imported, and the list can be ordered anew."""
        draft_id = self.draft(sqlite_database)
        run_id = self.ordered(sqlite_database, draft_id)
        with sqlite_database.write() as session:
            choose_datum(session, find_draft(session, draft_id), Datum.GCJ02)
        worked_off(sqlite_database)
        failed = view(sqlite_database, run_id)
        assert (failed.state, failed.error_code) == (RunState.FAILED, "import.draft_changed")
        assert counted(sqlite_database, AccountRecord, ImportRecord) == [0, 0]
        assert self.ordered(sqlite_database, draft_id) != run_id


def _at_rest(database: Database, claim: Claim) -> Lease:
    """A lease that nobody renews: both workers believe that the run is theirs."""
    return Lease(database, claim, threading.Event())
