"""kproute demo: the demo company in the database, with its week planned and published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from app.access.audit import note_deed
from app.access.identity import SHELL
from app.cli.engine import ENGINE
from app.cli.proof import show_certificate, with_certificate
from app.cli.report import progress_bar, show_plan
from app.cli.screen import fail, say
from app.config import read_settings
from app.db import Database
from app.intake.demo import SOURCE, demo_accounts, demo_reps
from app.intake.removal import remove_source
from app.intake.store import IdsTaken, all_reps, ever_used, import_accounts, listed_accounts, rejected_rows, save_reps
from app.method.field_days import field_days
from app.method.settings import MethodSettings
from app.planning.certificate import PlanCertificate
from app.planning.certificate_rows import keep_certificate
from app.planning.options import CERTIFY_S, PlanOptions, monday_of
from app.planning.proving_again import proofs_sum, remember_sum
from app.planning.run import CannotPlan, plan_week
from app.planning.solving import ProofOrder
from app.planning.store import publish_plan, save_plan
from app.planning.week_plan import WeekPlan
from app.travel.by_road import drive_on, version_in_use

ZONE = ZoneInfo("Asia/Shanghai")  # where the demo company is
WEEKS_AHEAD = 4  # no holidays last longer


def demo(
    remove: Annotated[bool, typer.Option("--remove", help="Take the demo company out again, with its plans.")] = False,
    certify: Annotated[
        float, typer.Option(min=0, max=3600, help="Seconds to prove how good each rep's plan is, once it is there.")
    ] = CERTIFY_S,
) -> None:
    """Load the demo company, plan this week (or the next with a field day left), and publish it."""
    settings = read_settings()
    database = Database(settings.database_url)
    database.upgrade()
    if remove:
        with database.write() as session:
            gone = remove_source(session, SOURCE)
        say(f"The demo company is out: {gone} accounts removed, with their reps and plans.")
        return
    drive_on(settings.roads, settings.osrm_url)
    stored = load_and_plan(database, settings.plan_time_limit_s, certify)
    if certify:
        proven = with_certificate(stored.plan, stored.proofs, certify)
        with database.write() as session:
            keep_certificate(session, stored.id, proven.certificate)
        show_certificate(proven.certificate)


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """The demo's stored plan, and what is needed to prove how good it is."""

    id: str
    plan: WeekPlan
    proofs: Sequence[ProofOrder]


def load_if_new(database: Database, time_limit_s: float) -> DemoPlan | None:
    """Load and plan the demo where the database has never held anything; None where it has."""
    with database.read() as session:
        used = ever_used(session)
    return None if used else load_and_plan(database, time_limit_s, CERTIFY_S)


def load_and_plan(database: Database, time_limit_s: float, certify_s: float) -> DemoPlan:
    """Load the demo company, plan its week and publish it; ends the command where it cannot be planned.

    Its certificate says that it is under way: whoever calls sees to that.
    """
    ENGINE.warm()
    today = datetime.now(ZONE).date()
    method = MethodSettings()
    options = replace(
        _next_week_with_a_field_day(today, method, time_limit_s), certify_s=certify_s, roads=version_in_use()
    )
    try:
        with database.write() as session:
            summary = import_accounts(session, demo_accounts(options.week_on), datetime.now(UTC), source=SOURCE)
            save_reps(session, demo_reps(options.week_on).reps, source=SOURCE)
            note_deed(session, SHELL, "accounts.imported", summary.id, datetime.now(UTC))
    except IdsTaken as taken:
        fail(taken.detail)
        raise typer.Exit(2) from None
    say(f"The demo company is in: {summary.accounts} accounts; {summary.rejected} rows rejected, as its README says.")
    with database.read() as session:
        listed, reps, rejected = listed_accounts(session), all_reps(session), rejected_rows(session)
    with progress_bar(len(reps)) as tell:
        try:
            planned = plan_week(listed, reps, method, options, ENGINE, rejected=rejected, on_progress=tell)
        except CannotPlan as refusal:
            fail(str(refusal))
            raise typer.Exit(1) from None
    plan = replace(planned.plan, certificate=PlanCertificate.running()) if certify_s else planned.plan
    told = proofs_sum(planned.proofs)
    with database.write() as session:
        plan_id = save_plan(session, plan, options=options, settings=method)
        remember_sum(session, plan_id, told)
        publish_plan(session, plan_id, datetime.now(UTC))
        note_deed(session, SHELL, "plan.published", plan_id, datetime.now(UTC))
    show_plan(plan)
    say(f"The week of {options.week_on.isoformat()} is planned and published.")
    return DemoPlan(plan_id, plan, planned.proofs)


def _next_week_with_a_field_day(today: date, method: MethodSettings, time_limit_s: float) -> PlanOptions:
    """This week from today on, or the next one in which somebody is in the field."""
    for ahead in range(WEEKS_AHEAD):
        week_on = monday_of(today) + timedelta(weeks=ahead)
        options = PlanOptions(week_on=week_on, as_of=max(today, week_on), time_limit_s=time_limit_s)
        reps = demo_reps(week_on).reps
        if any(field_days(rep, options.planned_days, method.country) for rep in reps):
            return options
    raise AssertionError("A month without a field day is no calendar.")
