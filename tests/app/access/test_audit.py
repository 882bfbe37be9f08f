"""The audit log: what was appended stays, and whoever changes it is found out."""

from datetime import UTC, datetime

from sqlalchemy import delete, update

from app.access.audit import Deed, broken_links, note_deed, note_deeds
from app.access.identity import Identity
from app.db import Database
from app.models import AuditRecord

AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def three_deeds(database: Database) -> None:
    for action in ("account.created", "account.updated", "account.deleted"):
        with database.write() as session:
            note_deed(session, Identity("rep", "wang"), action, "acc_1", AT, ["name", "grade"])


def test_an_untouched_log_is_whole(database: Database) -> None:
    """Three entries, each linked to the one before, also after they were read back."""
    three_deeds(database)
    with database.read() as session:
        assert [e.action for e in session.query(AuditRecord).order_by(AuditRecord.number)][-1] == "account.deleted"
        assert list(broken_links(session)) == []


def test_many_deeds_are_linked_as_single_ones_are(database: Database) -> None:
    """In their order, after what was there, and whoever rewrites one of them is found out; no deed leaves no entry."""
    three_deeds(database)
    with database.write() as session:
        deeds = [Deed("account.updated", "acc_2", ["owner", "market"]), Deed("account.updated", "acc_1")]
        note_deeds(session, Identity("rep", "wang"), deeds, AT)
        note_deeds(session, Identity("rep", "wang"), [], AT)
    with database.read() as session:
        found = session.query(AuditRecord).order_by(AuditRecord.number).all()
        assert [(e.number, e.subject_id, e.fields) for e in found[3:]] == [
            (4, "acc_2", ["market", "owner"]),
            (5, "acc_1", []),
        ]
        assert list(broken_links(session)) == []
    with database.write() as session:
        session.execute(update(AuditRecord).where(AuditRecord.number == 4).values(subject_id="acc_1"))
    with database.read() as session:
        assert list(broken_links(session)) == [4]


def test_a_changed_entry_is_named(database: Database) -> None:
    """Whoever rewrites an entry leaves its number behind."""
    three_deeds(database)
    with database.write() as session:
        session.execute(update(AuditRecord).where(AuditRecord.number == 2).values(actor_id="li"))
    with database.read() as session:
        assert list(broken_links(session)) == [2]


def test_a_missing_entry_is_missed(database: Database) -> None:
    """An entry taken out of the middle shows at the one behind it."""
    three_deeds(database)
    with database.write() as session:
        session.execute(delete(AuditRecord).where(AuditRecord.number == 2))
    with database.read() as session:
        assert list(broken_links(session)) == [3]
