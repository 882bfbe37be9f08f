"""POSTs whose answers are cut off at a random byte, each sent by racing clients until one whole answer is there.

`python -m tests.proof.cut_posts --posts 1000 --database sqlite --seed 1`

Every POST is sent by four clients at once through a proxy that cuts most answers somewhere between the first byte and
the last; whoever gets no whole answer sends the same again. However often it arrives, it takes effect once. Bookings
without an `Idempotency-Key` are among them: the same start booked again is the same booking.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import httpx
from sqlalchemy import Select

from tests import postgres
from tests.proof.company import Company, planned_week_from_now
from tests.proof.cutting import CuttingProxy
from tests.proof.keyed import Keyed, Scene, Sender, new_session
from tests.proof.keyed_posts import KEYED
from tests.proof.outcome import Outcome
from tests.proof.racing import NOT_NOW, RACERS, Racers
from tests.proof.setting_up import set_up
from tests.proof.sites import DATABASES, Site, postgres_for, site_on, stop_in_good_order

SHARE_CUT = 0.75  # of the answers, before a client has got one whole
AT_IT = 409  # another racer is at the same request at this moment
REPLAYED = "Idempotent-Replayed"
WITHOUT_KEY = "slot without a key"
KINDS = (WITHOUT_KEY, *KEYED)


def attempts(site: Site, scene: Scene, racers: Racers, kind: str, times: int) -> Iterator[str]:
    """Send so many POSTs of a kind; yields what took effect never, twice or with different answers."""
    keyed = _keyed(kind)
    for number in range(times):
        post = keyed.post(scene, number)
        if kind != WITHOUT_KEY:
            post = replace(post, headers={**post.headers, "Idempotency-Key": f"{scene.rng.getrandbits(128):032x}"})
        before = counted(site, keyed.effects)
        answers = racers.race(post)
        effects = counted(site, keyed.effects) - before
        codes = sorted(answer.status_code for answer in answers)
        if effects != 1:
            yield f"POST {number} to {post.path}: {effects} effects; answered {codes}"
        wrong = _wrong_without_key(answers) if kind == WITHOUT_KEY else _wrong(keyed, answers)
        if len(answers) != RACERS:
            wrong.append(f"{len(answers)} in all")
        if wrong:
            told = {answer.content for answer in answers}
            yield f"POST {number} to {post.path}: answered {codes}, {', '.join(wrong)}: {told}"
        for answer in answers[:1]:
            keyed.then(scene, answer)


def _keyed(kind: str) -> Keyed:
    return KEYED["slot"] if kind == WITHOUT_KEY else KEYED[kind]


def _wrong(keyed: Keyed, answers: Sequence[httpx.Response]) -> list[str]:
    """What is wrong with the answers to one POST: all are alike, and one at most is the first."""
    firsts = sum(REPLAYED not in answer.headers for answer in answers)
    found = {
        "not as described": not {answer.status_code for answer in answers} <= set(keyed.status),
        "not alike": len({_told_to_all(keyed, answer) for answer in answers}) > 1,
        f"{firsts} as new": firsts > (1 if keyed.is_kept else RACERS),
        f"{keyed.first_only} in others than the first": not all(_tells_once(keyed, answer) for answer in answers),
    }
    return [text for text, is_so in found.items() if is_so]


def _wrong_without_key(answers: Sequence[httpx.Response]) -> list[str]:
    codes = [answer.status_code for answer in answers]
    found = {
        "not as described": not set(codes) <= {200, 201},
        "not alike": len({answer.content for answer in answers}) > 1,
        f"{codes.count(201)} as new": codes.count(201) > 1,
    }
    return [text for text, is_so in found.items() if is_so]


def _told_to_all(keyed: Keyed, answer: httpx.Response) -> tuple[int, str, str | None]:
    text = answer.text
    if keyed.first_only is not None:
        text = json.dumps({name: value for name, value in answer.json().items() if name != keyed.first_only})
    return answer.status_code, text, answer.headers.get("Location")


def _tells_once(keyed: Keyed, answer: httpx.Response) -> bool:
    """A secret is in an answer that is the first, and in no other."""
    is_first = REPLAYED not in answer.headers
    return keyed.first_only is None or is_first == (answer.json().get(keyed.first_only) is not None)


def counted(site: Site, effects: Select[tuple[int]]) -> int:
    with site.database.read() as session:
        return session.scalar(effects) or 0


def prove(
    posts: int,
    kinds: Sequence[str],
    database: str,
    seed: int,
    server: postgres.Server | None,
    tell: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """So many POSTs in all, as many of each kind, on a fresh site."""
    company, week_on, began_s = Company(reps=2, accounts=15, seed=seed), planned_week_from_now(), time.monotonic()
    each = -(-posts // len(kinds))
    faults: list[str] = []
    cut = whole = 0
    tries: Counter[str] = Counter()
    with site_on(database, server) as site:
        site.start_server()
        plan_id = set_up(site, company, week_on)
        for kind in kinds:
            again = NOT_NOW if kind == WITHOUT_KEY else (*NOT_NOW, AT_IT)
            token = new_session(site, _keyed(kind).sender, company)
            with (
                CuttingProxy(site.port, f"{seed}/{kind}", SHARE_CUT) as proxy,
                site.client() as client,
                site.client(new_session(site, Sender.DIRECTOR, company)) as director,
            ):
                racers = Racers(proxy.port, site.shown(token), again)
                rng = random.Random(f"{seed}/{kind}")
                scene = Scene(client, director, company, week_on, plan_id, rng)
                found = list(attempts(site, scene, racers, kind, each))
            faults += [f"--seed {seed}: {kind}: {fault}" for fault in found]
            cut, whole, tries = cut + proxy.cut, whole + proxy.whole, tries + racers.tries
            tell(f"{kind}: {each} POSTs, {len(found)} faults, {time.monotonic() - began_s:.0f} s")
    facts = {
        "database": database,
        "seed": seed,
        "posts": each * len(kinds),
        "kinds": list(kinds),
        "racers": RACERS,
        "answers_cut": cut,
        "answers_whole": whole,
        "tries": dict(tries),
        "seconds": round(time.monotonic() - began_s),
    }
    sentence = (
        f"{each * len(kinds)} POSTs of {len(kinds)} kinds, each by {RACERS} racing clients, on {database}: {cut}"
        f" answers cut off, {whole} whole; {len(faults)} faults."
    )
    return Outcome("cut_posts", sentence, facts, faults)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000, help="in all, as many of each kind")
    parser.add_argument("--kind", action="append", choices=KINDS, help="may be given again; all unless said")
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    stop_in_good_order()
    with postgres_for((asked.database,)) as server:
        return prove(asked.posts, asked.kind or KINDS, asked.database, asked.seed, server, tell=_print).tell()


def _print(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
