"""Whether a database that lived through something is sound: the file itself, and every plan in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.intake.store import all_reps, listed_accounts
from app.method.account import Appointment, Datum
from app.method.rep import Rep
from app.models import PlanRecord
from app.planning.division import Listed
from app.planning.document import InputFile, PlanDocument
from app.planning.inputs import PlanInputs
from app.planning.recheck import recheck
from app.planning.store import StoredPlan, load_plan


def unsound(session: Session, week_on: date) -> tuple[int, list[str]]:
    """How many plans of the week were checked, and everything that is wrong with them or with the file."""
    found = _file_faults(session)
    plan_ids = session.scalars(select(PlanRecord.id).where(PlanRecord.week_on == week_on)).all()
    listed, reps = listed_accounts(session), all_reps(session)
    for plan_id in plan_ids:
        stored = load_plan(session, plan_id)
        assert stored is not None
        found += [f"plan {plan_id}: {text}" for text in _violations(stored, listed, reps)]
    return len(plan_ids), found


def _file_faults(session: Session) -> list[str]:
    """What SQLite finds wrong with its file; a PostgreSQL server that nobody killed looks after its own."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return []
    faults = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    return [*faults, *(f"points nowhere: {row}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))]


def _violations(stored: StoredPlan, listed: Sequence[Listed], reps: Sequence[Rep]) -> list[str]:
    """What the independent check finds in a plan, given the promises and names that the plan itself tells of.

    Both have changed since it was made, so its ledger of what was left out cannot be judged any more.
    """
    told: dict[str, dict[str, Any]] = {}
    for route in stored.plan.routes:
        for stop in route.stops:
            promise = Appointment(route.on, stop.start_s, stop.departure_s - stop.start_s)
            told[stop.external_id] = {"name": stop.name, "appointment": promise if stop.is_appointment else None}
    rep_names = {route.rep_id: route.rep_name for route in stored.plan.routes}
    team = tuple(replace(rep, name=rep_names.get(rep.external_id, rep.name)) for rep in reps)
    then = tuple(
        Listed(one.line, replace(one.account, **{"appointment": None, **told.get(one.account.external_id, {})}))
        for one in listed
    )
    file = InputFile("stored", "0" * 64)
    inputs = PlanInputs(file, file, then, (), team, (), (), ())
    document = PlanDocument(stored.plan, stored.options, stored.settings, Datum.WGS84, file, file)
    # Stored stops name visits by ids of ours.
    found = recheck(document, inputs).violations
    return [text for text in found if not text.startswith("LEDGER") and "visit_id is" not in text]
