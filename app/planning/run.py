"""Planning a week: gate, share out, solve each rep's part in a child process, check, and account for every row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.engines.child_process import SolverFailed
from app.engines.engine import Engine
from app.method.field_days import field_days
from app.method.rep import Half, Rep
from app.method.settings import MethodSettings
from app.planning.build import RepWeek, build_week
from app.planning.candidates import Candidate
from app.planning.division import Division, Listed, divided
from app.planning.hand_rules import still_by_hand
from app.planning.keeping import Earlier, earlier_days_of, kept_note
from app.planning.ledger import rows_of
from app.planning.options import PlanOptions
from app.planning.progress import Progress, Teller
from app.planning.routes import planned_routes
from app.planning.sharing import shared_further
from app.planning.solving import ProofOrder, SolvedWeek, proof_order, solved_weeks
from app.planning.verify import PlanRefused, checked_part
from app.planning.week_plan import LedgerRow, Note, Outcome, PlannedRoute, WeekPlan
from app.travel.by_road import roads_in_use
from app.wording import Translate, Wording, in_english
from solver import Limit

REFUSALS: dict[str, Wording] = {
    "NO_REPS": Wording("There is no rep to plan for.", "Add reps first."),
    "NOWHERE_TO_START": Wording(
        "No account of the list has coordinates, so there is nowhere to start from.",
        "Add coordinates, or give a list of reps with --reps.",
    ),
    "NO_FIELD_DAY": Wording(
        "Nobody is in the field from {from_on} to {to_on}: weekends, holidays or leave.", "Choose another week."
    ),
    "NO_EARLIER_PLAN": Wording("The earlier plan {plan} is not there any more.", "Plan without it."),
    "SOLVER_FAILED": Wording("{said}"),
    "PLAN_REFUSED": Wording(
        "The independent checker refused the plan of {rep}: {said}",
        "Nothing was stored. This is a fault of the program; please report it with the list.",
    ),
}

HOSTS = {Half.MORNING: "HOSTS_IN_MORNING", Half.AFTERNOON: "HOSTS_IN_AFTERNOON"}


class CannotPlan(Exception):
    """The order cannot be planned; `code` and `params` say why and what to do instead."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    @property
    def is_ours(self) -> bool:
        """Whether the program is at fault, not the order."""
        return self.code in ("SOLVER_FAILED", "PLAN_REFUSED")

    def say(self, translate: Translate = in_english) -> str:
        wording = REFUSALS[self.code]
        return f"{wording.say(self.params, translate)} {wording.advise(self.params, translate)}".strip()

    def __str__(self) -> str:
        return self.say()


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """A plan, and what is needed to prove how good it is."""

    plan: WeekPlan
    proofs: tuple[ProofOrder, ...]


def plan_week(
    listed: Sequence[Listed],
    reps: Sequence[Rep],
    settings: MethodSettings,
    options: PlanOptions,
    engine: Engine,
    *,
    rejected: Sequence[LedgerRow] = (),
    notes: Sequence[Note] = (),
    previous: WeekPlan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> PlannedWeek:
    """Plan the week of every rep; the plan has passed the independent checker and its ledger has every row.

    With a `previous` plan of the same week as little as possible is changed. Where the engine is halted, it is the best
    plan found until then. Raises CannotPlan where nobody is in the
    field, or where the solver gave no answer.
    """
    earlier = Earlier.of(previous, options)
    tell = Teller([rep.external_id for rep in reps], on_progress, tells_values=not earlier.days)
    if not reps:
        raise CannotPlan("NO_REPS")
    days = options.planned_days
    if not any(field_days(rep, days, settings.country) for rep in reps):
        first_on, last_on = options.horizon[0], options.horizon[-1]
        raise CannotPlan("NO_FIELD_DAY", from_on=max(first_on, options.as_of).isoformat(), to_on=last_on.isoformat())
    held = earlier.held
    division = divided(listed, reps, settings, options, given=earlier.reps, earlier=earlier.days, held=held)
    try:
        solved = _solved(division, settings, options, engine, tell, earlier)
    except SolverFailed as failure:
        raise CannotPlan("SOLVER_FAILED", said=str(failure)) from None
    routes: list[PlannedRoute] = []
    ledger = [*rejected, *division.aside]
    proofs: list[ProofOrder] = []
    for week, result in ((one.week, one.result) for one in solved):
        try:
            part = checked_part(week.problem, result)
        except PlanRefused as refusal:
            raise CannotPlan("PLAN_REFUSED", rep=week.rep.name, said=str(refusal)) from None
        own = planned_routes(week, part, result.solution, settings, options)
        routes += own
        ledger += rows_of(week, result.solution, own, division.lines)
        proofs.append(proof_order(week, part, result.solution))
    kept = earlier_days_of((one.week for one in solved), earlier.days)
    value_s = sum(proof.value for proof in proofs) / 100
    tell.done(value_s)
    plan = WeekPlan(
        week_on=options.week_on,
        as_of=options.as_of,
        days=options.days,
        routes=tuple(sorted(routes, key=lambda route: (route.rep_id, route.on))),
        ledger=tuple(sorted(ledger, key=lambda row: (row.line is None, row.line or 0, row.external_id))),
        value_s=value_s,
        notes=(
            *notes,
            *_notes(listed, division.aside, settings, options),
            *_hosts_notes(reps, days),
            *kept_note(kept, routes, settings),
        ),
        earlier=kept,
        hand=still_by_hand(earlier.hand, routes, reps),
        steering={week.rep.external_id: week.steering for week in division.weeks},
    )
    return PlannedWeek(plan, tuple(proofs))


def _solved(
    division: Division,
    settings: MethodSettings,
    options: PlanOptions,
    engine: Engine,
    tell: Teller,
    earlier: Earlier,
) -> list[SolvedWeek]:
    """Every rep's part, and then the accounts that nobody owns once more."""

    def build(week: RepWeek, candidates: Sequence[Candidate]) -> RepWeek:
        held_on = held.days_of(week.rep.external_id)
        return held.bound(
            build_week(week.rep, candidates, settings, options, earlier.days, week.steering, held_on=held_on)
        )

    tell.phase("solve")
    held = earlier.held
    limit = Limit(options.time_limit_s, options.iterations)
    solved = solved_weeks(division.weeks, limit, options, engine, tell, initial=earlier.initial)
    if len(solved) == 1 or engine.halted():
        return solved
    tell.phase("share")
    return shared_further(solved, options, engine, tell, build=build, not_again=earlier.left_out)


def _notes(
    listed: Sequence[Listed], aside: Sequence[LedgerRow], settings: MethodSettings, options: PlanOptions
) -> tuple[Note, ...]:
    roads = None if options.roads is None else roads_in_use()
    notes = [Note("ESTIMATED_TRAVEL") if roads is None else Note("BY_ROAD", {"roads": roads})]
    if settings.rush_hours:
        notes.append(Note("RUSH_HOURS"))
    if sum(row.outcome is Outcome.GATED for row in aside) == len(listed):
        notes.append(Note("NOBODY_QUALIFIES", {"accounts": len(listed)}))
    return tuple(notes)


def _hosts_notes(reps: Sequence[Rep], days: Sequence[date]) -> list[Note]:
    """Which half-days are kept free of visits for a seminar."""
    return [
        Note(HOSTS[half], {"rep": rep.name, "rep_id": rep.external_id, "on": on.isoformat()})
        for rep in reps
        for on, half in sorted(rep.hosting)
        if on in days
    ]
