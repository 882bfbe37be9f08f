"""Ordering a plan and watching it being made."""

from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app.deps import ClockDep, DatabaseDep, IdentityDep, RunsDep
from app.errors import NotFound
from app.intake.overview import local_today
from app.intake.store import all_reps
from app.planning.certificate_rows import find_certificate
from app.planning.options import PlanOptions, monday_of
from app.planning.ordered_reps import ordered_reps
from app.planning.run import REFUSALS, CannotPlan
from app.planning.seen_plans import seen_week_of
from app.planning.store import published_plan
from app.runs.import_work import UNUSABLE, fault_of
from app.runs.runs import RunView, lane_of, seen_run
from app.runs.states import RunKind
from web import formats
from web.fault_view import fault_line
from web.i18n import Translator
from web.page import PageDep
from web.week_view import certificate_line
from web.words import IMPORT_STATES, REP_STATES, RUN_PHASES, RUN_STATES

router = APIRouter()


@router.post("/plans")
def order_plan(
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    runs: RunsDep,
    week: Annotated[date, Form()],
    time_limit_s: Annotated[float, Form(gt=0, le=600, allow_inf_nan=False)],
    assume_qualified: Annotated[bool, Form()] = False,
    keep: Annotated[bool, Form()] = False,
    draft: Annotated[str, Form(max_length=200)] = "",
    nearness_pct: Annotated[int | None, Form(ge=1, le=1000)] = None,
    weeks: Annotated[int, Form(ge=1, le=4)] = 1,
    rep: Annotated[list[str] | None, Form(max_length=1000)] = None,
    team: Annotated[list[str] | None, Form(max_length=1000)] = None,
) -> Response:
    """Start a plan from the week that holds this day on, and go to where its progress is shown.

    `keep` holds on to the draft that is named, or to the plan that is published for that week, if there is one.
    """
    with database.read() as session:
        today = local_today(session, clock())
        reps = ordered_reps(session, identity, reps=rep or (), teams=team or ())
        previous = None
        if keep:
            of_this_week = seen_week_of(session, identity, draft) == monday_of(week)
            previous = draft if of_this_week else published_plan(session, monday_of(week), reps)
    options = PlanOptions.for_week_of(
        week,
        as_of=today if monday_of(today) == monday_of(week) else None,  # days that are over are not planned
        days=7 * weeks,
        time_limit_s=time_limit_s,
        assume_qualified=assume_qualified,
        previous=previous,
        nearness_pct=nearness_pct,
        reps=reps,
    )
    return RedirectResponse(f"/operations/{runs.start_run(options, lane_of(options), by=identity)}", status_code=303)


@router.post("/operations/{run_id}/cancel")
def cancel(run_id: str, identity: IdentityDep, runs: RunsDep) -> Response:
    """End a plan under way; what it has found until then is kept as a draft."""
    if not runs.cancel(run_id, by=identity):
        raise NotFound("operation.unknown", "There is no operation of this id. Start the plan again.")
    return RedirectResponse(f"/operations/{run_id}", status_code=303)


@router.get("/operations/{run_id}")
def operation(run_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """How far a plan has come; without scripts the page reloads itself."""
    progress = _progress(run_id, identity, database, clock(), page.t)
    here = "lists" if progress["imports"] else "week"
    return page.html("operation.html", here=here, run_id=run_id, progress=progress)


@router.get("/operations/{run_id}/progress")
def operation_progress(
    run_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep
) -> Response:
    """The same in the reader's words, for the page to ask every second."""
    progress = _progress(run_id, identity, database, clock(), page.t)
    return JSONResponse(progress, headers={"Cache-Control": "no-store"})


def _progress(
    run_id: str, identity: IdentityDep, database: DatabaseDep, now: datetime, t: Translator
) -> dict[str, Any]:
    with database.read() as session:
        run = seen_run(session, identity, run_id)
        found = find_certificate(session, run.plan_id) if run is not None and run.plan_id else None
        names = {rep.external_id: rep.name for rep in all_reps(session)}
    if run is None:
        raise NotFound("operation.unknown", "There is no operation of this id. Start the plan again.")
    certificate = None if found is None else certificate_line(found, t)
    states = IMPORT_STATES if run.kind is RunKind.IMPORT else RUN_STATES
    return {
        "state": run.state,
        "imports": run.kind is RunKind.IMPORT,
        "over": run.is_over,
        "title": t("Coming to an end") if run.cancel_asked and not run.is_over else t(states[run.state]),
        "phase": t.text(RUN_PHASES.get(run.phase, "")) if run.state == "running" else "",
        "done": run.reps_done,
        "of": run.reps,
        "reps": t("{done} of {of} reps planned", done=run.reps_done, of=run.reps) if run.reps else "",
        "best": _best(run, t),
        "of_reps": [
            {
                "name": names.get(rep.rep_id, rep.rep_id),
                "state": rep.state,
                "said": t(REP_STATES[rep.state]),
                "best": "" if rep.value_s is None else formats.hours(rep.value_s, t),
            }
            for rep in run.of_reps
        ],
        "value_s": run.value_s,
        "left": _left(run, now, t),
        "cancels": not run.is_over and not run.cancel_asked,
        "certificate": certificate.sentence if certificate else "",
        "certifying": certificate is not None and certificate.code == "running",
        "error": _refusal(run, t) or _nothing_kept(run, t),
        "href": _result(run),
        "open": t("See what became of it") if run.kind is RunKind.IMPORT else t("Open the plan"),
        "stop": t("Stop; nothing comes in") if run.kind is RunKind.IMPORT else t("Stop here and keep the best so far"),
    }


def _result(run: RunView) -> str:
    if run.import_id:
        return f"/lists/imports/{quote(run.import_id)}"
    return f"/plans/{quote(run.plan_id)}" if run.plan_id else ""


def _refusal(run: RunView, t: Translator) -> str:
    """Why nothing came of it, in the reader's words."""
    if run.error_code == UNUSABLE and "fault" in run.error_params:  # older rows have the English sentence only
        told = fault_line(fault_of(run.error_params), t)
        return f"{told.sentence} {told.remedy}".strip()
    if run.error_code in REFUSALS:
        return CannotPlan(run.error_code, **run.error_params).say(t.text)
    return t.text(run.error_text or "")


def _nothing_kept(run: RunView, t: Translator) -> str:
    """What is safe after a plan that was called off before it had found anything."""
    if run.state != "cancelled" or run.plan_id:
        return ""
    return t("Nothing was kept of it. Lists and published plans are as they were.")


def _left(run: RunView, now: datetime, t: Translator) -> str:
    """How long the searches will go on, where that can be told."""
    if run.state != "running" or run.expected_at is None or run.cancel_asked:
        return ""
    left_s = (run.expected_at - now).total_seconds()
    if left_s < 60:
        return t("Less than a minute left")
    return t("About {time} left", time=formats.duration(left_s, t))


def _best(run: RunView, t: Translator) -> str:
    if run.value_s is None:
        return ""
    if run.is_over:
        return t("Worth {hours} more than it costs", hours=formats.hours(run.value_s, t))
    return t("Best so far: worth {hours} more than it costs", hours=formats.hours(run.value_s, t))
