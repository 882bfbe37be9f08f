"""Kill -9 of the server, a worker or a solver child at random moments of import, plan and sync; nothing may be lost.

`python -m tests.proof.kills --kills 300 --database sqlite --database postgres --seed 1`

The kills come in lives of fifteen: a site with a server and a worker, to which a CRM gives every kind of work at the
same time, without a pause. Of each life the seed chooses what is sent, whom to kill and when: so many answers and
milliseconds after the last kill, so that `--seed S --only N` repeats the life that failed. After each kill the program
is started again and the work goes on; at the end of a life every order must have come to its end, and everything
acknowledged must be there, whole and once.
"""

import argparse
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import func, select

from app.models import RunRecord
from app.runs.runs import run_view
from app.runs.states import RunState
from tests import postgres, processes
from tests.proof.company import Company, planned_week_from_now
from tests.proof.outcome import Outcome
from tests.proof.phone import Syncs
from tests.proof.setting_up import set_up
from tests.proof.sites import DATABASES, PATIENCE_S, Site, postgres_for, site_on, stop_in_good_order
from tests.proof.soundness import unsound
from tests.proof.stem import Stem
from tests.proof.works import KINDS, SiteDown, Unanswered, Work

KILLS_OF_A_LIFE = 15
MOST_ANSWERS, LONGEST_S = 12, 0.3  # that pass before a kill, and the time after the last of them
NO_ANSWER_S = 10.0  # on a machine that is too busy to answer so often
TARGETS = {"server": 5, "worker": 2, "solver child": 3}  # how often, of ten


@dataclass
class Tally:
    """What was done, over all lives."""

    kills: Counter[str] = field(default_factory=Counter)
    interrupted: Counter[str] = field(default_factory=Counter)  # requests under way when their server was killed
    runs: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    begun_again: int = 0
    plans: int = 0
    faults: list[str] = field(default_factory=list)


class Life:
    """One site from its beginning to the judgement."""

    def __init__(self, site: Site, seed: int, number: int, tally: Tally, tell: Callable[[str], None]) -> None:
        self._site, self._tally, self._tell = site, tally, tell
        self._name = f"--seed {seed} --only {number}"
        self._rng = random.Random(f"{seed}/{number}")
        self._company = Company(reps=self._rng.choice((1, 2)), accounts=14, idle=200, seed=self._rng.randrange(10_000))
        self._week_on = planned_week_from_now()
        self._works: list[Work] = []
        self._over = threading.Event()
        self._crashed: list[str] = []
        self._orphans: list[int] = []  # children of killed programs, which end by themselves

    def live(self, kills: int) -> None:
        """Set the site up, kill so many times while the work goes on, let everything come to its end, and judge."""
        self._site.start_server()
        self._site.start_worker()
        set_up(self._site, self._company, self._week_on)
        self._works = [
            make(self._site, self._company, self._week_on, random.Random(self._rng.random()))
            for make in (*KINDS, Syncs)
        ]
        threads = [
            threading.Thread(target=self._work, args=(work,), name=work.name, daemon=True) for work in self._works
        ]
        for thread in threads:
            thread.start()
        for _ in range(kills):
            self._kill_one()
        self._over.set()
        for thread in threads:
            thread.join(PATIENCE_S)
        for work in self._works:
            work.caller.close()
        for fault in self._judged():
            self._tally.faults.append(f"{self._name}: {fault}")
            self._tell(f"FAULT {self._tally.faults[-1]}")

    def _work(self, work: Work) -> None:
        unanswered = False
        while not self._over.is_set() or unanswered:
            try:
                work.step()
                unanswered = False
            except Unanswered:
                unanswered = True  # whoever sends again until it is answered does so beyond the last kill too
            except SiteDown:
                return
            except Exception as error:
                self._crashed.append(f"{work.name} broke off: {error!r}")
                return

    def _kill_one(self) -> None:
        (target,) = self._rng.choices(list(TARGETS), list(TARGETS.values()))
        answers, until_s = self._answers() + self._rng.randint(0, MOST_ANSWERS), time.monotonic() + NO_ANSWER_S
        while self._answers() < answers and time.monotonic() < until_s:
            time.sleep(0.002)
        time.sleep(self._rng.uniform(0, LONGEST_S))
        site, under_way = self._site, [work.name for work in self._works if work.caller.under_way]
        if target == "server":
            assert site.server is not None
            self._orphans += processes.descendants(site.server.pid)
            site.kill_server()
            self._tally.interrupted.update(under_way)
            site.start_server()
        else:
            child = self._rng.choice(site.solver_children() or [0]) if target == "solver child" else 0
            if not child or not processes.kill(child):  # it went by itself at that moment
                target = "worker"
                self._kill_worker()
        self._tally.kills[target] += 1
        self._tell(f"{sum(self._tally.kills.values())}. kill: {target}")

    def _kill_worker(self) -> None:
        assert self._site.worker is not None
        self._orphans += processes.descendants(self._site.worker.pid)
        self._site.kill_worker()
        self._site.start_worker()

    def _answers(self) -> int:
        return sum(work.caller.answered for work in self._works)

    def _until_over(self, run_ids: Sequence[str]) -> list[str]:
        """Wait for the end of these runs; returns those that have not come to theirs."""
        until_s, left = time.monotonic() + PATIENCE_S, list(run_ids)
        while left and time.monotonic() < until_s:
            with self._site.database.read() as session:
                left = [run_id for run_id in left if not ((run := run_view(session, run_id)) and run.is_over)]
            time.sleep(0.1)
        return left

    def _still_there(self) -> list[int]:
        until_s = time.monotonic() + PATIENCE_S
        while (left := [pid for pid in self._orphans if processes.runs(pid)]) and time.monotonic() < until_s:
            time.sleep(0.1)
        return left

    def _judged(self) -> list[str]:
        """Everything that is not as it was promised."""
        tally, database = self._tally, self._site.database
        with database.read() as session:
            every_run = session.scalars(select(RunRecord.id)).all()
        faults = [*self._crashed, *(f"run {run_id} does not end" for run_id in self._until_over(every_run))]
        faults += [f"process {pid} still runs, whose program was killed" for pid in self._still_there()]
        with database.read() as session:
            for work in self._works:
                tally.answered[work.name] += work.caller.answered
                tally.unanswered[work.name] += work.caller.unanswered
                faults += [f"{work.name}: {fault}" for fault in (*work.caller.faults, *work.broken(session))]
            tally.runs.update(
                dict(session.execute(select(RunRecord.state, func.count()).group_by(RunRecord.state)).all())
            )
            tally.begun_again += session.scalar(select(func.count()).where(RunRecord.attempt > 1)) or 0
            checked, found = unsound(session, self._week_on)
            tally.plans += checked
        faults += found
        return [*faults, *self._site.trouble_in_the_log()]


def prove(
    kills: int,
    databases: Sequence[str],
    seed: int,
    server: postgres.Server | None,
    *,
    only: int | None = None,
    a_life: int = KILLS_OF_A_LIFE,
    tell: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Kill so many times on each of the databases; `only` names one life to repeat."""
    tally, began_s = Tally(), time.monotonic()
    with Stem() as stem:
        for database in databases:
            for number, first in enumerate(range(0, kills, a_life)):
                if only not in (None, number):
                    continue
                with site_on(database, server, stem) as site:
                    Life(site, seed, number, tally, tell).live(min(a_life, kills - first))
                tell(f"{database}, life {number}: {len(tally.faults)} faults after {time.monotonic() - began_s:.0f} s")
    facts = {
        "seed": seed,
        "databases": list(databases),
        "kills": dict(tally.kills),
        "requests_interrupted": dict(tally.interrupted),
        "requests_answered": dict(tally.answered),
        "requests_unanswered": dict(tally.unanswered),
        "runs": {RunState(state).value: n for state, n in tally.runs.items()},
        "runs_begun_again": tally.begun_again,
        "plans_checked": tally.plans,
        "seconds": round(time.monotonic() - began_s),
    }
    sentence = (
        f"{sum(tally.kills.values())} kills of {', '.join(tally.kills)} on {' and '.join(databases)}:"
        f" {sum(tally.answered.values())} requests answered, {sum(tally.interrupted.values())} cut off by a kill,"
        f" {sum(tally.runs.values())} orders ended once each, {tally.plans} plans checked; {len(tally.faults)} faults."
    )
    return Outcome("kills", sentence, facts, tally.faults)


def _print(line: str) -> None:
    print(datetime.now(UTC).strftime("%H:%M:%S"), line, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300, help="kills on each database")
    parser.add_argument("--database", action="append", choices=DATABASES, help="may be given twice; sqlite unless said")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="repeat one life")
    asked = parser.parse_args()
    stop_in_good_order()
    databases = tuple(dict.fromkeys(asked.database or ["sqlite"]))
    with postgres_for(databases) as server:
        return prove(asked.kills, databases, asked.seed, server, only=asked.only, tell=_print).tell()


if __name__ == "__main__":
    raise SystemExit(main())
