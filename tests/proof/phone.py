"""A rep's phone that reports what happened on his visits, and sends again what was not answered."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.sessions import open_session
from app.models import AccountRecord, RepRecord, VisitEventRecord, VisitRecord
from app.visits.events import visits_seen_by
from tests.proof.company import Company
from tests.proof.sites import Site
from tests.proof.works import Caller
from tests.worlds.events import event_id

KINDS = ("arrived", "delayed", "note", "skipped")  # not "done": what plans were made of would be another afterwards
MOST_AT_ONCE = 6


class Syncs:
    """Batches of new events, with all that nobody answered yet: each one is kept once, as it was sent."""

    name = "sync"

    def __init__(self, site: Site, company: Company, week_on: date, rng: random.Random) -> None:
        self._rng = rng
        with site.database.write() as session:
            rep = session.scalars(select(RepRecord).order_by(RepRecord.external_id).limit(1)).one()
            token = open_session(session, "rep", rep.id, None, datetime.now(UTC), None)
            seen = visits_seen_by(Identity("rep", rep.external_id, actor_id=rep.id))
            visits = select(VisitRecord.id).join(AccountRecord, AccountRecord.id == VisitRecord.account_id).where(seen)
            self._visits = sorted(session.scalars(visits))
        self.caller = Caller(site, token)
        self._sent: dict[str, dict[str, Any]] = {}
        self._outbox: list[dict[str, Any]] = []
        self._kept: set[str] = set()

    def step(self) -> None:
        self._outbox += [self._event() for _ in range(self._rng.randint(1, MOST_AT_ONCE)) if len(self._outbox) < 90]
        answer = self.caller.send("POST", "/api/v1/sync", 200, json={"events": self._outbox})
        if answer.status_code == 200:
            for told in answer.json()["events"]:
                if told["result"] in ("applied", "duplicate"):
                    self._kept.add(told["event_id"])
                else:
                    self.caller.faults.append(f"an event was not taken: {told}")
            self._outbox = []
        time.sleep(0.05)

    def _event(self) -> dict[str, Any]:
        kind = self._rng.choice(KINDS)
        event = {
            "visit_id": self._rng.choice(self._visits),
            "event_id": event_id(len(self._sent)),
            "kind": kind,
            "at": datetime.now(UTC).isoformat(),
            "device_id": "phone-1",
            "plan_version": 1,
            **({"delay_s": 600} if kind == "delayed" else {}),
            **({"text": f"note {len(self._sent)}"} if kind == "note" else {}),
        }
        self._sent[event["event_id"]] = event
        return event

    def broken(self, session: Session) -> Iterator[str]:
        stored = {record.id: record for record in session.scalars(select(VisitEventRecord))}
        for lost in self._kept - set(stored):
            yield f"event {lost} was acknowledged and is not stored"
        for record in stored.values():
            sent = self._sent.get(record.id)
            if sent is None or (record.visit_id, record.kind) != (sent["visit_id"], sent["kind"]):
                yield f"event {record.id} is stored otherwise than it was sent"
        numbers: dict[str, list[int]] = {}
        for record in stored.values():
            numbers.setdefault(record.visit_id, []).append(record.number)
        for visit_id, counted in numbers.items():
            if sorted(counted) != list(range(1, len(counted) + 1)):
                yield f"the events of visit {visit_id} are numbered {sorted(counted)}"
