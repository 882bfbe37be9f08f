"""Kinds of work that a CRM gives a site, each of which remembers what was promised and finds out whether it was kept.

A kind of work is a class with a `name`, a `step` that sends one thing and waits for its answer, and `broken` that
compares what was acknowledged with what is stored. `KINDS` is all that the kills know of them.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.engines.child_process import WITHOUT_A_WORD
from app.models import AccountRecord, BookingRecord, ImportRecord, PlanRecord, RepRecord, RunRecord
from app.planning.in_force import stops_in_force
from app.runs.run_queue import MOST_ATTEMPTS
from tests.proof.company import Company, version_of
from tests.proof.sites import PATIENCE_S, Site

# As a poison input would have them; by the signal, or with what they are forked of.
CHILDREN_KILLED = tuple(f"died 3 times on this input ({how})" for how in ("SIGKILL", WITHOUT_A_WORD))
NOT_NOW = (429, 503)  # the answer says that it may be tried again


class Unanswered(Exception):
    """The connection broke before the whole answer was there: what was asked may have happened or not."""


class SiteDown(Exception):
    """The proof is over while somebody still waits for an answer."""


@dataclass
class Caller:
    """Sends requests for one kind of work, and counts what became of them."""

    site: Site
    session_token: str | None = None  # of a person; else it is the CRM's program
    answered: int = 0
    unanswered: int = 0
    busy: int = 0
    under_way: bool = False
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._client = self.site.client(self.session_token)

    def send(self, method: str, path: str, *fine: int, **content: Any) -> httpx.Response:
        """One request; a busy answer is tried again, as it says. Raises Unanswered."""
        while True:
            if not self.site.up.wait(PATIENCE_S):
                raise SiteDown
            self.under_way = method != "GET"
            try:
                answer = self._client.request(method, path, **content)
            except httpx.TransportError as error:
                self.unanswered += 1
                self._client.close()
                self._client = self.site.client(self.session_token)
                raise Unanswered(type(error).__name__) from error
            finally:
                self.under_way = False
            if answer.status_code not in NOT_NOW:
                self.answered += 1
                if answer.status_code not in fine:
                    self.faults.append(f"{method} {path} answered {answer.status_code}: {answer.text[:200]}")
                return answer
            self.busy += 1
            time.sleep(0.1)

    def close(self) -> None:
        self._client.close()


class Work(Protocol):
    name: str
    caller: Caller

    def step(self) -> None:
        """Send one thing; raises Unanswered where there was no answer."""
        ...

    def broken(self, session: Session) -> Iterator[str]:
        """What was acknowledged and is not there, is there twice, or by halves."""
        ...


class Imports:
    """Lists of the same accounts in new versions, one after the other: what is stored is one whole version."""

    name = "import"

    def __init__(self, site: Site, company: Company, week_on: date, rng: random.Random) -> None:
        self.caller, self._company = Caller(site), company
        self._sent = self._kept = 1  # the set-up imports version 1
        self._ids: list[str] = []

    def step(self) -> None:
        self._sent += 1
        files = {"file": (f"v{self._sent}.csv", self._company.account_list(self._sent), "text/csv")}
        answer = self.caller.send("POST", "/api/v1/imports", 201, files=files)
        if answer.status_code == 201:
            self._kept = self._sent
            self._ids.append(answer.json()["id"])
        time.sleep(0.05)

    def broken(self, session: Session) -> Iterator[str]:
        names = session.scalars(select(AccountRecord.name)).all()
        wanted = len(self._company.account_ids) + self._company.idle
        if len(names) != wanted:
            yield f"{len(names)} accounts are stored, not {wanted}"
        versions = {version_of(name) for name in names}
        if len(versions) != 1 or not self._kept <= min(versions) <= self._sent:
            yield f"versions {sorted(versions)} of the list are stored, acknowledged was {self._kept} of {self._sent}"
        stored = session.scalars(select(ImportRecord.id)).all()
        for lost in set(self._ids) - set(stored):
            yield f"import {lost} was acknowledged and is not stored"
        unknown = self._sent - 1 - len(self._ids)
        if not len(self._ids) + 1 <= len(stored) <= len(self._ids) + 1 + unknown:
            yield f"{len(stored)} imports are stored of {len(self._ids) + 1} acknowledged and {unknown} unanswered"


class RepImports:
    """The same with the list of reps."""

    name = "rep import"

    def __init__(self, site: Site, company: Company, week_on: date, rng: random.Random) -> None:
        self.caller, self._company = Caller(site), company
        self._sent = self._kept = 1

    def step(self) -> None:
        self._sent += 1
        files = {"file": (f"v{self._sent}.csv", self._company.rep_list(self._sent), "text/csv")}
        if self.caller.send("POST", "/api/v1/reps:import", 201, files=files).status_code == 201:
            self._kept = self._sent
        time.sleep(0.1)

    def broken(self, session: Session) -> Iterator[str]:
        names = session.scalars(select(RepRecord.name)).all()
        versions = {version_of(name) for name in names}
        if len(names) != self._company.reps:
            yield f"{len(names)} reps are stored, not {self._company.reps}"
        if len(versions) != 1 or not self._kept <= min(versions) <= self._sent:
            yield f"versions {sorted(versions)} of the reps are stored, acknowledged was {self._kept} of {self._sent}"


class Plans:
    """Orders of plans, at most two open at a time: each one accepted ends once, with one plan or a reason."""

    name = "plan"

    def __init__(self, site: Site, company: Company, week_on: date, rng: random.Random) -> None:
        self.caller, self._week_on, self._rng = Caller(site), week_on, rng
        self._accepted: list[str] = []
        self._open: set[str] = set()
        self._unknown = 0

    def step(self) -> None:
        if len(self._open) < 2:
            order = {
                "week": self._week_on.isoformat(),
                "iterations": self._rng.randint(1, 400),
                "seed": self._rng.randrange(1000),
                "lane": self._rng.choice(("now", "batch")),
                "certify_s": 0,
            }
            try:
                answer = self.caller.send("POST", "/api/v1/plans", 202, json=order)
            except Unanswered:
                self._unknown += 1
                raise
            if answer.status_code == 202:
                self._accepted.append(answer.json()["id"])
                self._open.add(self._accepted[-1])
        for run_id in sorted(self._open):
            if self.caller.send("GET", f"/api/v1/operations/{run_id}", 200).json().get("finished_at"):
                self._open.discard(run_id)
        time.sleep(0.1)

    def broken(self, session: Session) -> Iterator[str]:
        """Asked once every run is over."""
        runs = {run.id: run for run in session.scalars(select(RunRecord))}
        for lost in set(self._accepted) - set(runs):
            yield f"run {lost} was accepted and is not stored"
        known = len(self._accepted) + 1  # the set-up orders one
        if not known <= len(runs) <= known + self._unknown:
            yield f"{len(runs)} runs are stored of {known} accepted and {self._unknown} unanswered"
        for run in runs.values():
            if not 1 <= run.attempt <= MOST_ATTEMPTS:
                yield f"run {run.id} was begun {run.attempt} times"
            gave_up = run.error_code == "run.gave_up" and run.attempt == MOST_ATTEMPTS
            gave_up |= run.error_code == "SOLVER_FAILED" and any(
                how in (run.error_text or "") for how in CHILDREN_KILLED
            )
            if (run.state == "succeeded") != (run.plan_id is not None) or not (run.state == "succeeded" or gave_up):
                yield f"run {run.id} ended as {run.state} {run.error_code} {run.error_text} with plan {run.plan_id}"
        plan_ids = [run.plan_id for run in runs.values() if run.plan_id is not None]
        if len(set(plan_ids)) != len(plan_ids):
            yield "two runs have one plan"
        numbers = session.scalars(select(PlanRecord.number).order_by(PlanRecord.number)).all()
        if list(numbers) != list(range(1, len(numbers) + 1)):
            yield f"the plans are numbered {list(numbers)}"


class Bookings:
    """Starts booked as they are offered, repeated until they are answered: each one is in force once."""

    name = "booking"

    def __init__(self, site: Site, company: Company, week_on: date, rng: random.Random) -> None:
        self.caller, self._company, self._week_on, self._rng = Caller(site), company, week_on, rng
        self._booked: dict[str, dict[str, Any]] = {}
        self._created = self._answered_late = 0
        self._pending: tuple[str, dict[str, Any]] | None = None  # sent and not answered yet

    def step(self) -> None:
        late = self._pending is not None
        if self._pending is None:
            self._pending = self._chosen()
        if self._pending is None:
            return
        account_id, order = self._pending
        answer = self.caller.send("POST", f"/api/v1/accounts/{account_id}/slots", 200, 201, 409, json=order)
        self._pending = None
        if answer.status_code in (200, 201):
            self._booked[account_id] = order
        self._created += answer.status_code == 201
        self._answered_late += late and answer.status_code == 200
        time.sleep(0.05)

    def _chosen(self) -> tuple[str, dict[str, Any]] | None:
        """A start that is offered to somebody now."""
        account_id = self._rng.choice(self._company.account_ids)
        days = {"from": self._week_on.isoformat(), "to": (self._week_on + timedelta(days=6)).isoformat()}
        offer = self.caller.send("GET", f"/api/v1/accounts/{account_id}/slots", 200, params=days).json()
        starts = [*offer.get("choices", ()), *offer.get("further", ())]
        if not starts:
            return None
        start = self._rng.choice(starts)
        return account_id, {name: start[name] for name in ("rep_id", "on", "start_s")}

    def broken(self, session: Session) -> Iterator[str]:
        if self._pending is not None:
            yield f"the last booking was never answered: {self._pending}"
            return
        stored = {
            account_id: {"rep_id": rep_id, "on": on.isoformat(), "start_s": start_s}
            for account_id, rep_id, on, start_s in session.execute(
                select(AccountRecord.external_id, RepRecord.external_id, BookingRecord.on_day, BookingRecord.start_s)
                .join(AccountRecord, BookingRecord.account_id == AccountRecord.id)
                .join(RepRecord, BookingRecord.rep_id == RepRecord.id)
            )
        }
        if stored != self._booked:
            yield f"the bookings are {stored}, answered was {self._booked}"
        for account_id, order in self._booked.items():
            held = stops_in_force(session, self._week_on, self._week_on + timedelta(days=6), account_id)
            if [(stop.rep_id, stop.on.isoformat(), stop.start_s) for stop in held] != [tuple(order.values())]:
                yield f"{account_id} was promised {order}, in force are {held}"
        versions = session.scalar(select(func.count(PlanRecord.id))) or 0
        planned = session.scalar(select(func.count(RunRecord.plan_id))) or 0
        if versions - planned != self._created + self._answered_late:
            yield (
                f"{versions - planned} versions were made by bookings, of {self._created} answered at once and"
                f" {self._answered_late} found made when they were sent again"
            )


KINDS = (Imports, RepImports, Plans, Bookings)
