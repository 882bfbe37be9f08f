"""Accounts that nobody owns, offered further: who leaves one out lets the next nearest rep try to fit it in."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.method.account import Location
from app.planning.build import RepWeek
from app.planning.candidates import Candidate
from app.planning.engine import LocalEngine
from app.planning.nearness import seconds_to_reps
from app.planning.options import PlanOptions
from app.planning.progress import Teller
from app.planning.solving import SolvedWeek, solved_weeks
from solver import Limit

SHARE_OF_TIME = 4  # a second look takes a quarter of the first

Build = Callable[[RepWeek, Sequence[Candidate]], RepWeek]
ByRep = dict[str, SolvedWeek]  # by the rep's external id


def shared_further(
    solved: Sequence[SolvedWeek],
    options: PlanOptions,
    engine: LocalEngine,
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
    now = _accepted(before, again)
    taken = {
        name: rep_id
        for rep_id, candidates in offers.items()
        for name in (candidate.account.external_id for candidate in candidates)
        if name in now[rep_id].result.solution.served
    }
    return [_settled(old, now[rep_id], taken, build) for rep_id, old in before.items()]


def offers_of(solved: Sequence[SolvedWeek], not_again: Collection[str]) -> dict[str, list[Candidate]]:
    """Each shared account that its rep leaves out, by the nearest other rep who is in the field.

    Near is near his home or the middle of where his plan takes him.
    """
    in_field = sorted((one for one in solved if one.week.problem.shifts), key=lambda one: one.week.rep.external_id)
    shared = [
        (one.week.candidates[unserved.visit], one)
        for one in solved
        for unserved in one.result.solution.unserved
        if one.week.candidates[unserved.visit].account.owner is None and unserved.visit not in not_again
    ]
    offers: dict[str, list[Candidate]] = {}
    if not shared or not in_field:
        return offers
    seconds = seconds_to_reps(
        [candidate.location for candidate, _ in shared], [(one.week.rep, _places(one)) for one in in_field]
    )
    for (candidate, keeper), row in zip(shared, seconds, strict=True):
        others = (in_field[n] for n in np.argsort(row, kind="stable").tolist())
        nearest = next((one for one in others if one is not keeper), None)
        if nearest is not None:
            offers.setdefault(nearest.week.rep.external_id, []).append(candidate)
    return offers


def _places(solved: SolvedWeek) -> list[Location]:
    """Where the plan takes the rep."""
    return [solved.week.candidates[name].location for name in sorted(solved.result.solution.served)]


def _limit(options: PlanOptions) -> Limit:
    counted = None if options.iterations is None else max(1, options.iterations // SHARE_OF_TIME)
    return Limit(options.time_limit_s / SHARE_OF_TIME, counted)


def _accepted(before: Mapping[str, SolvedWeek], again: Sequence[SolvedWeek]) -> ByRep:
    """The plan that counts for each rep: those that gain most come first, and nobody is visited by two."""
    now = dict(before)

    def gain(new: SolvedWeek) -> tuple[int, int, str]:
        old = before[new.week.rep.external_id]
        return old.merit[0] - new.merit[0], old.merit[1] - new.merit[1], new.week.rep.external_id

    for new in sorted(again, key=gain):
        rep_id = new.week.rep.external_id
        elsewhere = {name for other, one in now.items() if other != rep_id for name in one.result.solution.served}
        if new.merit >= before[rep_id].merit and not elsewhere & new.result.solution.served:
            now[rep_id] = new
    return now


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
    unserved = tuple(row for row in solution.unserved if row.visit in own)
    result = replace(now.result, solution=replace(solution, unserved=unserved))
    return SolvedWeek(build(now.week, list(own.values())), result)
