"""What a plan of some reps is about: their accounts, and those of nobody that they have already.

An account without an owner is everybody's: it is planned where all reps are, and stays with whoever has it until then.
What the route in force of a rep who is not in the plan visits is left to him, so that no account is visited twice.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.method.rep import Rep
from app.planning.candidates import reps_by_name
from app.planning.division import Listed
from app.planning.keeping import Earlier
from app.planning.options import PlanOptions
from app.planning.week_plan import LedgerRow, Note, Outcome


@dataclass(frozen=True, slots=True)
class Concerned:
    """Of all accounts, reps and rejected rows those that the plan accounts for; `aside` is settled without a search."""

    listed: tuple[Listed, ...]
    reps: tuple[Rep, ...]
    aside: tuple[LedgerRow, ...]
    notes: tuple[Note, ...] = ()


def concerned(
    options: PlanOptions,
    listed: Sequence[Listed],
    everybody: Sequence[Rep],
    rejected: Sequence[LedgerRow],
    *,
    held: Mapping[str, Collection[str]],
    earlier: Earlier,
) -> Concerned:
    """Everything for a plan of all reps; else what concerns those it names.

    `held` says by external id which reps' routes in force have the account on the days to be planned.
    """
    if not options.reps:
        return Concerned(tuple(listed), tuple(everybody), tuple(rejected))
    reps = [rep for rep in everybody if options.is_of(rep.external_id)]
    strangers = reps_by_name([rep for rep in everybody if not options.is_of(rep.external_id)])
    # A name that another rep has too says nothing: lest a plan shows his accounts.
    owners = {rep.external_id for rep in reps} | ({rep.name for rep in reps} - strangers.keys())
    lent = earlier.held.lent
    theirs: list[Listed] = []
    aside: list[LedgerRow] = []
    for row in listed:
        name, owner = row.account.external_id, row.account.owner
        holders = held.get(name, ())
        has_had = [lent.get(name)] if owner is not None else [*holders, earlier.reps.get(name)]
        if owner not in owners and not any(rep_id in options.reps for rep_id in has_had):
            continue
        if all(options.is_of(rep_id) for rep_id in holders):
            theirs.append(row)
        else:
            aside.append(LedgerRow(row.line, name, row.account.name, Outcome.UNSERVED, "OTHER_PLAN"))
    return Concerned(tuple(theirs), tuple(reps), tuple(aside), (Note("SOME_REPS", {"reps": len(reps)}),))
