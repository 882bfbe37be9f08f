"""Many accounts changed at once: as truly as one by one, and in a few statements, for others wait for their turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Engine, event, select

from app.access.audit import broken_links
from app.access.identity import SHELL
from app.db import Database
from app.intake.account_edits import changed_by, edit_accounts
from app.intake.store import import_accounts
from app.models import AccountRecord, AuditRecord
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import LIST, listed_row

IDS = [f"K-{n:04}" for n in range(600)]


@contextmanager
def _counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


def test_many_accounts_change_in_few_statements(sqlite_database: Database) -> None:
    """Each of six hundred has a new version and its own entry in a log that is whole; who was so has neither."""
    rows = tuple(listed_row(line, replace(week.ACCOUNTS[0], external_id=id_)) for line, id_ in enumerate(IDS, start=2))
    with sqlite_database.write() as session:
        import_accounts(session, replace(LIST, rows=rows), NOW)
        edit_accounts(session, SHELL, changed_by(session, SHELL, IDS[:1], {"market": "滨江区"}), NOW)
    with sqlite_database.write() as session, _counted() as sent:
        changes = changed_by(session, SHELL, IDS, {"market": "滨江区"})
        edit_accounts(session, SHELL, changes, NOW)
    assert len(sent) < 50
    with sqlite_database.read() as session:
        found = session.execute(select(AccountRecord.market, AccountRecord.version)).all()
        assert found == [("滨江区", 2)] * 600
        deeds = session.execute(
            select(AuditRecord.subject_id, AuditRecord.fields).where(AuditRecord.action == "account.updated")
        ).all()
        assert len({subject_id for subject_id, _ in deeds}) == len(deeds) == 600
        assert all(fields == ["market"] for _, fields in deeds)
        assert list(broken_links(session)) == []
