"""Whether a database that lived through something is sound: the file itself, and every plan in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

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
from app.planning.week_plan import Place, PlannedRoute


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
    """What the independent check finds in a plan, given the promises that the plan itself tells of.

    They have changed since it was made, so its ledger of what was left out cannot be judged any more; and so have the
    names, of which a plan that was changed by bookings tells those of several lists: everybody is called by his id.
    """
    promised = {
        stop.external_id: Appointment(route.on, stop.start_s, stop.departure_s - stop.start_s)
        for route in stored.plan.routes
        for stop in route.stops
        if stop.is_appointment
    }
    then = tuple(
        Listed(
            one.line,
            replace(one.account, name=one.account.external_id, appointment=promised.get(one.account.external_id)),
        )
        for one in listed
    )
    team = tuple(replace(rep, name=rep.external_id) for rep in reps)
    file = InputFile("stored", "0" * 64)
    inputs = PlanInputs(file, file, then, (), team, (), (), ())
    plan = replace(stored.plan, routes=tuple(_by_ids(route) for route in stored.plan.routes))
    document = PlanDocument(plan, stored.options, stored.settings, Datum.WGS84, file, file)
    # Stored stops name visits by ids of ours.
    found = recheck(document, inputs).violations
    return [text for text in found if not text.startswith("LEDGER") and "visit_id is" not in text]


def _by_ids(route: PlannedRoute) -> PlannedRoute:
    """The route with ids for names."""

    def place(at: Place) -> Place:
        return replace(at, name=route.rep_id) if at.name == route.rep_name else at

    stops = tuple(replace(stop, name=stop.external_id) for stop in route.stops)
    return replace(route, rep_name=route.rep_id, start=place(route.start), end=place(route.end), stops=stops)
