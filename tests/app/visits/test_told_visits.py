"""What was reported of a day's visits."""

import httpx

from app.db import Database
from app.visits.event_facts import EventKind
from app.visits.told_visits import told_of
from tests.worlds import week
from tests.worlds.events import event, event_id, visit_of


def test_every_device_is_heard_in_the_order_it_came_in(
    database: Database, stored_week: str, wang: httpx.Client, manager: httpx.Client
) -> None:
    """The rep's phone and the office alike; a visit of which nobody reported is not among them."""
    with database.read() as session:
        first, second = visit_of(session), visit_of(session, week.WULIN.external_id)
    wang.put(f"/api/v1/visits/{first}/events/{event_id(2)}", json=event("done"))
    manager.put(f"/api/v1/visits/{first}/events/{event_id(1)}", json=event("cancelled"))
    with database.read() as session:
        told = told_of(session, [first, second])
        assert told_of(session, []) == {}
    assert [(one.id, one.kind) for one in told[first]] == [
        (event_id(2), EventKind.DONE),
        (event_id(1), EventKind.CANCELLED),
    ]
    assert second not in told
