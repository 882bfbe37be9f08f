"""A merged account is the kept one's customer: erased, told and forgotten with it."""

from datetime import timedelta

from sqlalchemy import select

from app.access.identity import Identity
from app.config import Settings
from app.db import Database
from app.intake.account_lists import find_account
from app.merges.undo import UNDO_FOR
from app.models import AccountRecord, AccountRedirectRecord, ErasureRecord, MergeUndoRecord, PastVisitRecord
from app.privacy.erase import erase_subject
from app.privacy.export import export_subject
from app.privacy.fingerprints import Barred
from app.privacy.retention import sweep
from tests.app.merges.test_merge import CRM, DIRECTOR, LATER, XIXI, fill, merge, our_id, tell_crm
from tests.conftest import NOW
from tests.worlds.planted import everything_stored
from tests.worlds.stored import store_week


def test_whoever_is_erased_is_gone_under_both_ids(sqlite_database: Database) -> None:
    """Named by the merged id: both rows, what both were, and neither id can be told of again."""
    with sqlite_database.write() as session:
        store_week(session, NOW)
        crm_id, xixi_id = tell_crm(session), our_id(session, XIXI)
        merge(session, CRM.external_id, XIXI)
        told = export_subject(session, DIRECTOR, xixi_id, LATER)
        assert {row["external_id"] for row in told["tables"]["account"]} == {CRM.external_id, XIXI}
        assert erase_subject(session, Identity("manager"), xixi_id, LATER).subject_id == crm_id
    with sqlite_database.read() as session:
        assert set(session.scalars(select(ErasureRecord.subject_id))) == {crm_id, xixi_id}
        assert all(Barred.of(session).account_id(*of) for of in (("crm", CRM.external_id), ("list", XIXI)))
        stored = "\n".join(everything_stored(session))
    assert [word for word in ("西溪印务", CRM.external_id, XIXI, "0571-88887777") if word in stored] == []


def test_after_seven_days_only_the_ids_are_left(sqlite_database: Database) -> None:
    """They lead on for as long as the kept account is there, and are no tombstone that is swept."""
    with sqlite_database.write() as session:
        store_week(session, NOW)
        tell_crm(session)
        xixi_id = our_id(session, XIXI)
        fill(session, xixi_id, 5)
        merge(session, CRM.external_id, XIXI)
        session.add(PastVisitRecord(account_id=xixi_id, outcome="done", on_day=NOW.date(), note="x", told_at=NOW))
    for later in (UNDO_FOR, timedelta(days=100)):
        sweep(sqlite_database, Settings(database_url="sqlite://"), LATER + later + timedelta(minutes=1))
    with sqlite_database.read() as session:
        emptied = session.get_one(AccountRecord, xixi_id)
        assert (emptied.name, emptied.address, emptied.lat, emptied.external_id) == ("", "", None, XIXI)
        assert session.scalars(select(MergeUndoRecord)).all() == []
        assert session.scalars(select(PastVisitRecord).where(PastVisitRecord.account_id == xixi_id)).all() == []
        assert len(session.scalars(select(AccountRedirectRecord)).all()) == 1
        found = find_account(session, DIRECTOR, XIXI, LATER)
    assert found is not None
    assert found.account.external_id == CRM.external_id
