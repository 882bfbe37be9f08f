"""kproute plan: two files in, a folder with the plan, its maps and its ledger out."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from app.cli.engine import ENGINE
from app.cli.proof import show_certificate, with_certificate
from app.cli.report import progress_bar, show_faults, show_plan
from app.cli.screen import fail, say, system_language
from app.intake.faults import UnusableInput
from app.method.account import Datum
from app.method.settings import MethodSettings
from app.planning.certificate import PlanCertificate, WhyNot
from app.planning.document import PlanDocument, UnreadablePlan
from app.planning.inputs import PlanInputs, read_inputs
from app.planning.options import CERTIFY_S, PlanOptions, search_time_s
from app.planning.progress import Progress
from app.planning.run import CannotPlan, plan_week
from app.planning.week_plan import WeekPlan
from app.travel.by_road import drive_on, version_in_use

LOADER = ThreadPoolExecutor(1)
DAY_FORMAT = ["%Y-%m-%d"]


def plan(
    accounts: Annotated[Path, typer.Argument(help="The list of accounts: CSV or XLSX.")],
    week: Annotated[datetime, typer.Option(formats=DAY_FORMAT, help="Any date of the week to plan.")],
    out: Annotated[Path, typer.Option(help="The folder to write; it is made, or replaced where it holds a plan.")],
    reps: Annotated[Path | None, typer.Option(help="The list of reps; without it one is invented, and said.")] = None,
    time_limit: Annotated[
        float | None, typer.Option(min=0.1, max=3600, help="Seconds of search for each rep (4 unless counting).")
    ] = None,
    iterations: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="Count the search instead: the same plan every time.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Where the search begins.")] = 0,
    as_of: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMAT, help="The day whose facts count; the week's Monday.")
    ] = None,
    datum: Annotated[Datum, typer.Option(help="Coordinate system of rows that name none.")] = Datum.WGS84,
    assume_qualified: Annotated[
        bool, typer.Option(help="Declare every row a precise prospect with an unnamed first KP.")
    ] = False,
    previous: Annotated[
        Path | None, typer.Option(help="The plan.json of an earlier plan of this week: change as little as possible.")
    ] = None,
    nearness: Annotated[
        int | None, typer.Option(min=1, max=1000, help="What travel weighs, in per cent: 150 stays nearer together.")
    ] = None,
    certify: Annotated[
        float, typer.Option(min=0, max=3600, help="Seconds to prove how good each rep's plan is, once it is there.")
    ] = CERTIFY_S,
    roads: Annotated[
        Path | None, typer.Option(help="Roads to drive on, of `kproute roads build`; without them straight lines.")
    ] = None,
    lang: Annotated[str, typer.Option(help="Language of pages and ledger: zh or en.")] = system_language(),
) -> None:
    """Plan a week of visits from a list of accounts, and write maps, plan and ledger."""
    drive_on(roads)
    options = PlanOptions.for_week_of(
        week.date(),
        as_of=as_of.date() if as_of else None,
        time_limit_s=search_time_s(time_limit, iterations),
        iterations=iterations,
        seed=seed,
        assume_qualified=assume_qualified,
        previous=None if previous is None else previous.name,
        nearness_pct=nearness,
        certify_s=certify,
        roads=version_in_use(),
    )
    if lang not in ("zh", "en"):
        raise typer.BadParameter("Choose zh or en.", param_hint="--lang")
    _refuse_foreign_folder(out)
    earlier = None if previous is None else _earlier_plan(previous, options)
    inputs = inputs_of(accounts, reps, datum)
    show_faults(accounts.name, inputs.faults)
    if reps is not None:
        show_faults(reps.name, inputs.rep_faults)
    with progress_bar(len(inputs.reps)) as tell:

        def watch(progress: Progress) -> None:
            tell(progress)
            if progress.phase == "solve":
                _folder_writer()

        try:
            planned = plan_week(
                inputs.listed,
                inputs.reps,
                MethodSettings(),
                options,
                ENGINE,
                rejected=inputs.rejected,
                notes=inputs.notes,
                previous=earlier,
                on_progress=watch,
            )
        except CannotPlan as refusal:
            fail(str(refusal))
            raise typer.Exit(1 if refusal.is_ours else 2) from None
    if certify:  # said at once, lest a program that is stopped leave it looking under way
        plan_so_far = replace(planned.plan, certificate=PlanCertificate.none(WhyNot.UNFINISHED))
    else:
        plan_so_far = planned.plan
    document = PlanDocument(plan_so_far, options, MethodSettings(), datum, inputs.accounts_file, inputs.reps_file)
    _folder_writer().result().write_folder(out, document, inputs, lang)
    show_plan(planned.plan)
    lists = f"{accounts}{_option('reps', reps)}{_option('roads', roads)}"
    say(f"Open {out / 'index.html'}; check it with: kproute check {out / 'plan.json'} {lists}")
    if certify:
        proven = with_certificate(planned.plan, planned.proofs, certify)
        _folder_writer().result().write_again(out, replace(document, plan=proven), lang)
        show_certificate(proven.certificate)


@cache
def _folder_writer() -> Future[ModuleType]:
    """The module that writes the folder, loading since the first call: Folium's seconds pass while the solver works."""
    return LOADER.submit(import_module, "app.cli.plan_folder")


def inputs_of(accounts: Path, reps: Path | None, datum: Datum) -> PlanInputs:
    """Read the lists; ends the command with exit code 2 where they give no plan."""
    try:
        files = [(path.read_bytes(), path.name) for path in (accounts, reps) if path is not None]
        return read_inputs(files[0], files[1] if reps is not None else None, datum)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}. Check the path and that you may read it.")
    except UnusableInput as unusable:
        show_faults(unusable.file_name, unusable.faults)
    except CannotPlan as refusal:
        fail(str(refusal))
    raise typer.Exit(2)


def _option(name: str, file: Path | None) -> str:
    return "" if file is None else f" --{name} {file}"


def _earlier_plan(path: Path, options: PlanOptions) -> WeekPlan:
    """The plan to hold on to; ends the command with exit code 2 where there is none of this week."""
    try:
        plan = PlanDocument.from_json(path.read_text(encoding="utf-8")).plan
    except (OSError, UnicodeDecodeError, UnreadablePlan) as error:
        fail(f"{path}: {error} Give the plan.json of the earlier plan with --previous.")
        raise typer.Exit(2) from None
    if plan.week_on != options.week_on:
        fail(f"{path} plans the week of {plan.week_on}, not that of {options.week_on}. Give a plan of the same week.")
        raise typer.Exit(2)
    return plan


def _refuse_foreign_folder(out: Path) -> None:
    if out.exists() and not (out.is_dir() and (not any(out.iterdir()) or (out / "plan.json").is_file())):
        fail(f"{out} holds something that is not a plan of ours. Choose an empty or a new folder with --out.")
        raise typer.Exit(2)
