"""Who may visit whom: the gate, the sharing out of accounts, and each rep's problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.method.account import Account
from app.method.gate import assumed_qualified, verdict
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.method.steering import NOT_STEERED, Steering
from app.planning.build import RepWeek, build_week
from app.planning.candidates import Candidate, shared_out
from app.planning.hand_rules import NOTHING_HELD, Held
from app.planning.ledger import gated_row, orphan_row
from app.planning.options import PlanOptions
from app.planning.steer import steered_team
from app.planning.week_plan import EarlierDay, LedgerRow


@dataclass(frozen=True, slots=True)
class Listed:
    """An account with the line of the list it came from, where it came from one."""

    line: int | None
    account: Account


@dataclass(frozen=True, slots=True)
class Division:
    """Each rep's problem, the ledger rows of accounts that no rep gets, and the line of each account."""

    weeks: tuple[RepWeek, ...]
    aside: tuple[LedgerRow, ...]
    lines: Mapping[str, int | None]


def divided(
    listed: Sequence[Listed],
    reps: Sequence[Rep],
    settings: MethodSettings,
    options: PlanOptions,
    *,
    given: Mapping[str, str],
    earlier: Mapping[str, Sequence[EarlierDay]],
    held: Held = NOTHING_HELD,
    steering: Mapping[str, Steering] | None = None,
) -> Division:
    """Gate every account, and give each that passes to a rep.

    `given` names the rep (external id) of accounts without an owner that are given already, `earlier` the days that
    visits are to keep, `held` what is settled by hand, `steering` each rep's corrections (None: from a first look).
    """
    if options.assume_qualified:
        listed = [Listed(row.line, assumed_qualified(row.account)) for row in listed]
    candidates: list[Candidate] = []
    aside: list[LedgerRow] = []
    for row in listed:
        found = verdict(row.account, settings, horizon=options.planned_days)
        if found.code is None:
            candidates.append(Candidate.of(row.account, settings, options.planned_days))
        else:
            aside.append(gated_row(row.line, row.account, found.code, found.params))
    lines = {row.account.external_id: row.line for row in listed}
    by_rep, orphans = shared_out(candidates, reps, settings, options, given, held.lent)
    aside += [orphan_row(candidate, lines[candidate.account.external_id]) for candidate in orphans]
    if steering is None:
        steering = steered_team(reps, by_rep, settings, options)
    weeks = (
        held.bound(
            build_week(
                rep,
                by_rep[rep.external_id],
                settings,
                options,
                earlier,
                steering.get(rep.external_id, NOT_STEERED),
                held_on=held.days_of(rep.external_id),
            )
        )
        for rep in reps
    )
    return Division(tuple(weeks), tuple(aside), lines)
