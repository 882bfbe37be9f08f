"""Every step leads to the newest tables, and back to what the older program knew; on each kind of database."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from app.db import Database
from app.models import Base
from app.planning.certificate import WhyNot
from app.planning.store import list_plans, load_plan
from app.storage.schema import VERSION_TABLE, known_versions, newest_version, version_of
from app.storage.sqlite_file import contents
from app.unusable import UnusableDatabase
from tests.postgres import Server
from tests.worlds import week

OLDER = known_versions()[1:]
# From each of the newest versions, which are in use, and from every eighth before: on the way every step is taken.
GONE_BACK_TO = [*OLDER[:8], *OLDER[8:-1:8], OLDER[-1]]


def version(database: Database) -> str | None:
    with database.read() as session:
        return version_of(session.connection())


def tables(database: Database) -> set[str]:
    with database.read() as session:
        return set(inspect(session.connection()).get_table_names())


def differences(database: Database) -> list[object]:
    """What the models have and the database has not, or the other way round."""
    with database.read() as session:
        return list(compare_metadata(MigrationContext.configure(session.connection()), Base.metadata))


def test_the_steps_lead_to_the_tables_of_the_models(database: Database) -> None:
    """Nothing in the models is missing in a database that went through every step, and nothing is left over."""
    assert differences(database) == []
    assert tables(database) == {*Base.metadata.tables, VERSION_TABLE}


def test_a_table_too_many_is_seen(database: Database) -> None:
    """The comparison above can fail."""
    with database.write() as session:
        session.execute(text("CREATE TABLE leftover (value INTEGER)"))
    assert len(differences(database)) == 1


def test_upgrading_again_changes_nothing(database: Database) -> None:
    """A second start finds everything in place."""
    database.upgrade()
    assert version(database) == newest_version()


@pytest.mark.parametrize("older", GONE_BACK_TO)
def test_every_step_can_be_taken_back_and_again(database: Database, older: str) -> None:
    """Down to a version and up again, the tables are those of the models."""
    database.step_back(older)
    assert version(database) == older
    database.upgrade()
    assert (version(database), differences(database)) == (newest_version(), [])


def test_all_steps_back_leave_nothing(database: Database) -> None:
    """The first step undone, no table of ours is there."""
    database.step_back("base")
    assert tables(database) == {VERSION_TABLE}


def test_certificates_go_and_come_without_touching_plans(database: Database, stored_week: str) -> None:
    """Back at 0003 the plan has its routes and stops; up again it is one that nobody asked to be certified."""
    database.step_back("0003")
    database.upgrade()
    with database.read() as session:
        stored = load_plan(session, stored_week)
        (summary,) = list_plans(session)
    assert stored is not None
    assert (summary.routes, summary.stops) == (3, 7)
    assert [len(route.stops) for route in stored.plan.routes] == [len(route.stops) for route in week.PLAN.routes]
    assert {route.within_m for route in stored.plan.routes} == {None}
    assert (stored.plan.certificate.why_not, stored.plan.earlier) == (WhyNot.NOT_ASKED, {})


def test_a_step_that_fails_leaves_the_tables_as_they_were(
    database: Database, stored_week: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes wrong after the last step undoes the first one too."""
    database.step_back("0002")
    before = tables(database)

    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(type(database._kind), "after_steps", fails)
    with pytest.raises(RuntimeError):
        database.upgrade()
    assert (version(database), tables(database)) == ("0002", before)


def upgrade_at_once(*databases: Database) -> list[Exception]:
    """Upgrade from as many threads, and return what they raised."""
    raised: list[Exception] = []

    def upgrade(database: Database) -> None:
        try:
            database.upgrade()
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=upgrade, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_several_that_upgrade_at_once_do_not_hurt_each_other(database: Database) -> None:
    """Four programs start together on an empty database: one takes the steps, the others find them taken."""
    database.step_back("base")
    databases = [Database(database.url.render_as_string(hide_password=False)) for _ in range(4)]
    assert upgrade_at_once(*databases) == []
    assert differences(database) == []
    for other in databases:
        other.dispose()


def test_a_newer_database_is_refused(database: Database) -> None:
    """An old program does not touch the tables of a newer one, and says which program to start."""
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnusableDatabase, match="newer KPRoute"):
        database.upgrade()
    assert version(database) == "9999"


def test_an_older_file_is_copied_before_its_tables_change(
    sqlite_database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The copy stands beside the file, holds the older tables, and a second upgrade gets a copy of its own."""
    copies = [tmp_path / f"kproute.db.before-{newest_version()}{ending}" for ending in ("", "-2")]
    assert not any(path.exists() for path in copies)
    for _ in copies:
        sqlite_database.step_back("0001")
        sqlite_database.upgrade()
    assert [contents(path).version for path in copies] == ["0001", "0001"]
    assert str(copies[0]) in caplog.text


def test_a_new_or_current_file_is_not_copied(sqlite_database: Database, tmp_path: Path) -> None:
    """Where no table changes there is nothing to keep."""
    sqlite_database.upgrade()
    assert [path.name for path in tmp_path.glob("*.before-*")] == []


def test_text_is_in_the_order_of_its_bytes_on_every_server(postgres_server: Server) -> None:
    """A server that sorts like a dictionary gives lists in the same order as SQLite does."""
    url = postgres_server.create("LOCALE_PROVIDER icu ICU_LOCALE 'en' TEMPLATE template0")
    database = Database(url)
    database.upgrade()
    with database.write() as session:
        assert session.scalar(text("SELECT 'a' < 'B'")) is True  # this server by itself
        for name in ("b", "A", "a", "B"):
            session.execute(text("INSERT INTO team VALUES (:name, :name, 1, now(), NULL)"), {"name": name})
        assert session.scalars(text("SELECT id FROM team ORDER BY id")).all() == ["A", "B", "a", "b"]
    assert differences(database) == []
    database.dispose()
    postgres_server.drop(url)
