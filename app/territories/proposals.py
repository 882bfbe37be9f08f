"""Proposals: who should have which account, with what it changes for each rep. Nothing is stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np

from app.errors import AppError, Fault, InvalidInput
from app.method.account import Location
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.territories.figures import NOBODY, Figures, figures
from app.territories.solving import Solve
from app.territories.standing import Holding, Standing
from app.territories.workload import field_rep, fieldwork
from solver.fieldwork import territory_problem
from solver.territory import OffBalance, Seconds

NEW_REP = "*new"  # no rep's id: the one whom a question adds
MOST_LOAD_S = 2**40  # more than any account asks for
CHANGE_SHARE = 4  # a change of hands costs a quarter of the account's hours


class Open(StrEnum):
    """What a proposal may give to others; promised accounts stay in any case."""

    UNOWNED = "unowned"  # what nobody has
    ALL = "all"  # everything, and few change hands
    ANEW = "anew"  # everything, whoever has it now


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: what may change hands, within which balance, without whom, and with one more.

    The one more lives at `joining`, or where he helps most (`joins_anywhere`); he works as most do.
    """

    opens: Open = Open.UNOWNED
    tolerance: float = 0.05
    without: frozenset[str] = frozenset()
    joining: Location | None = None
    joins_anywhere: bool = False

    @property
    def one_joins(self) -> bool:
        return self.joins_anywhere or self.joining is not None


@dataclass(frozen=True, slots=True)
class Change:
    """An account that would go to another rep; `before` is None where nobody has it."""

    holding: Holding
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class RepOutlook:
    """One rep before and after; the share is what he should work in a month, `off` why he would not."""

    rep: Rep
    available_s: int
    before: Figures
    after: Figures
    least_s: int
    most_s: int
    off: OffBalance | None
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """Every rep's outlook, every account that would change hands, and the common level of field time."""

    reps: tuple[RepOutlook, ...]
    changes: tuple[Change, ...]
    level: float
    cost_s: int
    bound_s: int


class NobodyToHaveThem(AppError):
    def __init__(self) -> None:
        detail = "There is no rep to give accounts to. Add a rep, or leave out fewer of them, then propose again."
        super().__init__(409, "territories.no_rep", "No rep", detail)


def proposed(stands: Standing, question: Question, settings: MethodSettings, today: date, solve: Solve) -> Proposal:
    """The best division that the question allows; raises NobodyToHaveThem, InvalidInput, CannotDivide."""
    _known(question.without, stands.reps)
    work = fieldwork(stands.holdings)
    team = list(stands.reps)
    if question.one_joins:
        usual = _usual(team)
        if question.joining is None:
            staying = [rep for rep in team if rep.external_id not in question.without]
            fields = tuple(field_rep(rep, today.year, settings) for rep in staying)
            found = solve.centre(work, fields, field_rep(usual, today.year, settings))
            usual = replace(usual, home=usual.home if found is None else Location.wgs84(*found))
        else:
            usual = replace(usual, home=question.joining)
        team.append(usual)
    fields = tuple(field_rep(rep, today.year, settings) for rep in team)
    at = {rep.external_id: n for n, rep in enumerate(team)}
    stays = [n for n, rep in enumerate(team) if rep.external_id not in question.without]
    if not stays:
        raise NobodyToHaveThem
    before = np.array([NOBODY if one.rep_id is None else at[one.rep_id] for one in stands.holdings], dtype=np.int64)
    whole = territory_problem(work, fields, before, before > NOBODY, np.zeros_like(before), question.tolerance)
    place = np.full(len(team) + 1, NOBODY)  # the last is where NOBODY points
    place[stays] = np.arange(len(stays))
    owner = place[before]
    promised = np.array([one.is_promised for one in stands.holdings], dtype=bool)
    fixed = (owner >= 0) & (promised | (question.opens is Open.UNOWNED))
    problem = replace(
        whole,
        reps=tuple(whole.reps[n] for n in stays),
        load_s=whole.load_s[:, stays],
        drive_s=whole.drive_s[:, stays],
        available_s=whole.available_s[stays],
        owner=owner,
        fixed=fixed,
        change_s=_changes(whole.load_s[:, stays], question.opens),
    )
    answer = solve.divide(problem)
    after = np.array([stays[rep] for rep in answer.rep_of], dtype=np.int64)
    was, becomes = figures(work, fields, whole, before), figures(work, fields, whole, after)
    shares = {share.rep: share for share in answer.shares}
    outlooks = []
    for n, rep in enumerate(team):
        share = shares.get(rep.external_id)
        band = (0, 0, None) if share is None else (share.least_s, share.most_s, share.off)
        outlooks.append(RepOutlook(rep, fields[n].month_s, was[n], becomes[n], *band, leaves=share is None))
    changes = tuple(
        Change(one, one.rep_id, team[rep].external_id)
        for one, rep, had in zip(stands.holdings, after.tolist(), before.tolist(), strict=True)
        if rep != had
    )
    return Proposal(tuple(outlooks), changes, answer.level, answer.cost_s, answer.bound_s)


def _changes(load_s: Seconds, opens: Open) -> Seconds:
    """What it costs in seconds that an account changes hands."""
    if opens is Open.ANEW:
        return np.zeros(len(load_s), dtype=np.int64)
    least_s: Seconds = load_s.min(axis=1, initial=MOST_LOAD_S)
    return least_s // CHANGE_SHARE


def _known(rep_ids: Collection[str], reps: Sequence[Rep]) -> None:
    unknown = set(rep_ids) - {rep.external_id for rep in reps}
    if unknown:
        detail = "Leave out reps of yours only, each by his external id."
        raise InvalidInput(
            "territories.rep", detail, [Fault("/body/without", "territories.rep", detail) for _ in unknown]
        )


def _usual(reps: Sequence[Rep]) -> Rep:
    """One who works like the first of the reps, in a place that is not known yet."""
    if not reps:
        return Rep(NEW_REP, "", Location.wgs84(0.0, 0.0))
    return replace(reps[0], external_id=NEW_REP, name="", end=None, leave=frozenset())
