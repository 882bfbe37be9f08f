"""What a rep has in hand before a visit."""

from datetime import timedelta

import httpx

from app.db import Database
from app.method.preparation import TO_A_KP, TO_ALL
from app.visits.preparing import LastDebrief, last_debriefs, preparations
from tests.worlds import week
from tests.worlds.events import event, event_id, visit_of

HERE, THERE = week.WEST_LAKE.external_id, week.WULIN.external_id
BEFORE = "2026-11-23T16:00:00+08:00"


def test_each_account_has_its_questions(database: Database, stored_week: str) -> None:
    """A KP other ones than a first KP; an account that no list has is missing."""
    with database.read() as session:
        found = preparations(session, [HERE, week.BINJIANG.external_id, "HZ-000"])
    assert {account_id: one.questions for account_id, one in found.items()} == {
        HERE: TO_ALL,
        week.BINJIANG.external_id: TO_A_KP,
    }


def test_the_last_debrief_comes_with_its_note(database: Database, stored_week: str, wang: httpx.Client) -> None:
    """Its own, the newest before the day; what was told on the day itself is not the last visit."""
    with database.read() as session:
        here, there = visit_of(session, HERE), visit_of(session, THERE)
    told = [
        (here, event("debrief", at=BEFORE, outcome={"result": "nobody"})),
        (here, event("note", at=BEFORE, text="前台说周三在")),
        (here, event("note", at=BEFORE, text="要样品")),
        (here, event("debrief", at=BEFORE, outcome={"result": "met_kp", "interest": "up"})),
        (here, event("debrief", outcome={"result": "met_other"})),
        (there, event("debrief", outcome={"result": "met_kp"})),
    ]
    for number, (visit_id, body) in enumerate(told):
        assert wang.put(f"/api/v1/visits/{visit_id}/events/{event_id(number)}", json=body).is_success
    with database.read() as session:
        assert last_debriefs(session, [HERE, THERE], week.TUESDAY) == {
            HERE: LastDebrief(week.MONDAY, {"result": "met_kp", "interest": "up"}, "要样品")
        }
        later = last_debriefs(session, [HERE, THERE], week.TUESDAY + timedelta(days=1))
    assert {account_id: one.outcome["result"] for account_id, one in later.items()} == {
        HERE: "met_other",
        THERE: "met_kp",
    }


def test_nobody_asked_nothing_is_told(database: Database, stored_week: str) -> None:
    """A day without stops, and an account that was never debriefed."""
    with database.read() as session:
        assert preparations(session, []) == {}
        assert last_debriefs(session, [], week.TUESDAY) == {}
        assert last_debriefs(session, [HERE], week.TUESDAY) == {}
