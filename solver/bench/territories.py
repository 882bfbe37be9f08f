"""`python -m solver.bench.territories 10x3000`: territories divided by us and by two simple rules, beside a bound.

Accounts lie in towns of a region of 150 km, reps live anywhere in it; nobody owns anything yet.
"""

import sys
from collections.abc import Callable, Sequence

import numpy as np

from solver.divide import divided
from solver.fieldwork import FieldRep, Fieldwork, territory_problem
from solver.limits import Stopwatch
from solver.partition import balanced_nearness
from solver.territory import Seconds, TerritoryProblem
from solver.travel import Speeds

SIDE_DEGREES, TOWNS_PER_REP, SPREAD_DEGREES = 1.35, 4, 0.06
ORIGIN = (30.0, 120.0)
CAR = Speeds(((2_000, 18_000), (10_000, 30_000), (30_000, 50_000), (100_000, 80_000)), 1.35, 240)
INTERVALS, SERVICES_S = (30, 45, 60, 90), (1800, 2700)
DAY_S, MONTH_DAYS = 8 * 3600, 21
HOUR_S = 3600
Rule = Callable[[TerritoryProblem], Seconds]


def region(reps: int, accounts: int, seed: int = 1) -> TerritoryProblem:
    """The same numbers give the same region."""
    draw = np.random.default_rng(seed)
    homes = ORIGIN + draw.random((reps, 2)) * SIDE_DEGREES
    towns = ORIGIN + draw.random((reps * TOWNS_PER_REP, 2)) * SIDE_DEGREES
    places = towns[draw.integers(0, len(towns), accounts)] + draw.normal(0, SPREAD_DEGREES, (accounts, 2))
    work = Fieldwork(
        tuple(f"a{n:06d}" for n in range(accounts)),
        places[:, 0],
        places[:, 1],
        365.25 / 12 / draw.choice(INTERVALS, accounts),
        draw.choice(SERVICES_S, accounts),
    )
    team = [
        FieldRep(f"r{n:03d}", (lat, lon), (lat, lon), CAR, DAY_S, DAY_S * MONTH_DAYS, 12)
        for n, (lat, lon) in enumerate(homes.tolist())
    ]
    nobody = np.full(accounts, -1, dtype=np.int64)
    return territory_problem(work, team, nobody, nobody > 0, np.zeros(accounts, dtype=np.int64))


def nearest(problem: TerritoryProblem) -> Seconds:
    """Everybody gets what is nearest to him."""
    found: Seconds = problem.drive_s.argmin(axis=1)
    return found


def greedy(problem: TerritoryProblem) -> Seconds:
    """The nearest rep who is not full yet, those with most to lose first."""
    load_s = problem.load_s.min(axis=1).tolist()
    nothing = [0] * len(problem.reps)
    return np.array(balanced_nearness(problem.drive_s, load_s, nothing, problem.available_s.tolist()))


def ours(problem: TerritoryProblem) -> Seconds:
    return np.array(divided(problem).rep_of)


def row(name: str, problem: TerritoryProblem, rule: Rule) -> str:
    """What a rule comes to: hours, how far they are spread, driving, neighbours apart, and how long it took."""
    watch = Stopwatch()
    rep_of = rule(problem)
    took_s = watch.elapsed_s
    accounts = np.arange(len(rep_of))
    hours = np.bincount(rep_of, problem.load_s[accounts, rep_of], len(problem.reps)) / HOUR_S
    drive = problem.drive_s[accounts, rep_of].sum() / HOUR_S
    apart = rep_of[problem.pairs[:, 0]] != rep_of[problem.pairs[:, 1]]
    lost = problem.apart_s[apart].sum() / HOUR_S
    return (
        f"| {name} | {hours.min():.0f}-{hours.max():.0f} h | {100 * (hours.max() - hours.min()) / hours.mean():.1f} % |"
        f" {drive:.0f} h | {100 * apart.mean():.1f} % | {drive + lost:.0f} h | {took_s:.1f} s |"
    )


def main(argv: Sequence[str]) -> int:
    reps, accounts = (int(number) for number in (argv[0] if argv else "10x3000").split("x"))
    problem = region(reps, accounts)
    lines = ["| rule | hours a month | spread | way out and back | neighbours apart | both | took |", "|" + "---|" * 7]
    lines += [row(rule.__name__, problem, rule) for rule in (nearest, greedy, ours)]
    bound = divided(problem)
    lines.append(f"No division costs less than {bound.bound_s / HOUR_S:.0f} h; ours costs {bound.cost_s / HOUR_S:.0f}.")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
