"""What the command line tells at length: faults with their remedy, a plan in a few lines, a bar that moves."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.cli.screen import err, out, say
from app.intake.faults import Fault, Severity
from app.planning import run
from app.planning.week_plan import Outcome, WeekPlan
from app.planning.wordings import note
from app.wording import clock, duration

MOST_OF_A_KIND = 3


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
def progress_bar(reps: int) -> Iterator[Callable[[run.Progress], None]]:
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

        def tell(progress: run.Progress) -> None:
            best = "" if progress.value_s is None else f", best so far {duration(int(progress.value_s))} of rep time"
            words = {"gate": "Choosing who may be visited", "solve": "Searching", "done": "Writing"}[progress.phase]
            bar.update(task, completed=progress.reps_done, description=words + best)

        yield tell


def show_plan(plan: WeekPlan) -> None:
    """The plan in a few lines: a row per rep and day, and what became of every account."""
    table = Table("Rep", "Day", "Visits", "Leaves", "Back", "Drive", "km", box=None, header_style="bold")
    for route in plan.routes:
        if route.stops:
            table.add_row(
                escape(route.rep_name),
                f"{route.on:%a %d %b}",
                str(len(route.stops)),
                clock(route.depart_s),
                clock(route.return_s),
                duration(route.travel_s),
                f"{route.travel_m / 1000:.0f}",
            )
    out.print(table)
    counts = Counter(row.outcome for row in plan.ledger)
    say(f"{len(plan.ledger)} rows: " + ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome))
    for said in plan.notes:
        say(f"Note: {note(said)}")
