"""Accounts that nobody owns, offered further: who leaves one out lets the next nearest rep try to fit it in."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from app.engines.engine import Engine
from app.method.account import Location
from app.planning.build import RepWeek
from app.planning.candidates import Candidate
from app.planning.nearness import seconds_to_reps
from app.planning.options import PlanOptions
from app.planning.progress import Teller
from app.planning.solving import SolvedWeek, solved_weeks
from app.planning.visit_names import account_of
from solver import Limit
from solver.sharing import gainers, next_nearest

SHARE_OF_TIME = 4  # a second look takes a quarter of the first

Build = Callable[[RepWeek, Sequence[Candidate]], RepWeek]


def shared_further(
    solved: Sequence[SolvedWeek],
    options: PlanOptions,
    engine: Engine,
    tell: Teller,
    *,
    build: Build,
    not_again: Collection[str] = (),
) -> list[SolvedWeek]:
    """The same weeks after a second wave, in their order.

    Every rep who gets offers is planned again, from his plan and in a quarter of the time. The new plan counts if it
    is worth no less to him and visits nobody whom another visits; what he then visits is his, all else stays where it
    was. `not_again` names accounts that nobody is offered. `build` lays out a rep's week with other candidates. Raises
    SolverFailed.
    """
    offers = offers_of(solved, not_again)
    before = {one.week.rep.external_id: one for one in solved}
    if not offers:
        return list(solved)
    again = solved_weeks(
        [build(before[rep_id].week, [*before[rep_id].week.candidates.values(), *offers[rep_id]]) for rep_id in offers],
        _limit(options),
        options,
        engine,
        tell,
        initial=lambda week: before[week.rep.external_id].result.solution,
    )
    new = {one.week.rep.external_id: one for one in again}
    gained = gainers({rep_id: one.plan for rep_id, one in before.items()}, {r: one.plan for r, one in new.items()})
    now = before | {rep_id: new[rep_id] for rep_id in gained}
    taken = {
        name: rep_id
        for rep_id, candidates in offers.items()
        for name in (candidate.account.external_id for candidate in candidates)
        if name in now[rep_id].plan.served
    }
    return [_settled(old, now[rep_id], taken, build) for rep_id, old in before.items()]


def offers_of(solved: Sequence[SolvedWeek], not_again: Collection[str]) -> dict[str, list[Candidate]]:
    """Each shared account that its rep leaves out, by the nearest other rep who is in the field.

    Near is near his home or the middle of where his plan takes him.
    """
    everybody = sorted(solved, key=lambda one: one.week.rep.external_id)
    shared = [
        (one.week.candidates[unserved.visit], number)  # whoever is visited once is his for all visits
        for number, one in enumerate(everybody)
        for unserved in one.result.solution.unserved
        if unserved.visit in one.week.candidates
        and one.week.candidates[unserved.visit].account.owner is None
        and unserved.visit not in not_again
    ]
    if not shared:
        return {}
    seconds = seconds_to_reps(
        [candidate.location for candidate, _ in shared], [(one.week.rep, _places(one)) for one in everybody]
    )
    seconds[:, [not one.week.problem.shifts for one in everybody]] = -1
    offers: dict[str, list[Candidate]] = {}
    for (candidate, _), rep in zip(shared, next_nearest(seconds, [had_by for _, had_by in shared]), strict=True):
        if rep is not None:
            offers.setdefault(everybody[rep].week.rep.external_id, []).append(candidate)
    return offers


def _places(solved: SolvedWeek) -> list[Location]:
    """Where the plan takes the rep."""
    return [solved.week.candidate(name).location for name in sorted(solved.plan.served)]


def _limit(options: PlanOptions) -> Limit:
    counted = None if options.iterations is None else max(1, options.iterations // SHARE_OF_TIME)
    return Limit(options.time_limit_s / SHARE_OF_TIME, counted)


def _settled(old: SolvedWeek, now: SolvedWeek, taken: Mapping[str, str], build: Build) -> SolvedWeek:
    """The plan that counts with the accounts that are his in the end: what he took, without what others took."""
    rep_id = old.week.rep.external_id
    own = {
        name: candidate
        for name, candidate in now.week.candidates.items()
        if taken.get(name, rep_id if name in old.week.candidates else "") == rep_id
    }
    if own.keys() == now.week.candidates.keys():
        return now
    solution = now.result.solution
    unserved = tuple(row for row in solution.unserved if account_of(row.visit) in own)
    result = replace(now.result, solution=replace(solution, unserved=unserved))
    return SolvedWeek(build(now.week, list(own.values())), result)
