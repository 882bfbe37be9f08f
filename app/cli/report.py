"""What the command line tells at length: faults with their remedy, a plan in a few lines, a bar that moves."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.cli.screen import err, out, say
from app.intake.faults import Fault, Severity
from app.planning import progress
from app.planning.week_plan import Outcome, WeekPlan
from app.planning.wordings import note
from app.wording import clock, duration

MOST_OF_A_KIND = 3
PHASES = {
    "gate": "Choosing who may be visited",
    "solve": "Searching",
    "share": "Offering shared accounts to the next rep",
    "done": "Writing",
}


def show_faults(file_name: str, faults: Sequence[Fault]) -> None:
    """Each fault with file, line, field and remedy; of each kind the first few, then how many more there are."""
    shown: Counter[str] = Counter()
    for fault in faults:
        shown[fault.code] += 1
        if shown[fault.code] <= MOST_OF_A_KIND:
            colour = "red" if fault.severity is Severity.ERROR else "yellow"
            line = f", line {fault.line}" if fault.line else ""
            field = f", field {fault.field}" if fault.field else ""
            said = escape(f"{file_name}{line}{field}: {fault.sentence()} {fault.remedy()}")
            err.print(f"[{colour}]{fault.severity.value}[/] {said}", soft_wrap=True)
    more = {code: times - MOST_OF_A_KIND for code, times in shown.items() if times > MOST_OF_A_KIND}
    if more:
        err.print("and more of the same: " + ", ".join(f"{times} x {code}" for code, times in more.items()))


@contextmanager
def progress_bar(reps: int) -> Iterator[Callable[[progress.Progress], None]]:
    """A bar that moves with the planner's progress; yields the function to tell it."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("Reading the lists", total=max(1, reps))

        def tell(told: progress.Progress) -> None:
            best = "" if told.value_s is None else f", best so far {duration(int(told.value_s))} of rep time"
            bar.update(task, completed=told.reps_done, description=PHASES[told.phase] + best)

        yield tell


@contextmanager
def proof_bar(reps: int, time_s: float) -> Iterator[Callable[[int], None]]:
    """A bar for the proofs that follow a plan; yields the function to tell how many are done."""
    words = f"Proving how good it is, at most {time_s:g} s for each rep (Ctrl-C ends it, the plan stays)"
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(words, total=reps)
        yield lambda done: bar.update(task, completed=done)


def show_plan(plan: WeekPlan) -> None:
    """The plan in a few lines: a row per rep and day, and what became of every account."""
    heads = ("Rep", "Day", "Visits", "Leaves", "Back", "Drive", "share", "km", "apart", "others")
    table = Table(*heads, box=None, header_style="bold")
    for route in plan.routes:
        if route.stops:
            table.add_row(
                escape(route.rep_name),
                f"{route.on:%a %d}",
                str(len(route.stops)),
                clock(route.depart_s),
                clock(route.return_s),
                duration(route.travel_s),
                f"{100 * route.travel_share:.0f} %",
                f"{route.travel_m / 1000:.0f}",
                _km(route.within_m),
                _km(route.across_m),
            )
    out.print(table)
    say("share: of the time out, on the road; apart, others: mean km between its stops, and to those of other days")
    counts = Counter(row.outcome for row in plan.ledger)
    say(f"{len(plan.ledger)} rows: " + ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome))
    for said in plan.notes:
        say(f"Note: {note(said)}")


def _km(metres: int | None) -> str:
    return "" if metres is None else f"{metres / 1000:.1f}"
