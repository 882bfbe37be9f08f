"""Who owes a debrief: whoever made a visit in the last two weeks and did not tell of it."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import RepRecord, VisitEventRecord
from app.visits.event_facts import EventKind
from app.visits.open_debriefs import OpenDebrief, open_debriefs
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.events import visit_of

TODAY = date(2026, 11, 27)
MADE = OpenDebrief(week.TUESDAY, week.WANG_TUESDAY.stops[0].name)


def tell(session: Session, kind: EventKind, on: date = week.TUESDAY, at: datetime = NOW) -> None:
    """王芳 tells this of her first visit of Tuesday."""
    rep_id = session.scalars(select(RepRecord.id).where(RepRecord.external_id == week.WANG.external_id)).one()
    number = len(session.scalars(select(VisitEventRecord.id)).all()) + 1
    facts = {"id": f"e{number}", "visit_id": visit_of(session), "number": number, "rep_id": rep_id, "facts": {}}
    told = {"at": at, "received_at": at, "on_day": on, "device_id": "phone", "plan_version": 1, "text": ""}
    session.add(VisitEventRecord(kind=kind, **facts, **told))
    session.flush()


def test_a_visit_that_was_made_waits_for_its_debrief(database: Database, stored_week: str) -> None:
    """Until it is there; whoever was told of twice waits once."""
    with database.write() as session:
        tell(session, EventKind.DONE)
        tell(session, EventKind.DONE)
        assert open_debriefs(session, "wang", TODAY) == [MADE]
        tell(session, EventKind.DEBRIEF, on=TODAY)
        assert open_debriefs(session, "wang", TODAY) == []


def test_others_and_what_is_long_ago_do_not_wait(database: Database, stored_week: str) -> None:
    """Not on the list of a colleague, and not after two weeks."""
    with database.write() as session:
        tell(session, EventKind.DONE)
        assert open_debriefs(session, "li", TODAY) == []
        assert open_debriefs(session, "wang", week.TUESDAY + timedelta(days=15)) == []


def test_a_visit_that_was_skipped_owes_nothing(database: Database, stored_week: str) -> None:
    """There is nothing to tell of."""
    with database.write() as session:
        tell(session, EventKind.SKIPPED)
        assert open_debriefs(session, "wang", TODAY) == []
