"""kproute simulate: a quarter of the demo company by this method and by two others, side by side."""

from dataclasses import replace
from typing import Annotated

import typer
from rich.progress import track
from rich.table import Table

from app.cli.engine import ENGINE
from app.cli.screen import err, out, say
from app.intake.demo import BASE_ON, demo_accounts, demo_reps
from app.method.settings import MethodSettings
from app.planning.options import GUARD_S, PlanOptions
from app.simulation.quarter import OurMethod, Quarter, Way, simulated
from app.simulation.report import MEASURES, spread
from app.simulation.rivals import Rival, grade_first, street_sweeping


def simulate(
    weeks: Annotated[int, typer.Option(min=1, max=52, help="How long the quarter is.")] = 13,
    seed: Annotated[int, typer.Option(min=0, max=2**30, help="The first seed: the luck of every visit.")] = 1,
    seeds: Annotated[int, typer.Option(min=1, max=100, help="So many seeds, one after the other.")] = 5,
    iterations: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="Rounds of search for each rep and week of this method.")
    ] = 50,
) -> None:
    """Play a quarter of the demo company: this method, nearest-first street sweeping, and grade first."""
    ENGINE.warm()
    settings = MethodSettings()
    accounts = [row.account for row in demo_accounts(BASE_ON).rows if row.account is not None]
    reps = demo_reps(BASE_ON).reps
    ways: dict[str, Way] = {
        "KPRoute": OurMethod(reps, settings, ENGINE),
        "street sweeping": Rival(street_sweeping, reps, settings),
        "grade first": Rival(grade_first, reps, settings),
    }
    options = PlanOptions(BASE_ON, BASE_ON, time_limit_s=GUARD_S, iterations=iterations)
    lots = [(name, one) for one in range(seed, seed + seeds) for name in ways]
    quarters: dict[str, list[Quarter]] = {name: [] for name in ways}
    for name, one in track(lots, "Playing quarters", console=err, transient=True, disable=not err.is_terminal):
        quarters[name].append(simulated(ways[name], accounts, replace(options, seed=one), weeks))
    table = Table("", *ways, box=None, header_style="bold")
    for measure in MEASURES:
        table.add_row(measure, *(spread(quarters[name], measure) for name in ways))
    out.print(table)
    say(
        f"{len(accounts)} accounts, {len(reps)} reps; weeks: {weeks} from {BASE_ON.isoformat()}; seeds: {seed} to"
        f" {seed + seeds - 1}, mean (least-most)."
    )
    say("A visit is wasted on a prospect who is not precise, and on a customer without a KP.")
