"""What a solver child can be asked for: a plan, a proof of how good one is, a division; and to come to an end."""

from collections.abc import Callable
from dataclasses import dataclass

from solver import Incumbent, Limit, Solution, WideProblem
from solver.fieldwork import FieldRep, Fieldwork
from solver.territory import TerritoryProblem

OnIncumbent = Callable[[Incumbent], None]
END_NOW = "end now"  # sent while a child searches: it answers with the best it has


@dataclass(frozen=True, slots=True)
class SolveTask:
    """Find a plan within the limit, from `initial` where one is given, on so many cores."""

    problem: WideProblem
    limit: Limit
    seed: int = 0
    initial: Solution | None = None
    cores: int = 1


@dataclass(frozen=True, slots=True)
class CertifyTask:
    """Prove within the time how much better than `solution`, worth `value` hundredths of a second, a plan can be."""

    problem: WideProblem
    solution: Solution
    value: int
    time_s: float


@dataclass(frozen=True, slots=True)
class DivideTask:
    """Divide accounts among reps."""

    problem: TerritoryProblem


@dataclass(frozen=True, slots=True)
class CentreTask:
    """Find the place where one rep more would help most."""

    work: Fieldwork
    reps: tuple[FieldRep, ...]
    joining: FieldRep


ChildTask = SolveTask | CertifyTask | DivideTask | CentreTask
