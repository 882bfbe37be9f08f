"""Every step that can be taken back leaves what the older program knew."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from app import migrations
from app.db import Database
from app.planning.certificate import WhyNot
from app.planning.store import list_plans, load_plan
from tests.worlds import week


def moved(database: Database, revision: str) -> None:
    """The database at that revision, by the same road that `upgrade` takes."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = database._migration_engine()
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    engine.dispose()


def test_certificates_go_and_come_without_touching_plans(database: Database, stored_week: str) -> None:
    """Back at 0003 the plan has its routes and stops; up again it is one that nobody asked to be certified."""
    moved(database, "0003")
    database.upgrade()
    with database.read() as session:
        stored = load_plan(session, stored_week)
        (summary,) = list_plans(session)
    assert stored is not None
    assert (summary.routes, summary.stops) == (3, 7)
    assert [len(route.stops) for route in stored.plan.routes] == [len(route.stops) for route in week.PLAN.routes]
    assert {route.within_m for route in stored.plan.routes} == {None}
    assert (stored.plan.certificate.why_not, stored.plan.earlier) == (WhyNot.NOT_ASKED, {})
