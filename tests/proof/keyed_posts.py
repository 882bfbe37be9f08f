"""POSTs that name themselves by an `Idempotency-Key`: an order, an import and an account, each to take effect once."""

import random
from collections.abc import Callable, Iterator

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import AccountRecord, ImportRecord, RunRecord
from tests.proof.company import Company, planned_week_from_now
from tests.proof.racing import RACERS, Post, Racers
from tests.proof.sites import Site

REPLAYED = "Idempotent-Replayed"
CREATED, ACCEPTED = 201, 202


def order_plans(site: Site, company: Company, racers: Racers, times: int, seed: int) -> Iterator[str]:
    """Each order is one run, which is then called off: it is its number that counts here."""
    week = planned_week_from_now().isoformat()

    def post(number: int) -> Post:
        return Post("/api/v1/plans", {"json": {"week": week, "seed": number, "certify_s": 0}}, {})

    with site.client() as client:

        def call_off(answer: httpx.Response) -> None:
            client.post(f"/api/v1/operations/{answer.json()['id']}:cancel")

        yield from _each_once(site, racers, times, seed, post, ACCEPTED, _runs, call_off)


def import_lists(site: Site, company: Company, racers: Racers, times: int, seed: int) -> Iterator[str]:
    """Each import is one batch."""

    def post(number: int) -> Post:
        file = (f"v{number + 2}.csv", company.account_list(number + 2), "text/csv")
        return Post("/api/v1/imports", {"files": {"file": file}}, {})

    yield from _each_once(site, racers, times, seed, post, CREATED, _imports)


def create_accounts(site: Site, company: Company, racers: Racers, times: int, seed: int) -> Iterator[str]:
    """Each is one more account, and nobody hears that it is there already."""

    def post(number: int) -> Post:
        return Post("/api/v1/accounts", {"json": {"external_id": f"N{number:05}", "name": f"New {number}"}}, {})

    yield from _each_once(site, racers, times, seed, post, CREATED, _accounts)


def _each_once(
    site: Site,
    racers: Racers,
    times: int,
    seed: int,
    post: Callable[[int], Post],
    status: int,
    count: Callable[[Session], int],
    then: Callable[[httpx.Response], None] = lambda _: None,
) -> Iterator[str]:
    rng = random.Random(f"{seed}/keys")
    for number in range(times):
        before, sent = _counted(site, count), post(number)
        answers = racers.race(Post(sent.path, sent.content, {"Idempotency-Key": f"{rng.getrandbits(128):032x}"}))
        effects = _counted(site, count) - before
        told = {(answer.status_code, answer.content) for answer in answers}
        first = sum(REPLAYED not in answer.headers for answer in answers)
        if effects != 1:
            yield f"POST {number} to {sent.path}: {effects} effects"
        if len(answers) != RACERS or len(told) != 1 or {code for code, _ in told} != {status} or first > 1:
            codes = sorted(answer.status_code for answer in answers)
            yield f"POST {number} to {sent.path}: answered {codes}, {first} of them as new, {len(told)} different"
        for answer in answers[:1]:
            then(answer)


def _counted(site: Site, count: Callable[[Session], int]) -> int:
    with site.database.read() as session:
        return count(session)


def _runs(session: Session) -> int:
    return session.scalar(select(func.count(RunRecord.id))) or 0


def _imports(session: Session) -> int:
    return session.scalar(select(func.count(ImportRecord.id))) or 0


def _accounts(session: Session) -> int:
    return session.scalar(select(func.count(AccountRecord.id))) or 0
